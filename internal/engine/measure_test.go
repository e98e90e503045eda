package engine

import (
	"slices"
	"strings"
	"testing"

	"loggist/incident"
	"loggist/internal/obs"
)

// TestEveryEscalationIsCounted: whatever the record can say of an escalation is an outcome of the metric, and nothing else is.
func TestEveryEscalationIsCounted(t *testing.T) {
	var outcomes []string
	for _, kind := range incident.Kinds() {
		if what, ok := strings.CutPrefix(kind, "escalation"); ok {
			outcomes = append(outcomes, strings.TrimPrefix(what, "-"))
		}
	}
	outcomes[slices.Index(outcomes, "")] = "opened"
	slices.Sort(outcomes)
	if want := slices.Sorted(slices.Values(obs.Escalations)); !slices.Equal(outcomes, want) {
		t.Errorf("kinds of entries %v, outcomes of the metric %v", outcomes, want)
	}
}
