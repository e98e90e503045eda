package commands

import (
	"slices"
	"strings"

	"loggist/incident"
	"loggist/internal/say"
)

var reviewsCommand = Command{
	Path:     "ci reviews",
	Usage:    "/ci reviews",
	Short:    "Your reviews in all incidents that you are in: those of a post or role that you hold, to come or to be done.",
	Examples: []string{"/ci reviews"},
	Title:    "Your reviews", Button: "Show my reviews",
	Where: Anywhere, Answers: true, AtOnce: true, WhenClosed: true,
	Run: func(in *Input, _ any) (Output, error) {
		lines := []string{in.Force.MarkingLine(), "Your reviews:"}
		for _, f := range in.Visible() {
			for _, s := range []*incident.Side{&f.Open.Side, f.Sensitive} {
				if !s.IsMember(in.Actor.ID) {
					continue
				}
				for _, r := range s.LiveReviews() {
					if in.owns(f, s, r) {
						lines = append(lines, say.ReviewLine(in.view(), s, &f.Open.Head, r))
					}
				}
			}
		}
		if len(lines) == 2 {
			return answer("Your reviews: none."), nil
		}
		return answer(strings.Join(lines, "\n")), nil
	},
}

// owns reports whether a review is the actor's: it waits for him, or he holds what owns it now.
func (in *Input) owns(f *incident.Full, s *incident.Side, r *incident.Review) bool {
	me := func(w incident.Who) bool { return w.ID == in.Actor.ID }
	return slices.Contains(s.ReviewsOf(in.Actor.ID), r) || slices.ContainsFunc(f.Holders(r.Owner, in.Force, in.Now, in.Register.Held()...), me)
}
