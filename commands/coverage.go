package commands

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"loggist/incident"
	"loggist/internal/force"
)

var coverageCommand = Command{
	Path:     "ci coverage",
	Usage:    "/ci coverage",
	Short:    "Each neighbourhood and when police were last seen there, by the tasks that were done: gaps first.",
	Examples: []string{"/ci coverage", "/ci 142 coverage"},
	Title:    "Coverage", Button: "Show the coverage",
	Where: Anywhere, Answers: true, AtOnce: true, WhenClosed: true,
	Run: func(in *Input, _ any) (Output, error) { return in.coverage(), nil },
}

// patch is what is known of one neighbourhood: the last task that was done there, and how many still wait.
type patch struct {
	team force.NPT
	last *incident.Task // nil: police were not seen there
	side *incident.Side // of last
	wait int
}

// seen is when police were last seen there: as claimed, else when it was said to be done; zero for never.
func (p patch) seen() time.Time {
	switch {
	case p.last == nil:
		return time.Time{}
	case !p.last.Result.To.IsZero():
		return p.last.Result.To
	}
	return p.last.Result.At
}

// coverage is the view neighbourhood × last visible activity (R5.18), of this room or of all that the asker is in. What nobody has
// seen done is no activity: neither is a task that was accepted, nor one whose claim could not be verified (X12).
func (in *Input) coverage() Output {
	patches := make([]patch, 0, len(in.Force.NPTs))
	for _, team := range in.Force.NPTs {
		p := patch{team: team}
		for _, s := range in.sides(in.Full != nil) {
			if s.IsMember(in.Actor.ID) || in.Full != nil {
				p.look(s)
			}
		}
		patches = append(patches, p)
	}
	slices.SortStableFunc(patches, func(a, b patch) int {
		return cmp.Or(a.seen().Compare(b.seen()), cmp.Compare(b.wait, a.wait))
	})
	lines := []string{in.Force.MarkingLine(), "Coverage: each neighbourhood, longest unseen first, by tasks done" + in.ofThis() + ":"}
	for _, p := range patches {
		lines = append(lines, in.patchLine(p))
	}
	return in.answer(lines)
}

// look takes in what one side has of the neighbourhood.
func (p *patch) look(s *incident.Side) {
	for _, t := range s.Tasks {
		if t.NPT != p.team.ID {
			continue
		}
		if t.Open() {
			p.wait++
		}
		if t.State != incident.TaskIsDone && t.State != incident.TaskVerified {
			continue
		}
		if q := (patch{last: t}); p.last == nil || q.seen().After(p.seen()) {
			p.last, p.side = t, s
		}
	}
}

func (in *Input) ofThis() string {
	if in.Full == nil {
		return " in the incidents that you are in"
	}
	return " in " + refOf(in)
}

func (in *Input) patchLine(p patch) string {
	line := p.team.Name
	if len(p.team.Beats) > 0 {
		line += " (" + strings.Join(p.team.Beats, ", ") + ")"
	}
	switch {
	case p.last == nil:
		line += ": GAP, nobody was seen there"
	default:
		name := p.side.Name(incident.SeriesTask, p.last.N)
		if in.Full == nil {
			name = p.side.Ref.Short() + "/" + name
		}
		line += ": last seen " + in.clock(p.seen()) + " (" + force.Span(in.Now.Sub(p.seen())) + " ago), " + name + " by " + p.last.Result.By.Name
		if p.last.State == incident.TaskVerified {
			line += ", verified"
		} else {
			line += ", as claimed, not verified"
		}
	}
	switch p.wait {
	case 0:
		return line + ". No task is open there."
	case 1:
		return line + ". 1 task is open there."
	}
	return line + ". " + strconv.Itoa(p.wait) + " tasks are open there."
}
