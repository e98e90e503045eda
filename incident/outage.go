package incident

import (
	"time"

	"loggist/internal/force"
)

// Outage says that a platform could not be used (R6.4), and with To that it can again. It stands in the register: what was to be
// said there meanwhile says for itself when it was said.
type Outage struct {
	Platform force.Platform `json:"platform"`
	From     time.Time      `json:"from"`
	To       time.Time      `json:"to,omitzero"`
	// Told are those who were told, and By the platform on which; nobody where no other could be used.
	Told []Who          `json:"told,omitempty"`
	By   force.Platform `json:"by,omitempty"`
}

// Kind is "outage".
func (*Outage) Kind() string { return "outage" }

func (*Outage) apply(*Side, *Entry) {}

func (o *Outage) register(r *Register, _ *Entry) {
	if !o.To.IsZero() {
		delete(r.Outages, o.Platform)
		return
	}
	r.Outages[o.Platform] = *o
}
