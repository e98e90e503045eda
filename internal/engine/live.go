package engine

import (
	"loggist/incident"
	"loggist/internal/obs"
)

// each calls f with every live incident, one lock at a time. What cannot be read is left out and logged.
func (e *Engine) each(f func(h *held)) {
	live, err := e.live()
	if err != nil {
		e.Logger.Error("cannot read the live incidents", obs.Error(err))
	}
	e.eachOf(live, f)
}

func (e *Engine) eachOf(refs []incident.Ref, f func(h *held)) {
	for _, ref := range refs {
		h, err := e.hold(ref)
		if err != nil {
			e.Logger.Error("cannot read an incident", obs.Incident(string(ref)), obs.Error(err))
		}
		if h != nil {
			f(h)
			h.mu.Unlock()
		}
	}
}

// live lists the references of incidents that are not closed, as far as they were closed when last looked at.
func (e *Engine) live() ([]incident.Ref, error) {
	reg, err := e.register()
	if err != nil {
		return nil, err
	}
	var out []incident.Ref
	for _, name := range e.Log.Incidents() {
		ref := incident.Ref(name)
		if d, _ := reg.Disposal(ref); d.Done != nil {
			continue
		}
		_, n := e.Log.Version(name)
		e.mu.Lock()
		closed := e.closed[ref] == n
		e.mu.Unlock()
		if closed {
			continue
		}
		h, err := e.hold(ref)
		if err != nil {
			return nil, err
		}
		if h == nil {
			continue
		}
		isLive := h.full.Open.Live()
		if !isLive {
			h.fold = fold{} // it will hardly be needed again soon
		}
		h.mu.Unlock()
		if isLive {
			out = append(out, ref)
			continue
		}
		e.mu.Lock()
		e.closed[ref] = n
		e.mu.Unlock()
	}
	return out, nil
}
