package local

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"loggist/bot"
	"loggist/internal/obs"
)

// Handler serves the page, its files and the API. Listening is the caller's; only loopback is answered.
func (p *Platform) Handler() http.Handler {
	mux := http.NewServeMux()
	for path, methods := range map[string]map[string]func(*http.Request) (any, error){
		"/api/people":              {http.MethodGet: p.getPeople},
		"/api/rooms":               {http.MethodGet: p.getRooms},
		"/api/rooms/{id}/messages": {http.MethodGet: p.getMessages},
		"/api/direct":              {http.MethodGet: p.getDirect},
		"/api/waiting":             {http.MethodGet: p.getWaiting},
		"/api/say":                 {http.MethodPost: p.postSay},
		"/api/press":               {http.MethodPost: p.postPress},
		"/api/submit":              {http.MethodPost: p.postSubmit},
		"/api/clock":               {http.MethodGet: p.getClock, http.MethodPost: p.postClock},
	} {
		mux.HandleFunc(path, serveJSON(methods))
	}
	mux.HandleFunc("/api/events", p.serveEvents)
	mux.HandleFunc("/api/", func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, &apiError{http.StatusNotFound, "The API has no such address."})
	})
	mux.Handle("/assets/", assets())
	mux.HandleFunc("/{$}", p.servePage)
	return guard(mux)
}

func serveJSON(methods map[string]func(*http.Request) (any, error)) http.HandlerFunc {
	var allow []string
	for m := range methods {
		allow = append(allow, m)
	}
	slices.Sort(allow)
	return func(w http.ResponseWriter, r *http.Request) {
		method := r.Method
		if method == http.MethodHead {
			method = http.MethodGet
		}
		serve, ok := methods[method]
		if !ok {
			w.Header().Set("Allow", strings.Join(allow, ", "))
			refuse(w, &apiError{http.StatusMethodNotAllowed, "This address answers " + strings.Join(allow, " and ") + " only."})
			return
		}
		v, err := serve(r)
		if err != nil {
			refuse(w, err)
			return
		}
		writeJSON(w, http.StatusOK, v)
	}
}

// maxName is the longest id of a person, a message, an act that is looked at.
const maxName = 200

// asOf returns who acts or looks; whether there is such a person is not its matter.
func asOf(as string) (string, error) {
	switch {
	case as == "":
		return "", malformed("as is missing: the id of the person who acts or looks.")
	case len(as) > maxName || strings.ContainsFunc(as, func(r rune) bool { return r <= ' ' || r == 0x7f || r == utf8.RuneError }):
		return "", malformed("as is not the id of a person.")
	}
	return as, nil
}

func (p *Platform) getPeople(*http.Request) (any, error) {
	out := []jsonPerson{}
	for _, x := range p.options.People(p.now()) {
		out = append(out, jsonPerson{ID: x.ID, Name: x.Name, Posts: append([]string{}, x.Posts...), OnDuty: x.OnDuty})
	}
	return out, nil
}

func (p *Platform) getRooms(r *http.Request) (any, error) {
	as, err := asOf(r.URL.Query().Get("as"))
	if err != nil {
		return nil, err
	}
	return p.rooms(as), nil
}

func (p *Platform) rooms(as string) []jsonRoom {
	out := []jsonRoom{}
	p.view(func(s *state) {
		for _, x := range s.roomsOf(as) {
			out = append(out, jsonRoom{ID: x.id, Name: x.name, Private: true, Incident: x.incident(), Closed: x.archived})
		}
	})
	return out
}

func (p *Platform) getMessages(r *http.Request) (any, error) {
	as, err := asOf(r.URL.Query().Get("as"))
	if err != nil {
		return nil, err
	}
	return p.messages(as, r.PathValue("id"), r.URL.Query().Get("after"))
}

func (p *Platform) getDirect(r *http.Request) (any, error) {
	as, err := asOf(r.URL.Query().Get("as"))
	if err != nil {
		return nil, err
	}
	return p.messages(as, directRoom, r.URL.Query().Get("after"))
}

