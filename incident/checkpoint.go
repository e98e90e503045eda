package incident

import (
	"fmt"
	"time"
)

// checkpointEvery is how often at most a checkpoint is said in the rooms while the record grows. When an incident stands
// down or is closed, its last one is said whatever the time.
const checkpointEvery = 4 * time.Hour

// Checkpoint is the signed statement of how far a book had come, said in the rooms of its side: whoever has that message
// can show that nothing up to there was changed or left out afterwards. It stands in the delivery book, or in the sensitive book
// of which it speaks.
type Checkpoint struct {
	Size uint64 `json:"size"` // how many entries the book had
	Head string `json:"head"` // the hash of the last of them
	Note string `json:"note"` // as it was signed: docs/record-format.md
	// Stage is the incident's when it was said.
	Stage Stage `json:"stage"`
}

// Kind is "checkpoint".
func (*Checkpoint) Kind() string { return "checkpoint" }

func (c *Checkpoint) apply(s *Side, e *Entry) {
	s.checkpoint, s.checkpointAt = *c, e.RecordedAt
	s.inRooms(CheckpointKey(c.Size), ClassPost, c.Size)
}

// CheckpointKey is the post of the checkpoint over size entries.
func CheckpointKey(size uint64) string { return fmt.Sprintf("%s%d", checkpointKind, size) }

const checkpointKind = "checkpoint/"

// LastCheckpoint is the checkpoint that was last said in this side's rooms; the zero value when there was none.
func (s *Side) LastCheckpoint() Checkpoint { return s.checkpoint }

// CheckpointDue reports whether a checkpoint over size entries of a book, b, is to be said in its rooms now. Receipts alone
// are no reason for one. It is never due for the delivery book, which nobody reads in a room.
func (f *Full) CheckpointDue(b Book, size uint64, now time.Time) bool {
	if b != BookOpen && b != BookSensitive {
		return false
	}
	s := f.Side(b)
	if size > uint64(len(s.Lines)) || s.said <= s.checkpoint.Size || size <= s.checkpoint.Size || len(s.Rooms) == 0 {
		return false
	}
	if stage := f.Open.Stage; stage != s.checkpoint.Stage && (stage == StageStoodDown || stage == StageClosed) {
		return true
	}
	since := s.checkpointAt
	if since.IsZero() {
		since = s.Lines[0].RecordedAt
	}
	return !now.Before(since.Add(checkpointEvery))
}

// says notes that an entry said something: receipts and checkpoints do not.
func (s *Side) says(e *Entry) {
	switch e.Body.(type) {
	case *Receipt, *Checkpoint:
	default:
		s.said = e.Seq
	}
}
