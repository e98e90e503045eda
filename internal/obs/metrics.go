package obs

import (
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// What a label may say besides the names of commands and platforms, which are given to NewMetrics.
var (
	// Outcomes are what became of a request: recorded; answered in words or with a form; refused, with words for the person;
	// repeated, which is answered from what it made before; failed, so that nothing was recorded; unknown.
	Outcomes = []string{"recorded", "answered", "refused", "repeated", "failed", "unknown"}
	// Results are what became of a commit. All but ok, dup and unknown recorded nothing; stale is decided again.
	Results = []string{"ok", "dup", "stale", "late", "lost", "away", "readonly", "journal", "refused", "unknown"}
	// Classes are what became of a message: sent; found, where it had been sent before; not-sent, because it had become
	// pointless; or the class of the failure.
	Classes = []string{"sent", "found", "not-sent", "retry", "permanent", "unauthorised", "unknown"}
	// Escalations are what happens to an escalation.
	Escalations = []string{
		"opened", "joined", "asked", "skipped", "acknowledged", "accepted", "declined", "handed-back", "ended", "round", "holder-asked", "lapsed",
	}
	// Queues: pages hold the ladders and what is said to a person, times all other due times and what is said in rooms.
	Queues = []string{"pages", "times"}
)

// CommandOther and CommandEvent stand for requests that are none of the table's commands: what could not be read, or was
// answered before it was; and what happened in a room.
const (
	CommandOther = "other"
	CommandEvent = "event"
)

// Labels are what the labels of a process may say. Nothing that is not here is ever a label.
type Labels struct {
	Commands, Platforms []string
	Version             string
}

// Metrics are the numbers of one process, for /metrics. Every series exists from the start. It is safe for concurrent use,
// and a nil one counts nothing.
type Metrics struct {
	registry       *prometheus.Registry
	commands       map[string]map[string]prometheus.Counter
	duration       prometheus.Histogram
	commits        map[string]prometheus.Counter
	queueItems     map[string]prometheus.Gauge
	queueOldest    map[string]prometheus.Gauge
	lateness       prometheus.Histogram
	sends          map[string]map[string]prometheus.Counter
	escalations    map[string]prometheus.Counter
	up             map[string]prometheus.Gauge
	lag            prometheus.Gauge
	durable        prometheus.Gauge
	contradictions prometheus.Counter
}

// NewMetrics declares every metric there is. docs/metrics.md is generated from what it declares.
func NewMetrics(l Labels) *Metrics {
	m := &Metrics{registry: prometheus.NewRegistry()}
	m.commands = two(m, "commands_total", "Requests, by command and what became of them.",
		label{"command", append([]string{CommandOther, CommandEvent}, l.Commands...)}, label{"outcome", Outcomes})
	m.duration = m.histogram("command_duration_seconds", "How long a request took to its answer, from when it was taken.",
		.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 1.5, 3, 10)
	m.commits = one(m, prometheus.NewCounterVec, prometheus.CounterOpts(opts("commits_total", "Attempts to record, by result.")), label{"result", Results})
	m.queueItems = one(m, prometheus.NewGaugeVec, prometheus.GaugeOpts(opts("queue_items", "Lanes that wait for their time, or are being worked.")), label{"queue", Queues})
	m.queueOldest = one(m, prometheus.NewGaugeVec, prometheus.GaugeOpts(opts("queue_oldest_due_seconds",
		"For how long the first lane of a queue has been due and nobody has taken it; 0 when none is.")), label{"queue", Queues})
	m.lateness = m.histogram("timer_lateness_seconds", "How long after its due time a timer fired.", .01, .05, .1, .5, 1, 5, 15, 60, 300, 1800, 7200)
	m.sends = two(m, "sends_total", "Messages to a platform, by what became of them.", label{"platform", l.Platforms}, label{"class", Classes})
	m.escalations = one(m, prometheus.NewCounterVec, prometheus.CounterOpts(opts("escalations_total",
		"What happened to escalations, as this process recorded it.")), label{"outcome", Escalations})
	m.up = one(m, prometheus.NewGaugeVec, prometheus.GaugeOpts(opts("platform_up",
		"1 while a platform can be used: its token works and it is connected.")), label{"platform", l.Platforms})
	m.lag = add(m, prometheus.NewGauge(prometheus.GaugeOpts(opts("journal_lag_records", "Records of the store that this process has not journaled yet."))))
	m.durable = add(m, prometheus.NewGauge(prometheus.GaugeOpts(opts("redis_durable",
		"1 while what is recorded survives a power cut: the journal is writable and Redis, if there is one, keeps what it is told."))))
	m.contradictions = add(m, prometheus.NewCounter(prometheus.CounterOpts(opts("checkpoint_contradictions_total",
		"Checks, one a minute, that found another process with a different log. No checkpoint is signed meanwhile."))))
	build := one(m, prometheus.NewGaugeVec, prometheus.GaugeOpts(opts("build_info", "1; the label is the version.")), label{"version", []string{l.Version}})
	build[l.Version].Set(1)
	return m
}

// Handler serves them in the formats of Prometheus.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// Command counts a request. A name or an outcome that is not in its list is counted as other, or as unknown.
func (m *Metrics) Command(name, outcome string, took time.Duration) {
	if m == nil {
		return
	}
	of, ok := m.commands[name]
	if !ok {
		of = m.commands[CommandOther]
	}
	c, ok := of[outcome]
	if !ok {
		c = of["unknown"]
	}
	c.Inc()
	m.duration.Observe(took.Seconds())
}

// Commit counts an attempt to record.
func (m *Metrics) Commit(result string) {
	if m != nil {
		count(m.commits, result)
	}
}

// Fired notes how late a timer fired.
func (m *Metrics) Fired(late time.Duration) {
	if m != nil {
		m.lateness.Observe(max(0, late.Seconds()))
	}
}

// Sent counts a message to a platform.
func (m *Metrics) Sent(platform, class string) {
	if m != nil {
		count(m.sends[platform], class)
	}
}

// Escalation counts what happened to an escalation.
func (m *Metrics) Escalation(outcome string) {
	if m != nil {
		count(m.escalations, outcome)
	}
}

// Contradiction counts a check that found another log.
func (m *Metrics) Contradiction() {
	if m != nil {
		m.contradictions.Inc()
	}
}

// Queue says how much waits in a queue, and for how long the first of it has been due.
func (m *Metrics) Queue(name string, items int, overdue time.Duration) {
	if m == nil {
		return
	}
	set(m.queueItems, name, float64(items))
	set(m.queueOldest, name, max(0, overdue.Seconds()))
}

// Lag says how many records of the store are not journaled yet.
func (m *Metrics) Lag(records uint64) {
	if m != nil {
		m.lag.Set(float64(records))
	}
}

// Durable says whether what is recorded survives a power cut.
func (m *Metrics) Durable(ok bool) {
	if m != nil {
		m.durable.Set(truth(ok))
	}
}

func (m *Metrics) platform(name string, up bool) {
	if m != nil {
		set(m.up, name, truth(up))
	}
}

func truth(ok bool) float64 {
	if ok {
		return 1
	}
	return 0
}

// count and set leave alone what is not in the list: a label is never made up while the process runs.
func count(of map[string]prometheus.Counter, value string) {
	if c, ok := of[value]; ok {
		c.Inc()
	}
}

func set(of map[string]prometheus.Gauge, value string, to float64) {
	if g, ok := of[value]; ok {
		g.Set(to)
	}
}

// label is a label and all that it may say.
type label struct {
	name   string
	values []string
}

func opts(name, help string) prometheus.Opts {
	return prometheus.Opts{Namespace: "loggist", Name: name, Help: help}
}

func add[C prometheus.Collector](m *Metrics, c C) C {
	m.registry.MustRegister(c)
	return c
}

// vec is a metric with labels.
type vec[C any] interface {
	prometheus.Collector
	WithLabelValues(...string) C
}

// one declares a metric of one label, and makes its series.
func one[C any, V vec[C], O any](m *Metrics, declare func(O, []string) V, o O, l label) map[string]C {
	v := add(m, declare(o, []string{l.name}))
	out := map[string]C{}
	for _, value := range l.values {
		out[value] = v.WithLabelValues(value)
	}
	return out
}

// two declares a counter of two labels, and makes its series.
func two(m *Metrics, name, help string, a, b label) map[string]map[string]prometheus.Counter {
	v := add(m, prometheus.NewCounterVec(prometheus.CounterOpts(opts(name, help)), []string{a.name, b.name}))
	out := map[string]map[string]prometheus.Counter{}
	for _, x := range a.values {
		out[x] = map[string]prometheus.Counter{}
		for _, y := range b.values {
			out[x][y] = v.WithLabelValues(x, y)
		}
	}
	return out
}

func (m *Metrics) histogram(name, help string, buckets ...float64) prometheus.Histogram {
	o := opts(name, help)
	return add(m, prometheus.NewHistogram(prometheus.HistogramOpts{Namespace: o.Namespace, Name: o.Name, Help: o.Help, Buckets: buckets}))
}
