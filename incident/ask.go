package incident

import (
	"slices"
	"time"
)

// Prompt puts a question on the card Still to answer, with the instant by which it is to be answered and whom it is asked of.
// All of it is computed by whoever asks, so that nothing moves a time that a person was promised.
type Prompt struct {
	Key string    `json:"key"`
	Due time.Time `json:"due,omitzero"`
	// Why it is asked now, where the question does not say it.
	Why string `json:"why,omitempty"`
	Of  Charge `json:"of"`
	// People hold that post or role now. Who of them is no member of the room is asked in his own messages.
	People []Who `json:"people,omitempty"`
}

// Prompts is part of an entry that puts questions on the card.
type Prompts struct {
	Asks []Prompt `json:"asks,omitempty"`
}

// AskedQuestion is a question that stands, or stood, on the card.
type AskedQuestion struct {
	Prompt
	Entry uint64 // that asked it
	// Overdue is the entry that says that nobody answered in time.
	Overdue uint64
}

// QuestionOverdue says that a question was not answered in time. It is said once; the question stays on the card.
type QuestionOverdue struct {
	Question string    `json:"question"`
	Due      time.Time `json:"due"`
	Of       Charge    `json:"of"`
	People   []Who     `json:"people,omitempty"`
	// Escalation asks the ladder, where the question is one about somebody's life.
	Escalation int `json:"escalation,omitempty"`
	Late
}

// Kind is "question-overdue".
func (*QuestionOverdue) Kind() string { return "question-overdue" }

func (q *QuestionOverdue) apply(s *Side, e *Entry) {
	if s.head == nil || s.head.Asked[q.Question] == nil {
		return
	}
	s.head.Asked[q.Question].Overdue = e.Seq
	s.roomPost(e)
	for _, p := range q.People {
		if !s.IsMember(p.ID) {
			s.direct(p.ID, EntryKey(e.Seq), ClassPost, e.Seq)
		}
	}
	s.cardChanged(e)
}

// cardChanged touches what shows the questions: their card, and the line on the pinned one.
func (s *Side) cardChanged(e *Entry) {
	s.roomCard(KeyHead, e)
	s.roomCard(KeyAnswer, e)
}

// asks puts questions on the card. One that was answered before is asked again; of one that is still open the sooner time
// stays.
func (s *Side) asks(a Prompts, e *Entry) {
	h := s.head
	if h == nil {
		return
	}
	for _, q := range a.Asks {
		was := h.Asked[q.Key]
		if _, answered := h.Answers[q.Key]; was != nil && !answered && !was.Due.IsZero() && was.Due.Before(q.Due) {
			q.Due = was.Due
		}
		delete(h.Answers, q.Key)
		h.Asked[q.Key] = &AskedQuestion{Prompt: q, Entry: e.Seq}
		for _, p := range q.People {
			if !s.IsMember(p.ID) {
				s.direct(p.ID, AskKey(q.Key), ClassPost, e.Seq)
			}
		}
	}
	if len(a.Asks) > 0 {
		s.cardChanged(e)
	}
}

// answered takes a question off the card.
func (s *Side) answered(question string, e *Entry) {
	s.head.answer(question, e.Seq)
	if q := s.head.Asked[question]; q != nil {
		s.touchSent(AskKey(question), e.Seq)
	}
}

// askKey is what a person is told of a question that he is asked.
const askKey = "ask"

// AskKey names the message in which a person is asked a question.
func AskKey(question string) string { return askKey + "/" + question }

func (h *Head) askTimers(add func(Timer)) {
	for key, q := range h.Asked {
		if _, answered := h.Answers[key]; !answered && q.Overdue == 0 {
			add(Timer{Key: AskKey(key), Due: q.Due, Weight: WeightTask})
		}
	}
}

// Asking is what is known of a question, whoever asks it.
type Asking struct {
	Key, Text string
	// By is the command whose form answers it; empty: it is answered in words. Words: in words as well.
	By    string
	Words bool
	// Blocks is what cannot be done while it stands on the card. Nothing blocks a declaration.
	Blocks []Block
	// Life: nobody's answer in time is more than a line on a card: the ladder is asked.
	Life bool
}

// Block is something that a question can hold up, in words.
type Block string

// What questions hold up.
const (
	BlocksStandDown Block = "standing down"
	BlocksWords     Block = "giving the words of confirm, deny or neither"
	BlocksSharing   Block = "sharing information"
	BlocksRelease   Block = "releasing a line to take"
)

