package local

import (
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// apiError is an answer of the API that is not 200. Its text is for people and holds nothing that was sent.
type apiError struct {
	status int
	text   string
}

func (e *apiError) Error() string { return e.text }

// errHidden answers for what does not exist and for what one may not see: the same bytes.
var errHidden = &apiError{http.StatusNotFound, "I know of no such room, message, button or form for this person. Nothing was recorded."}

func malformed(text string) *apiError {
	return &apiError{http.StatusBadRequest, text + " Nothing was recorded."}
}

// refuse writes err as JSON.
func refuse(w http.ResponseWriter, err error) {
	e, ok := errors.AsType[*apiError](err)
	if !ok {
		e = &apiError{http.StatusInternalServerError, "The local room could not keep this. It may not have been recorded."}
	}
	writeJSON(w, e.status, map[string]string{"error": e.text})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		status, b = http.StatusInternalServerError, []byte(`{"error":"The answer could not be written."}`)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(append(b, '\n')) // whoever asked may be gone
}

// guard lets through only what comes from this machine, is addressed to this machine by name (a page elsewhere whose
// name is made to point here is not), and does not come from a page of somebody else.
func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "+
			"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		if why := foreign(r); why != "" {
			refuse(w, &apiError{http.StatusForbidden, "The local room is for this machine only: " + why + " Nothing was recorded."})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// foreign says why r must not be served, or nothing.
func foreign(r *http.Request) string {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !peer.Addr().Unmap().IsLoopback() {
		return "the request came from elsewhere."
	}
	if !loopbackHost(r.Host) {
		return "the request was addressed to another host."
	}
	for _, origin := range r.Header.Values("Origin") {
		if origin != "http://"+r.Host {
			return "the request came from another page."
		}
	}
	switch site := r.Header.Get("Sec-Fetch-Site"); site {
	case "", "same-origin", "none":
		return ""
	default: // following a link to the page itself is fine
		if r.URL.Path == "/" && r.Method == http.MethodGet && r.Header.Get("Sec-Fetch-Mode") == "navigate" {
			return ""
		}
		return "the request came from another page."
	}
}

// loopbackHost says whether a Host header names this machine.
func loopbackHost(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	if strings.EqualFold(name, "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(strings.Trim(name, "[]"))
	return err == nil && addr.Zone() == "" && addr.Unmap().IsLoopback()
}
