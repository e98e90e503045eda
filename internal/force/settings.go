package force

import "time"

// Settings are the force's times and thresholds. Every one is shown to people
// where it acts; [DefaultSettings] are the proposed ones.
type Settings struct {
	Assess      time.Duration // a call is assessed within
	FirstReview time.Duration // the first review of an incident after its call
	LateAfter   time.Duration // an entry later than this says why

	Review  Reviews
	Remind  Reminders
	Command CommandTimes
	Task    TaskTimes
	Ask     AskTimes
	// Meeting is a strategy meeting, GoldGroup the group that advises Gold.
	Meeting, GoldGroup Meeting

	// ThreatWords make Loggist ask whoever records an entry that says one of them; empty: nobody is asked.
	ThreatWords ThreatWords

	SafetyContact   time.Duration // contact with the person protected
	HandoverDraft   time.Duration // drafted before the shift ends
	ConfidenceCheck time.Duration // after standing down
	BreakGlass      time.Duration // how long somebody outside reads an incident whose glass he broke
	Overload        Overload
	// Shifts are the starts of the force's shifts by the wall clock, rising.
	Shifts []TimeOfDay
}

// Reviews are when a decision or an assessment is looked at again.
type Reviews struct {
	Declared, Potential, NotDeclared time.Duration // of the decision
	NoAction, ConfirmDeny            time.Duration
	ImpactDeclared, ImpactRestoring  time.Duration
	Shortest                         time.Duration // between two of a repeating review
	Deferrals                        int           // this deferral goes to the next rung
}

// Reminders are how a review reminds.
type Reminders struct {
	Before     time.Duration // ahead of the due time
	BeforeFrom time.Duration // only if it was set at least this long ahead
	Missed     time.Duration // after the due time
	Nudge      time.Duration // at most so often about what waits
	Sent       time.Duration // without a receipt, a ping counts as failed
}

// CommandTimes are about roles and those who accepted an escalation.
type CommandTimes struct {
	GoldVacant time.Duration // after declaring
	// Quiet is how long the holder of an escalation may make no entry before he
	// is asked; QuietThreat with threat to life; Reopen after the question.
	Quiet, QuietThreat, Reopen time.Duration
}

// AskTimes are how long a question may stand on the card Still to answer.
type AskTimes struct {
	Impact               time.Duration // is a community impact assessment needed
	ImpactMade           time.Duration // the assessment itself, once it is needed
	Comms, CommsDeclared time.Duration // the communications strategy
	Rights               time.Duration // human rights, after declaring
	Flag                 time.Duration // what a flag asks
	Threat               time.Duration // of a vigilante threat, from whoever accepted it
	ImpactLongest        time.Duration // to the next version while declared, without a reason
}

// TaskTimes are about tasks of neighbourhood teams.
type TaskTimes struct {
	Accept time.Duration
	Verify int // per cent of the tasks done that the sergeant is asked to verify
}

// Overload is when one person has so much to answer that it is noticed and
// relief is offered (R5.12, X4): so many open at once, or so many rings within.
type Overload struct {
	Open   int
	Rings  int
	Within time.Duration
}

// DefaultSettings are the defaults proposed to a force.
func DefaultSettings() Settings {
	const day = 24 * time.Hour
	return Settings{
		Assess:      30 * time.Minute,
		FirstReview: 4 * time.Hour,
		LateAfter:   10 * time.Minute,
		Review: Reviews{
			Declared: 12 * time.Hour, Potential: day, NotDeclared: day,
			NoAction: day, ConfirmDeny: day,
			ImpactDeclared: day, ImpactRestoring: 7 * day,
			Shortest: 15 * time.Minute, Deferrals: 3,
		},
		Remind: Reminders{
			Before: 15 * time.Minute, BeforeFrom: 30 * time.Minute, Missed: 15 * time.Minute,
			Nudge: 30 * time.Minute, Sent: time.Minute,
		},
		Command: CommandTimes{
			GoldVacant: 30 * time.Minute,
			Quiet:      30 * time.Minute, QuietThreat: 10 * time.Minute, Reopen: 10 * time.Minute,
		},
		Task: TaskTimes{Accept: 2 * time.Hour, Verify: 100},
		Ask: AskTimes{
			Impact: 2 * time.Hour, ImpactMade: 4 * time.Hour, Comms: 12 * time.Hour, CommsDeclared: 2 * time.Hour, Rights: 12 * time.Hour,
			Flag: time.Hour, Threat: 30 * time.Minute, ImpactLongest: 3 * day,
		},
		Meeting:         DefaultMeeting(),
		GoldGroup:       DefaultGoldGroup(),
		ThreatWords:     DefaultThreatWords(),
		SafetyContact:   12 * time.Hour,
		HandoverDraft:   30 * time.Minute,
		ConfidenceCheck: 28 * day,
		BreakGlass:      4 * time.Hour,
		Overload:        Overload{Open: 6, Rings: 8, Within: time.Hour},
		Shifts:          []TimeOfDay{7 * 60, 15 * 60, 23 * 60},
	}
}

// setting is one time or number of the settings, and its key in the
// configuration: the one list of them, for reading, checking and showing.
type setting[T any] struct {
	key         string
	value       *T
	least, most int
}

func (s *Settings) times() []setting[time.Duration] {
	var out []setting[time.Duration]
	for _, t := range [...]struct {
		key   string
		value *time.Duration
	}{
		{"assess", &s.Assess},
		{"first_review", &s.FirstReview},
		{"late_after", &s.LateAfter},
		{"review_declared", &s.Review.Declared},
		{"review_potential", &s.Review.Potential},
		{"review_not_declared", &s.Review.NotDeclared},
		{"review_no_action", &s.Review.NoAction},
		{"review_confirm_deny", &s.Review.ConfirmDeny},
		{"impact_declared", &s.Review.ImpactDeclared},
		{"impact_restoring", &s.Review.ImpactRestoring},
		{"review_shortest", &s.Review.Shortest},
		{"remind_before", &s.Remind.Before},
		{"remind_before_from", &s.Remind.BeforeFrom},
		{"missed_after", &s.Remind.Missed},
		{"nudge_every", &s.Remind.Nudge},
		{"sent_within", &s.Remind.Sent},
		{"gold_vacant", &s.Command.GoldVacant},
		{"quiet", &s.Command.Quiet},
		{"quiet_threat", &s.Command.QuietThreat},
		{"reopen", &s.Command.Reopen},
		{"task_accept", &s.Task.Accept},
		{"ask_impact", &s.Ask.Impact},
		{"ask_impact_made", &s.Ask.ImpactMade},
		{"ask_communications", &s.Ask.Comms},
		{"ask_communications_declared", &s.Ask.CommsDeclared},
		{"ask_rights", &s.Ask.Rights},
		{"ask_flag", &s.Ask.Flag},
		{"ask_threat", &s.Ask.Threat},
		{"impact_longest", &s.Ask.ImpactLongest},
		{"safety_contact", &s.SafetyContact},
		{"handover_draft", &s.HandoverDraft},
		{"confidence_check", &s.ConfidenceCheck},
		{"break_glass", &s.BreakGlass},
		{"overload_within", &s.Overload.Within},
	} {
		out = append(out, setting[time.Duration]{key: t.key, value: t.value})
	}
	return out
}

func (s *Settings) numbers() []setting[int] {
	return []setting[int]{
		{"deferrals", &s.Review.Deferrals, 1, 0},
		{"task_verify", &s.Task.Verify, 0, 100},
		{"overload_open", &s.Overload.Open, 1, 0},
		{"overload_rings", &s.Overload.Rings, 1, 0},
	}
}
