package local

import (
	"bytes"
	"context"
	"embed"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"loggist/internal/obs"
)

//go:embed web
var web embed.FS

// shownMessages is how many of a room's messages the page shows before one asks for earlier ones.
const shownMessages = 150

// foldLines is how many lines of one message are shown before the rest is folded away.
const foldLines = 60

var pageTemplate = template.Must(template.New("page.html").Funcs(template.FuncMap{
	"layOut": layOut, "href": link.href, "iso": func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
	"cards": func(as string, list ...messageView) cardsView { return cardsView{As: as, List: list} },
	"list":  func(as string, list []messageView) cardsView { return cardsView{As: as, List: list} },
}).ParseFS(web, "web/*.html"))

func assets() http.Handler {
	files := http.FileServerFS(web)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/") || strings.HasSuffix(r.URL.Path, ".html") {
			http.NotFound(w, r)
			return
		}
		r.URL.Path = "/web/" + strings.TrimPrefix(r.URL.Path, "/assets/")
		w.Header().Set("Cache-Control", "no-cache")
		files.ServeHTTP(w, r)
	})
}

// cardsView is what the template of messages is given.
type cardsView struct {
	As   string // who presses their buttons
	List []messageView
}

type personView struct {
	ID, Name, Post string
	OnDuty, Chosen bool
}

type factView struct {
	fact
	DueWords string
}

type roomView struct {
	ID, Name, Incident string
	Link               link
	Here, Closed       bool
}

type messageView struct {
	jsonMessage
	Name      string // of the author
	FromBot   bool
	Mine      bool
	TimeWords string
	Title     string
	Lines     []line
	More      []line // folded away
}

type ringView struct {
	Name, Line, TimeWords string
	Link                  link
}

// phoneView is the phone beside the room.
type phoneView struct {
	Person   personView
	Latest   *messageView
	LockLine string
	Messages []messageView
	People   []personView
	Rings    []ringView
}

// pageView is everything that the page shows.
type pageView struct {
	Marking     string
	Exercise    bool
	Now         time.Time
	NowWords    string
	NextDue     string
	ZoneName    string
	As          personView
	People      []personView
	Room        string
	RoomName    string
	Incident    string
	Closed      bool
	Hidden      bool // there is no such room for this person
	Rooms       []roomView
	State       *factView
	Facts       []factView
	Topic       string
	Pinned      []messageView
	Messages    []messageView
	Earlier     link
	HasEarlier  bool
	Latest      link
	Older       bool      // the latest messages are not shown
	First       *stepView // offered while the person has no incident
	Waiting     []waitingView
	Phone       phoneView
	Tour        []stepView
	Step        *stepView // that is shown
	Next        *stepView
	StepN       int
	StepMissing bool // its room is not there yet
	Draft       string
	Hints       []Hint
	phoneChosen string
}

type waitingView struct {
	Line, DueWords string
	Text           []line
	Link           link
	Message        string
	Actions        []action
}

func (l link) href() string {
	q := url.Values{"as": {l.As}}
	for name, v := range map[string]string{"room": l.Room, "phone": l.Phone} {
		if v != "" {
			q.Set(name, v)
		}
	}
	if l.Step > 0 {
		q.Set("step", strconv.Itoa(l.Step))
	}
	if l.Fill {
		q.Set("fill", "1")
	}
	if l.Before != "" {
		q.Set("before", l.Before)
	}
	return "/?" + q.Encode()
}

func (p *Platform) servePage(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", http.MethodGet)
		refuse(w, &apiError{http.StatusMethodNotAllowed, "This address answers GET only."})
		return
	}
	v := p.page(r.Context(), r.URL.Query())
	var b bytes.Buffer
	if err := pageTemplate.ExecuteTemplate(&b, "page.html", v); err != nil {
		p.options.Logger.Error("the page was not written", obs.Error(err))
		refuse(w, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(b.Bytes()) // whoever asked may be gone
}

// page makes the view for the query: as, room, phone, step, before.
func (p *Platform) page(ctx context.Context, q url.Values) *pageView {
	now := p.now()
	people := p.options.People(now)
	v := &pageView{
		Marking: p.options.Marking, Exercise: p.options.Clock != nil, Now: now, NowWords: momentWords(now, p.options.Zone),
		ZoneName: p.options.Zone.String(), Hints: p.options.Hints, Room: q.Get("room"), phoneChosen: q.Get("phone"),
	}
	if c := p.clock(); c.NextDue != nil {
		v.NextDue = timeWords(*c.NextDue, now, p.options.Zone)
	}
	as, fill := choose(people, q.Get("as"), p.options.PlayAs), q.Get("fill") != ""
	if n, err := strconv.Atoi(q.Get("step")); err == nil && n >= 1 && n <= len(p.options.Tour) {
		v.StepN = n
	}
	if fill && v.StepN > 0 { // a step knows best whom it plays, and where: its room may be newer than the link
		as = choose(people, p.options.Tour[v.StepN-1].As, as)
	}
	b := &builder{v: v, p: p, people: people, now: now}
	waiting := p.waiting(ctx, as)
	p.view(func(s *state) {
		b.s = s
		v.As = b.person(as)
		v.People = b.persons(as)
		if fill && v.StepN > 0 {
			v.Room, _ = s.stepRoom(p.options.Tour[v.StepN-1])
		}
		b.room(q.Get("before"))
		b.tour(fill)
		b.phone()
		b.waiting(waiting)
	})
	return v
}

// choose returns the first of ids that one of people has, or the first person.
func choose(people []Person, ids ...string) string {
	for _, id := range ids {
		if slices.ContainsFunc(people, func(x Person) bool { return x.ID == id }) {
			return id
		}
	}
	if len(people) > 0 {
		return people[0].ID
	}
	return ""
}