// messages returns what as sees in the room called where, oldest first, from the one that follows after.
func (p *Platform) messages(as, where, after string) ([]jsonMessage, error) {
	out, hidden := []jsonMessage{}, false
	p.view(func(s *state) {
		place := s.place(as, where)
		if place == nil {
			hidden = true
			return
		}
		list := place.messages
		if after != "" {
			i := slices.IndexFunc(list, func(m *message) bool { return string(m.Message) == after })
			if i < 0 {
				hidden = true
				return
			}
			list = list[i+1:]
		}
		for _, m := range list {
			out = append(out, m.json())
		}
	})
	if hidden {
		return nil, errHidden
	}
	return out, nil
}

// place is the room called where if as is in it, or as's own conversation; nil is that as may not know.
func (s *state) place(as, where string) *room {
	if where == directRoom {
		if d := s.direct[as]; d != nil {
			return d
		}
		return &room{}
	}
	if r := s.rooms[bot.RoomID(where)]; r != nil && r.has(as) {
		return r
	}
	return nil
}

func (p *Platform) getWaiting(r *http.Request) (any, error) {
	as, err := asOf(r.URL.Query().Get("as"))
	if err != nil {
		return nil, err
	}
	return p.waiting(r.Context(), as), nil
}

// waiting returns what waits for as, oldest first where it is taken from the messages.
func (p *Platform) waiting(ctx context.Context, as string) []jsonWaiting {
	out := []jsonWaiting{}
	if p.options.Waiting != nil {
		for _, x := range p.options.Waiting(ctx, as, p.now()) {
			out = append(out, jsonWaiting{Text: x.Text, Incident: x.Incident, Due: x.Due.UTC(), Actions: actionsOf(x.Actions)})
			p.offerNow(as, x.Actions)
		}
		return out
	}
	p.view(func(s *state) {
		for _, m := range s.place(as, directRoom).messages {
			if m.Author == botAuthor && len(m.Actions) > 0 {
				out = append(out, jsonWaiting{Message: m.Message, Text: m.Text, Actions: append([]action{}, m.Actions...)})
			}
		}
	})
	return out
}

// offerNow lets person press actions that are on no message and in no reply, until the program stops.
func (p *Platform) offerNow(person string, actions []bot.Action) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, a := range actions {
		k := offerKey(person, "action", a.ID)
		if _, known := p.state.offers[k]; !known {
			p.state.offers[k] = offer{n: 1}
		}
	}
}

// maxAdvance is how far the clock may be wound at once.
const maxAdvance = 400 * 24 * time.Hour

func (p *Platform) getClock(*http.Request) (any, error) { return p.clock(), nil }

func (p *Platform) clock() jsonClock {
	now := p.now()
	c := jsonClock{Now: now, Exercise: p.options.Clock != nil, OffsetSeconds: int64(time.Until(now).Round(time.Second) / time.Second)}
	if p.options.NextDue != nil {
		if due, ok := p.options.NextDue(); ok {
			due = due.UTC()
			c.NextDue = &due
		}
	}
	return c
}

func (p *Platform) postClock(r *http.Request) (any, error) {
	var body struct {
		Advance string `json:"advance"`
	}
	if err := readJSON(r, &body); err != nil {
		return nil, err
	}
	d, err := time.ParseDuration(body.Advance)
	if err != nil {
		return nil, malformed(`advance is a duration: "20m", "1h30m".`)
	}
	switch {
	case p.options.Clock == nil:
		return nil, &apiError{http.StatusForbidden, "This is not an exercise: its clock is the real one and is not wound. Nothing was recorded."}
	case d <= 0:
		return nil, malformed("The clock goes forward only.")
	case d > maxAdvance:
		return nil, malformed("The clock is wound by at most 400 days at once.")
	}
	_, _, done, ok := p.receiving.Borrow()
	if !ok {
		return nil, errNotReady
	}
	defer done()
	// Half an advance helps nobody: it ends with the program, not with the page that asked.
	if err := p.options.Clock.Advance(p.receiving.Until(), d); err != nil {
		p.options.Logger.ErrorContext(r.Context(), "the clock was not wound", obs.Error(err))
		return nil, &apiError{http.StatusInternalServerError, "The clock was not wound as far as you asked. Look at the time that it shows."}
	}
	p.feed.add(notice{kind: "clock", data: changed{}})
	return p.clock(), nil
}