// The questions that entries ask.
const (
	AskImpactMade = "impact-made" // the assessment itself, once it was said to be needed
	AskStands     = "stands"      // does it still stand
	AskLevel      = "level"       // is the level still right
	AskComms      = "comms"       // the communications strategy
	AskMedia      = "media"       // what is decided about the media
	AskOrder      = "order"       // what public order specialists say
	AskRights     = "rights"      // human rights
	AskConfirm    = "confirm"     // confirm, deny or neither
	AskSafety     = "safety"      // a safety plan
	AskThreat     = "threat"      // is there a threat to life
	AskSuicide    = "suicide"     // suicide and self-harm
	AskSchool     = "school"      // is a school to be told
	AskServices   = "services"    // children's services
	AskOffence    = "offence"     // of a threat: which offence
	AskEvidence   = "evidence"    // of a threat: is evidence secured
	AskWarning    = "warning"     // of a threat: is the person warned
	AskHandover   = "handover"    // a handover that is not accepted
	AskNextOwner  = "next-owner"  // the owner's duty ends
	AskCritical   = "critical"    // could this become critical
	AskRepeat     = "repeat"      // a second contact
	AskThird      = "third"       // a third contact: the level
	AskAgainst    = "against"     // action against the person named: a supervisor's view
	AskView       = "view"        // an assessment in the log: a supervisor's view
)

// askings are the questions that entries ask, in the order in which they stand on the card.
var askings = []Asking{
	{Key: AskImpact, Text: "is a community impact assessment needed", By: "ci impact", Words: true, Blocks: []Block{BlocksStandDown}},
	{Key: AskImpactMade, Text: "the community impact assessment itself", By: "ci impact", Blocks: []Block{BlocksStandDown}},
	{Key: AskStands, Text: "does the community impact assessment still stand", By: "ci impact", Words: true, Blocks: []Block{BlocksStandDown}},
	{Key: AskComms, Text: "the communications strategy, for the media, the community and police staff", By: "ci comms", Blocks: []Block{BlocksRelease}},
	{Key: AskThreat, Text: "is there a threat to somebody's life", By: "ci threat", Words: true, Blocks: []Block{BlocksStandDown}, Life: true},
	{Key: AskWarning, Text: "is the person warned, in person and by whom, or why not", Blocks: []Block{BlocksStandDown}, Life: true},
	{Key: AskSuicide, Text: "suicide and self-harm: assessed by whom, when, when next", By: "ci safety", Blocks: []Block{BlocksStandDown}, Life: true},
	{Key: AskSafety, Text: "a safety plan for the person and his family", By: "ci safety", Blocks: []Block{BlocksStandDown}},
	{Key: AskOffence, Text: "which offence is it, under which reference, or why is it none"},
	{Key: AskEvidence, Text: "what evidence is secured, and where"},
	{Key: AskSchool, Text: "which school is told, by which task", Blocks: []Block{BlocksStandDown}},
	{Key: AskServices, Text: "children's services: who was told, when", Blocks: []Block{BlocksStandDown}},
	{Key: AskRights, Text: "human rights, of the person named and of the public", By: "ci rights", Blocks: []Block{BlocksWords, BlocksSharing, BlocksStandDown}},
	{Key: AskConfirm, Text: "what is said if somebody asks whether it is true of him", By: "ci confirm-deny", Words: true},
	{Key: AskMedia, Text: "what is decided about the media", By: "ci media", Blocks: []Block{BlocksStandDown}},
	{Key: AskOrder, Text: "what do public order specialists say"},
	{Key: AskNextOwner, Text: "the owner's duty ends: who has the incident then", By: "ci handover", Life: true},
	{Key: AskHandover, Text: "the handover is not accepted: who has the incident", By: "ci handover accept", Life: true},
	{Key: AskCritical, Text: "could this become critical: no, maybe or yes, and why"},
	{Key: AskThird, Text: "a third contact: raise the level, or say why this one is enough", By: "ci level", Blocks: []Block{BlocksStandDown}, Life: true},
	{Key: AskRepeat, Text: "a second contact: what is different now, and is he safe", Blocks: []Block{BlocksStandDown}},
	{Key: AskAgainst, Text: "action against the person named: what a supervisor thinks of it, and is he a victim", Blocks: []Block{BlocksStandDown}},
	{Key: AskView, Text: "an assessment in the log: what a supervisor thinks of it, and does it rest on facts"},
	{Key: AskLevel, Text: "is the level still right, and why is it enough", By: "ci level"},
}

// AskingOf is what is known of a question.
func AskingOf(key string) (Asking, bool) {
	i := slices.IndexFunc(askings, func(a Asking) bool { return a.Key == key })
	if i < 0 {
		return Asking{}, false
	}
	return askings[i], true
}

// Blocking are the questions that hold something up: those on the card, and human rights, which are weighed first whether or not
// declaring has put them on the card (R2.14).
func (h *Head) Blocking(b Block) []Question {
	out := slices.DeleteFunc(h.Questions(), func(q Question) bool { return !slices.Contains(q.Blocks, b) })
	if rights, _ := AskingOf(AskRights); h.RightsUnasked() && slices.Contains(rights.Blocks, b) {
		out = append(out, Question{Asking: rights})
	}
	return out
}

// RightsUnasked reports whether nobody has weighed human rights, and nothing has asked for it.
func (h *Head) RightsUnasked() bool {
	_, answered := h.Answers[AskRights]
	return !answered && h.Asked[AskRights] == nil
}
