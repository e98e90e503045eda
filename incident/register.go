package incident

import (
	"maps"
	"slices"
	"time"

	"loggist/internal/force"
)

// Register is what the force's own book folds to: references, rooms, the exercise clock, covers, suspended accounts.
type Register struct {
	Refs         []Ref // in the order of their opening
	LastRecorded time.Time
	// Offset is how far the exercise clock runs before the real one.
	Offset    time.Duration
	Suspended map[force.PersonID]uint64
	Covers    []Cover
	Entries   uint64
	// Precedents count this force's decisions to confirm, deny or do neither, by what was decided (S24).
	Precedents map[Confirmation]int
	// Together are the incidents that were said to belong together, in that order.
	Together []BelongTogether
	// Outages are the platforms that cannot be used, as it was recorded.
	Outages   map[force.Platform]Outage
	Frozen    bool
	years     map[int]int
	rooms     map[string]Binding
	disposals map[Ref]Disposal
}

// Binding is which incident a platform's room belongs to, and on which side.
type Binding struct {
	Ref  Ref  `json:"ref"`
	Book Book `json:"book"`
}

// NewRegister returns an empty register.
func NewRegister() *Register {
	return &Register{
		Suspended: map[force.PersonID]uint64{}, Precedents: map[Confirmation]int{}, Outages: map[force.Platform]Outage{},
		years: map[int]int{}, rooms: map[string]Binding{}, disposals: map[Ref]Disposal{},
	}
}

// registerBody is a Body of the register.
type registerBody interface {
	Body
	register(r *Register, e *Entry)
}

// Apply folds an entry of the register. Entries of the audit book change nothing.
func (r *Register) Apply(e Entry) {
	if e.RecordedAt.After(r.LastRecorded) {
		r.LastRecorded = e.RecordedAt
	}
	if e.Book != BookRegister {
		return
	}
	r.Entries = e.Seq
	b, ok := e.Body.(registerBody)
	if !ok {
		r.Frozen = true
		return
	}
	b.register(r, &e)
}

// NextRef is the reference that the next incident of a year gets: the register is gapless, so it is unique.
func (r *Register) NextRef(year int) Ref { return NewRef(year, r.years[year]+1) }

// Room says which incident a platform's room is bound to.
func (r *Register) Room(platform force.Platform, id string) (Binding, bool) {
	b, ok := r.rooms[string(platform)+"/"+id]
	return b, ok
}

// Installed is the first entry of a force's register.
type Installed struct {
	Version string `json:"version"` // of Loggist
}

// Kind is "installed".
func (*Installed) Kind() string { return "installed" }

func (*Installed) apply(*Side, *Entry) {}

func (*Installed) register(*Register, *Entry) {}

// DirectoryTaken says that a changed directory or roster was taken up.
type DirectoryTaken struct {
	People int    `json:"people"`
	Hash   string `json:"hash,omitempty"`
}

// Kind is "directory".
func (*DirectoryTaken) Kind() string { return "directory" }

func (*DirectoryTaken) apply(*Side, *Entry) {}

func (*DirectoryTaken) register(*Register, *Entry) {}

// Opened gives out a reference.
type Opened struct {
	Ref Ref `json:"ref"`
}

// Kind is "opened".
func (*Opened) Kind() string { return "opened" }

func (*Opened) apply(*Side, *Entry) {}

func (o *Opened) register(r *Register, _ *Entry) {
	r.Refs = append(r.Refs, o.Ref)
	if y, n, ok := o.Ref.Parts(); ok && n > r.years[y] {
		r.years[y] = n
	}
}

// RoomBound says which incident a platform's room belongs to.
type RoomBound struct {
	Platform force.Platform `json:"platform"`
	ID       string         `json:"id"`
	Binding
}

// Kind is "room-bound".
func (*RoomBound) Kind() string { return "room-bound" }

func (*RoomBound) apply(*Side, *Entry) {}

func (b *RoomBound) register(r *Register, _ *Entry) {
	r.rooms[string(b.Platform)+"/"+b.ID] = b.Binding
}

// ClockAdvanced winds the exercise clock: the real time of the entry is RecordedAt less the offset before it.
type ClockAdvanced struct {
	Offset time.Duration `json:"offset"` // the whole offset from now on
}

// Kind is "clock".
func (*ClockAdvanced) Kind() string { return "clock" }

func (*ClockAdvanced) apply(*Side, *Entry) {}

func (c *ClockAdvanced) register(r *Register, _ *Entry) { r.Offset = c.Offset }

// Cover is a post held by somebody else for a while (/ci cover).
type Cover struct {
	Post   force.PostID `json:"post"`
	Person Who          `json:"person"`
	From   time.Time    `json:"from"`
	Until  time.Time    `json:"until"`
	Reason string       `json:"reason"`
}

// Covered records a Cover.
type Covered struct{ Cover }

// Kind is "cover".
func (*Covered) Kind() string { return "cover" }

func (*Covered) apply(*Side, *Entry) {}

func (c *Covered) register(r *Register, _ *Entry) { r.Covers = append(r.Covers, c.Cover) }

// Suspension stops an account, or lifts that again (a lost phone).
type Suspension struct {
	Person Who    `json:"person"`
	Reason string `json:"reason"`
	Lifted bool   `json:"lifted,omitempty"`
}

// Kind is "suspension".
func (*Suspension) Kind() string { return "suspension" }

func (*Suspension) apply(*Side, *Entry) {}

func (u *Suspension) register(r *Register, e *Entry) {
	if u.Lifted {
		delete(r.Suspended, u.Person.ID)
		return
	}
	r.Suspended[u.Person.ID] = e.Seq
}

// Restored says that the store was lost and put back from the journals, or that the process was down.
type Restored struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	Why  string    `json:"why"`
}

// Kind is "restored".
func (*Restored) Kind() string { return "restored" }

func (*Restored) apply(*Side, *Entry) {}

func (*Restored) register(*Register, *Entry) {}

// Clone returns a register that later entries do not change.
func (r *Register) Clone() *Register {
	c := *r
	c.Refs, c.Covers, c.Together = slices.Clip(r.Refs), slices.Clip(r.Covers), slices.Clip(r.Together)
	c.disposals = maps.Clone(r.disposals)
	c.Suspended, c.years, c.rooms, c.Outages = maps.Clone(r.Suspended), maps.Clone(r.years), maps.Clone(r.rooms), maps.Clone(r.Outages)
	return &c
}
