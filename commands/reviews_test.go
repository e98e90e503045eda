package commands

import (
	"strings"
	"testing"

	"loggist/internal/force"
)

// TestReviewsAreOnesOwn: a person reads the reviews of what he holds, in incidents that he is in, and no others; where no content may
// go, none of their words.
func TestReviewsAreOnesOwn(t *testing.T) {
	p := newPlay(t)
	p.do("sgt.lee", "/review in 4h is the family safe SORREL | to duty inspector")
	p.do("sgt.lee", "/review in 5h are the windows boarded TEASEL | to shift supervisor")
	asks := func(who force.PersonID, profile force.Profile) string {
		t.Helper()
		act, err := ReadLine("ci", "reviews", func(string) (force.PersonID, bool) { return "", false })
		if err != nil {
			t.Fatal(err)
		}
		in := p.input(who)
		in.Profile = profile
		out, err := act.Run(in)
		if err != nil {
			t.Fatal(err)
		}
		return out.Reply.Text
	}
	if got := asks("insp.patel", force.Full); !strings.Contains(got, "SORREL") || strings.Contains(got, "TEASEL") || !strings.Contains(got, "142/R-") {
		t.Errorf("the duty inspector reads %q", got)
	}
	if got := asks("sgt.lee", force.Full); strings.Contains(got, "SORREL") || !strings.Contains(got, "TEASEL") {
		t.Errorf("the shift supervisor reads %q", got)
	}
	if got := asks("insp.patel", force.Pointer); strings.Contains(got, "SORREL") || !strings.Contains(got, "142/R-") {
		t.Errorf("where no content may go he reads %q", got)
	}
	if got := asks("acc.morris", force.Full); got != "Your reviews: none." {
		t.Errorf("who is not in it reads %q", got)
	}
}
