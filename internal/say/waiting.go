package say

import (
	"strings"

	"loggist/incident"
)

// waitingCard is what waits for a person in this incident and does not ring: entries to confirm, claims to verify. What
// rings has a message of its own.
func (c scope) waitingCard(it incident.Item) post {
	p, sent := it.Lane.Person, it.Sent != nil
	if sent && c.side.WaitingSent(it.Lane, it.Key) {
		return post{Title: "Waiting for you in " + string(c.side.Ref) + ": said anew.", Lines: []string{"See the newer message."}}
	}
	var lines []string
	post := post{}
	confirm, verify := 0, 0
	for _, l := range c.side.Unconfirmed(p) {
		confirm++
		name, n := c.entry(l.Seq), incident.Number(c.side.Book, l.Seq)
		lines = append(lines, "Entry "+name+" was recorded for you by "+l.RecordedBy.Name+" at "+c.Clock(l.RecordedAt)+": "+begins(c.kindWords(l).Text))
		post.Actions = append(post.Actions, c.button("Confirm entry "+name, "ci confirm", n))
		post.Actions = append(post.Actions, c.button("Correct entry "+name, "ci correct", n), c.button("Dispute entry "+name+", with reason", "ci dispute", n))
	}
	for _, t := range c.side.TasksToVerify(p) {
		verify++
		name := c.name(incident.SeriesTask, t.N)
		lines = append(lines, "Task "+name+" is said to be done by "+t.Result.By.Name+": verify it. Seen: "+begins(c.shown(t.Result.Entry, t.Result.Seen)))
		post.Actions = append(post.Actions, c.button("Verify task "+name, "task verify", c.side.Name(incident.SeriesTask, t.N)))
	}
	if len(lines) == 0 {
		if !sent {
			post.NotSent = "nothing waits any more"
		}
		post.Title = "Waiting for you in " + string(c.side.Ref) + ": nothing now."
		return post
	}
	post.Title = "Waiting for you in " + string(c.side.Ref) + ": " + waitingFor(confirm, verify) + "."
	post.Lines = lines
	return post
}

// waitingFor says what waits, without its words: 1 entry to confirm, 2 tasks to verify.
func waitingFor(confirm, verify int) string {
	var out []string
	if confirm > 0 {
		out = append(out, plural(confirm, "entry", "entries")+" to confirm")
	}
	if verify > 0 {
		out = append(out, plural(verify, "task", "tasks")+" to verify")
	}
	return strings.Join(out, ", ")
}
