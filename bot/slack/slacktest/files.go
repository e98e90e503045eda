package slacktest

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// File is what somebody attaches to a message.
type File struct {
	Name string
	Body []byte
	// Size is what the workspace says of it; 0 is the length of Body.
	Size int
	// Type is its media type; empty is application/octet-stream.
	Type string
	// At is where it is, if not in the workspace: of an external file, or of one whose address was changed.
	At       string
	External bool
	// Elsewhere is where whoever asks for it is sent on to.
	Elsewhere string

	id string
}

// Attach writes a message with files.
func (s *Server) Attach(user, channelID, text string, files ...File) (a *Act, ts string, err error) {
	s.mu.Lock()
	c, err := s.there(user, channelID)
	if err != nil {
		s.mu.Unlock()
		return nil, "", err
	}
	m := &Message{TS: s.ts(), User: user, Text: s.typed(text), Subtype: "file_share"}
	for _, f := range files {
		f.id = s.id("F")
		s.files[f.id] = f
		m.Files = append(m.Files, f)
	}
	c.messages = append(c.messages, m)
	e := s.show(m, true)
	e["channel"], e["event_ts"], e["channel_type"], e["team"] = c.ID, m.TS, typeOf(c), Team
	s.mu.Unlock()
	return s.event(user, e), m.TS, nil
}

// fileObjects are files as messages show them. The lock is held.
func (s *Server) fileObjects(files []File) (out []object) {
	for _, f := range files {
		o := object{"id": f.id, "name": f.Name, "size": f.Size, "mode": "hosted", "mimetype": f.Type, "is_external": f.External}
		if f.Size == 0 {
			o["size"] = len(f.Body)
		}
		at := f.At
		if at == "" {
			at = s.http.URL + "/files/" + f.id
		}
		o["url_private"], o["url_private_download"] = at, at
		if f.External {
			o["mode"], o["external_type"] = "external", "gdrive"
			delete(o, "url_private_download")
		}
		out = append(out, o)
	}
	return out
}

// file hands a file out to whoever has the scope. All others are sent to the page on which to sign in, at another host.
func (s *Server) file(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	f, known := s.files[r.PathValue("id")]
	broken := s.fault("files", "")
	s.calls = append(s.calls, Call{Method: "files", Args: map[string]string{"file": r.PathValue("id")}, At: time.Now()})
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	may := token == BotToken && !s.revoked[token] && slices.Contains(s.scopes, "files:read")
	s.mu.Unlock()
	if broken.before(w) {
		return
	}
	switch {
	case !known:
		http.NotFound(w, r)
		return
	case !may:
		http.Redirect(w, r, s.signIn(), http.StatusFound)
		return
	case f.Elsewhere != "":
		http.Redirect(w, r, f.Elsewhere, http.StatusFound)
		return
	}
	kind := f.Type
	if kind == "" {
		kind = "application/octet-stream"
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(f.Body)))
	if broken != nil && broken.Lost {
		_, _ = w.Write(f.Body[:len(f.Body)/2])
		_ = http.NewResponseController(w).Flush()
		cut(w)
		return
	}
	_, _ = w.Write(f.Body) // a client that is gone needs none of it
}

// signIn is a page of another host than that of files: the same machine by another name.
func (s *Server) signIn() string {
	return strings.Replace(s.http.URL, "127.0.0.1", "localhost", 1) + "/signin"
}

func (s *Server) signInPage(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.calls = append(s.calls, Call{Method: "signin", Args: map[string]string{"token": r.Header.Get("Authorization")}, At: time.Now()})
	s.mu.Unlock()
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write([]byte("<html>Sign in</html>"))
}
