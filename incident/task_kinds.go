package incident

import (
	"time"

	"loggist/internal/force"
)

// TaskSet sets a task. It makes nobody a member of the room.
type TaskSet struct {
	What  string      `json:"what"`
	Why   string      `json:"why,omitempty"`
	NPT   force.NPTID `json:"npt"`
	Team  string      `json:"team"`
	Owner Charge      `json:"owner"`
	// Assumed: no team was named, and it is the incident's own.
	Assumed bool      `json:"assumed,omitempty"`
	Due     time.Time `json:"due,omitzero"`
	// Line is the line to take that goes with it.
	Line int `json:"line,omitempty"`
	// Tactical is what the giver was warned of: Gold gave it past Silver.
	Tactical string `json:"tactical,omitempty"`
	TaskGiven
}

// TaskGiven says whom a task is with from now on: Officer, or nobody for the post. People are those who are rung for it, Told
// those who hear of it quietly.
type TaskGiven struct {
	Officer  Who       `json:"officer,omitzero"`
	People   []Who     `json:"people,omitempty"`
	Told     []Who     `json:"told,omitempty"`
	AcceptBy time.Time `json:"accept_by,omitzero"`
}

// TaskAccept takes a task on. ReturnAt is the end of the shift.
type TaskAccept struct {
	Task     int       `json:"task"`
	Officer  Who       `json:"officer"`
	ReturnAt time.Time `json:"return_at,omitzero"`
}

// TaskDecline gives a task back to the post, with a reason.
type TaskDecline struct {
	Task   int    `json:"task"`
	Reason string `json:"reason"`
	TaskGiven
}

// TaskUpdate says how it goes.
type TaskUpdate struct {
	Task int    `json:"task"`
	Text string `json:"text"`
}

// TaskDone claims that a task is done: when, what was seen, what proves it (R5.16). The times are claims; when it was
// claimed is when this was recorded.
type TaskDone struct {
	Task     int         `json:"task"`
	Outcome  TaskOutcome `json:"outcome"`
	Seen     string      `json:"seen"`
	From     time.Time   `json:"from,omitzero"`
	To       time.Time   `json:"to,omitzero"`
	Evidence string      `json:"evidence,omitempty"`
	// Verify are those who are asked to verify it; nobody when this one was not drawn.
	Verify []Who `json:"verify,omitempty"`
}

// TaskNotDone says honestly that it was not done, and why.
type TaskNotDone struct {
	Task   int    `json:"task"`
	Reason string `json:"reason"`
}

// TaskVerify says what came of verifying a claim. Doubt is what could not be verified.
type TaskVerify struct {
	Task  int    `json:"task"`
	How   string `json:"how,omitempty"`
	Doubt string `json:"doubt,omitempty"`
}

// TaskCancel ends a task that is no longer wanted.
type TaskCancel struct {
	Task   int    `json:"task"`
	Reason string `json:"reason"`
}

// TaskPass gives a task to another officer, or to another team.
type TaskPass struct {
	Task   int         `json:"task"`
	Reason string      `json:"reason,omitempty"`
	NPT    force.NPTID `json:"npt"`
	Team   string      `json:"team"`
	Owner  Charge      `json:"owner"`
	TaskGiven
}

// TaskDue changes by when it is to be done.
type TaskDue struct {
	Task   int       `json:"task"`
	Due    time.Time `json:"due"`
	Was    time.Time `json:"was,omitzero"`
	Reason string    `json:"reason,omitempty"`
}

// TaskUnaccepted says that nobody accepted a task in time. It is with the post now, and the post is told.
type TaskUnaccepted struct {
	Task int       `json:"task"`
	By   time.Time `json:"by"`
	Was  Who       `json:"was,omitzero"` // the officer who did not answer; nobody when it was with the post
	TaskGiven
	Late
}

// TaskOverdue says that the time by which a task was to be done has passed.
type TaskOverdue struct {
	Task int       `json:"task"`
	Due  time.Time `json:"due"`
	Late
}

// TaskReturn gives an unfinished task back to the post at the end of a shift. Stays is set when the officer is on duty in
// the next one as well: then he keeps it until then.
type TaskReturn struct {
	Task  int       `json:"task"`
	Was   Who       `json:"was"`
	Stays time.Time `json:"stays,omitzero"`
	TaskGiven
	Late
}

// Kind is "task".
func (*TaskSet) Kind() string { return "task" }

// Kind is "task-accepted".
func (*TaskAccept) Kind() string { return "task-accepted" }

// Kind is "task-declined".
func (*TaskDecline) Kind() string { return "task-declined" }

// Kind is "task-updated".
func (*TaskUpdate) Kind() string { return "task-updated" }

// Kind is "task-done".
func (*TaskDone) Kind() string { return "task-done" }

// Kind is "task-not-done".
func (*TaskNotDone) Kind() string { return "task-not-done" }

// Kind is "task-verified".
func (*TaskVerify) Kind() string { return "task-verified" }

// Kind is "task-cancelled".
func (*TaskCancel) Kind() string { return "task-cancelled" }

// Kind is "task-passed".
func (*TaskPass) Kind() string { return "task-passed" }

// Kind is "task-due".
func (*TaskDue) Kind() string { return "task-due" }

// Kind is "task-not-accepted".
func (*TaskUnaccepted) Kind() string { return "task-not-accepted" }

// Kind is "task-overdue".
func (*TaskOverdue) Kind() string { return "task-overdue" }

// Kind is "task-returned".
func (*TaskReturn) Kind() string { return "task-returned" }

