package say

import (
	"strings"

	"loggist/incident"
)

// checkpoint is the post of a signed checkpoint. It says nothing of what was recorded.
func (c scope) checkpoint(size uint64) post {
	last := c.side.LastCheckpoint()
	if last.Size != size {
		return post{NotSent: "a later checkpoint was said"}
	}
	p := post{Title: "Checkpoint of " + string(c.side.Ref) + ": entries " + c.entry(1) + " to " + c.entry(size)}
	return post{Title: p.Title, Lines: append([]string{
		"Hash of entry " + c.entry(size) + ": " + last.Head,
		"Keep this message. An export in which entry " + c.entry(size) + " has another hash was changed, or something was left out of it.",
	}, strings.Split(strings.TrimRight(last.Note, "\n"), "\n")...)}
}

// checkpointWords are the entry itself.
func (c scope) checkpointWords(b *incident.Checkpoint) entryWords {
	return entryWords{Name: "CHECKPOINT", Text: "entries " + c.entry(1) + " to " + c.entry(b.Size) + " signed; the hash of the last is " + b.Head}
}
