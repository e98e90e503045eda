package incident

import (
	"fmt"
	"slices"
	"time"

	"loggist/internal/force"
)

// Task is a task of a neighbourhood policing team: NPT-1. It is owned by the post of the team's sergeant; an officer may be
// named, and whoever has it accepts it before anything can be done of it.
type Task struct {
	N     int
	Entry uint64
	NPT   force.NPTID
	Team  string
	Owner Charge // the sergeant's post
	What  string
	Why   string
	Line  int // the line to take that was given with it; 0: none
	By    Who
	SetAt time.Time
	// Due is by when it is to be done; zero when nothing was said. Overdue: that was said to have passed.
	Due     time.Time
	Overdue bool

	State TaskState
	// Officer has it, or was named; nobody while it is with the post. Given is since when it is his, or the post's: nothing
	// can have been done of it before.
	Officer Who
	Given   time.Time
	// Asked are those to whom it was offered last; Offer is the entry that did.
	Asked []Who
	Offer uint64
	// AcceptBy is until when it is to be accepted; zero when that has passed or was done.
	AcceptBy time.Time
	// ReturnAt is the end of the officer's shift: unfinished it goes back to the post (R5.14).
	ReturnAt time.Time
	Update   string
	UpdateAt time.Time
	Updated  uint64 // the entry of the newest update
	Result   *TaskResult
	// Verify: somebody is to verify what was claimed (R5.16).
	Verify bool
}

// TaskResult is what became of a task.
type TaskResult struct {
	Entry    uint64
	Outcome  TaskOutcome
	Seen     string
	From, To time.Time // as claimed; zero when nothing was said
	Evidence string
	By       Who
	At       time.Time
	// Verified is who looked at the claim; Doubt what he could not verify.
	Verified   Who
	VerifiedAt time.Time
	Doubt      string
}

// TaskState is where a task stands.
type TaskState string

// The states: offered ⇄ accepted → done → verified or not verified; or not done, or cancelled.
const (
	TaskOffered     TaskState = "offered"
	TaskAccepted    TaskState = "accepted"
	TaskIsDone      TaskState = "done"
	TaskIsNotDone   TaskState = "not done"
	TaskVerified    TaskState = "verified"
	TaskNotVerified TaskState = "not verified"
	TaskCancelled   TaskState = "cancelled"
)

// TaskOutcome is what an officer says of a task that he ends.
type TaskOutcome string

// The outcomes of a task done.
const (
	OutcomeDone    TaskOutcome = "done"
	OutcomeNothing TaskOutcome = "nothing found"
	OutcomePartly  TaskOutcome = "partly done"
)

// Open reports whether something is still to be done.
func (s TaskState) Open() bool { return s == TaskOffered || s == TaskAccepted }

// Open reports whether something is still to be done of it.
func (t *Task) Open() bool { return t.State.Open() }

// WithPost reports whether it is with the owner's post and no officer.
func (t *Task) WithPost() bool { return t.Officer.IsZero() }

// Party reports whether the task is p's business though he may be no member: he has it or was asked.
func (t *Task) Party(p force.PersonID) bool {
	return p != "" && (t.Officer.ID == p || among(t.Asked, p))
}

func (t *Task) timers(s *Side, n int, add func(Timer)) {
	name := s.Name(SeriesTask, n)
	add(Timer{Key: name + "/accept", Due: t.AcceptBy, Weight: WeightTask})
	add(Timer{Key: name + "/return", Due: t.ReturnAt, Weight: WeightTask})
	if !t.Overdue {
		add(Timer{Key: name + "/overdue", Due: t.Due, Weight: WeightTask})
	}
}

// Task returns NPT-n of this side.
func (s *Side) Task(n int) (*Task, bool) {
	if n < 1 || n > len(s.Tasks) {
		return nil, false
	}
	return s.Tasks[n-1], true
}

// LiveTasks are those still to be done, by number.
func (s *Side) LiveTasks() []*Task { return sorted(s.live.tasks) }

// TasksOf are the open tasks that p has or was offered, by number.
func (s *Side) TasksOf(p force.PersonID) []*Task {
	return slices.DeleteFunc(s.LiveTasks(), func(t *Task) bool {
		return !t.Party(p) || t.State == TaskAccepted && t.Officer.ID != p
	})
}

// TasksToVerify are those whose claims p was asked to verify, by number.
func (s *Side) TasksToVerify(p force.PersonID) []*Task {
	return slices.DeleteFunc(sorted(s.live.verify), func(t *Task) bool { return !among(t.Asked, p) })
}

// OfferKey is what somebody is told to whom entry seq offers a task: his card of it.
func (s *Side) OfferKey(n int, seq uint64) string {
	return fmt.Sprintf("%s/offer/%d", s.Name(SeriesTask, n), seq)
}

// offered gives a task to people: the officer alone, or whoever holds the post. It rings, but for what merely comes back.
func (s *Side) offered(t *Task, g *TaskGiven, e *Entry, class Class) {
	before := t.Offer
	t.State, t.Officer, t.Given, t.Asked, t.Offer = TaskOffered, g.Officer, e.RecordedAt, slices.Concat(g.People, g.Told), e.Seq
	t.AcceptBy, t.ReturnAt = g.AcceptBy, time.Time{}
	for _, p := range g.People {
		s.direct(p.ID, s.OfferKey(t.N, e.Seq), class, e.Seq)
	}
	for _, p := range g.Told {
		s.direct(p.ID, s.OfferKey(t.N, e.Seq), ClassPost, e.Seq)
	}
	s.taskChanged(t, before, e)
}

// taskChanged touches whatever shows the task: its card in the room, and what people were told of it.
func (s *Side) taskChanged(t *Task, before uint64, e *Entry) {
	s.roomCard(s.Name(SeriesTask, t.N), e)
	for _, offer := range []uint64{before, t.Offer} {
		if offer != 0 && offer != e.Seq {
			s.touchSent(s.OfferKey(t.N, offer), e.Seq)
		}
	}
	s.roomCard(KeyHeader, e)
}

// liveTask returns NPT-n while something is still to be done of it.
func (s *Side) liveTask(n int) *Task { return s.live.tasks[n] }

// endTask takes a task out of what is open.
func (s *Side) endTask(t *Task, state TaskState) {
	t.State, t.AcceptBy, t.ReturnAt = state, time.Time{}, time.Time{}
	delete(s.live.tasks, t.N)
}