func (b *TaskSet) apply(s *Side, e *Entry) {
	t := &Task{
		N: len(s.Tasks) + 1, Entry: e.Seq, NPT: b.NPT, Team: b.Team, Owner: b.Owner, What: b.What, Why: b.Why, Line: b.Line,
		By: e.DecidedBy, SetAt: e.RecordedAt, Due: b.Due,
	}
	s.Tasks = append(s.Tasks, t)
	s.live.tasks[t.N] = t
	s.offered(t, &b.TaskGiven, e, ClassPage)
}

func (b *TaskAccept) apply(s *Side, e *Entry) {
	t := s.liveTask(b.Task)
	if t == nil {
		return
	}
	told := among(t.Asked, b.Officer.ID)
	if t.Officer.ID != b.Officer.ID {
		t.Given = e.RecordedAt // somebody else has it now; who was offered it had it from then
		if told {
			t.Given = s.recorded(t.Offer)
		}
	}
	t.State, t.Officer, t.AcceptBy, t.ReturnAt = TaskAccepted, b.Officer, time.Time{}, b.ReturnAt
	before := t.Offer
	if !told {
		t.Asked, t.Offer = append(t.Asked[:len(t.Asked):len(t.Asked)], b.Officer), e.Seq
		s.direct(b.Officer.ID, s.OfferKey(t.N, e.Seq), ClassPost, e.Seq)
	}
	s.taskChanged(t, before, e)
}

// recorded is when entry seq was recorded.
func (s *Side) recorded(seq uint64) time.Time {
	if l, ok := s.Line(seq); ok {
		return l.RecordedAt
	}
	return time.Time{}
}

func (b *TaskDecline) apply(s *Side, e *Entry) {
	s.roomPost(e)
	if t := s.liveTask(b.Task); t != nil {
		s.offered(t, &b.TaskGiven, e, ClassPage)
	}
}

func (b *TaskUpdate) apply(s *Side, e *Entry) {
	if t := s.liveTask(b.Task); t != nil {
		t.Update, t.UpdateAt, t.Updated = b.Text, e.RecordedAt, e.Seq
		s.taskChanged(t, 0, e)
	}
}

func (b *TaskDone) apply(s *Side, e *Entry) {
	s.roomPost(e)
	t := s.liveTask(b.Task)
	if t == nil || t.State != TaskAccepted {
		return
	}
	t.Result = &TaskResult{Entry: e.Seq, Outcome: b.Outcome, Seen: b.Seen, From: b.From, To: b.To, Evidence: b.Evidence, By: t.Officer, At: e.RecordedAt}
	s.endTask(t, TaskIsDone)
	s.taskChanged(t, 0, e)
	if len(b.Verify) > 0 {
		t.Verify, t.Asked = true, b.Verify
		s.live.verify[t.N] = t
		for _, p := range b.Verify {
			s.waitsNow(p.ID, e.Seq)
		}
	}
}

func (b *TaskNotDone) apply(s *Side, e *Entry) {
	s.roomPost(e)
	if t := s.liveTask(b.Task); t != nil {
		t.Result = &TaskResult{Entry: e.Seq, Seen: b.Reason, By: e.DecidedBy, At: e.RecordedAt}
		s.endTask(t, TaskIsNotDone)
		s.taskChanged(t, 0, e)
	}
}

func (b *TaskVerify) apply(s *Side, e *Entry) {
	if b.Doubt != "" {
		s.roomPost(e)
	}
	t, ok := s.Task(b.Task)
	if !ok || t.State != TaskIsDone || t.Result == nil {
		return
	}
	t.State = TaskVerified
	if b.Doubt != "" {
		t.State = TaskNotVerified
	}
	t.Result.Verified, t.Result.VerifiedAt, t.Result.Doubt = e.DecidedBy, e.RecordedAt, b.Doubt
	t.Verify = false
	delete(s.live.verify, t.N)
	for _, p := range t.Asked {
		s.waits(p.ID, e.Seq)
	}
	s.touchSent(EntryKey(t.Result.Entry), e.Seq)
	s.taskChanged(t, 0, e)
}

func (b *TaskCancel) apply(s *Side, e *Entry) {
	if t := s.liveTask(b.Task); t != nil {
		t.Result = &TaskResult{Entry: e.Seq, Seen: b.Reason, By: e.DecidedBy, At: e.RecordedAt}
		s.endTask(t, TaskCancelled)
		s.taskChanged(t, 0, e)
	}
}

func (b *TaskPass) apply(s *Side, e *Entry) {
	if t := s.liveTask(b.Task); t != nil {
		t.NPT, t.Team, t.Owner = b.NPT, b.Team, b.Owner
		s.offered(t, &b.TaskGiven, e, ClassPage)
	}
}

func (b *TaskDue) apply(s *Side, e *Entry) {
	if t := s.liveTask(b.Task); t != nil {
		t.Due, t.Overdue = b.Due, false
		s.taskChanged(t, 0, e)
	}
}

func (b *TaskUnaccepted) apply(s *Side, e *Entry) {
	s.roomPost(e)
	if t := s.liveTask(b.Task); t != nil {
		s.offered(t, &b.TaskGiven, e, ClassPage)
	}
}

func (b *TaskOverdue) apply(s *Side, e *Entry) {
	s.roomPost(e)
	if t := s.liveTask(b.Task); t != nil {
		t.Overdue = true
		s.taskChanged(t, 0, e)
		for _, p := range t.Asked {
			if t.WithPost() || p.ID == t.Officer.ID {
				s.direct(p.ID, EntryKey(e.Seq), ClassPost, e.Seq)
			}
		}
	}
}

func (b *TaskReturn) apply(s *Side, e *Entry) {
	t := s.liveTask(b.Task)
	if t == nil {
		return
	}
	if !b.Stays.IsZero() {
		t.ReturnAt = b.Stays
		return
	}
	s.roomPost(e)
	s.offered(t, &b.TaskGiven, e, ClassPost)
}
