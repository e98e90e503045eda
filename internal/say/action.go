package say

import (
	"net/url"
	"strings"

	"loggist/incident"
)

// An action id is what a button carries: the path of the command, the incident, and its arguments in the order in which
// the command takes them ("name=value" for a field by name). It holds numbers and choices, never content.

// ActionID writes an action id: printable ASCII without spaces.
func ActionID(path string, ref incident.Ref, args ...string) string {
	parts := []string{url.QueryEscape(path), string(ref)}
	for _, a := range args {
		parts = append(parts, url.QueryEscape(a))
	}
	return strings.Join(parts, ":")
}

// ReadActionID is the reverse; ok is false for anything else.
func ReadActionID(id string) (path string, ref incident.Ref, args []string, ok bool) {
	parts := strings.Split(id, ":")
	if len(parts) < 2 {
		return "", "", nil, false
	}
	path, err := url.QueryUnescape(parts[0])
	if err != nil || path == "" {
		return "", "", nil, false
	}
	for _, p := range parts[2:] {
		a, err := url.QueryUnescape(p)
		if err != nil {
			return "", "", nil, false
		}
		args = append(args, a)
	}
	return path, incident.Ref(parts[1]), args, true
}
