package commands

import (
	"strings"

	"loggist/incident"
	"loggist/internal/force"
)

// who reads a person, a post, a role, or (where the field allows it) words for somebody who is not in the directory.
func (v *values) who(f *field, raw string) (any, error) {
	if w, ok := v.knownWho(raw); ok {
		return w, nil
	}
	if f.free && !strings.HasPrefix(raw, "@") {
		return Who{Typed: raw}, nil
	}
	return nil, wrong("I do not know “" + clip(raw, 40) + "” as a person or post" + v.sameName(raw) + ". Try an id such as " + v.someID() + ", or a post such as duty inspector.")
}

// sameName says why a surname that several people have is none.
func (v *values) sameName(raw string) string {
	var ids []string
	for _, p := range v.in.Force.People.All() {
		if strings.EqualFold(p.Name, strings.TrimSpace(raw)) && p.Police() {
			ids = append(ids, "@"+string(p.ID))
		}
	}
	switch len(ids) {
	case 0:
		return ""
	case 1:
		return " here: " + ids[0] + " is not in this room"
	}
	return ": it may be " + orList(ids)
}

func (v *values) someID() string {
	for _, p := range v.in.Force.People.All() {
		if p.Police() && p.ID != v.in.Actor.ID {
			return "@" + string(p.ID)
		}
	}
	return "@insp.patel"
}

// knownWho reads a mention, an id, a rank and surname, a surname that only one member has, a post or a role.
func (v *values) knownWho(raw string) (Who, bool) {
	raw = strings.TrimSpace(raw)
	people := v.in.Force.People
	if raw == "" {
		return Who{}, false
	}
	if p, ok := people.ByMention(raw); ok {
		return Who{Typed: raw, Person: p.ID}, true
	}
	if strings.HasPrefix(raw, "@") {
		return Who{}, false
	}
	plain := strings.TrimRight(raw, ".,:;")
	if s := squash(plain); s == "me" || s == "myself" {
		return Who{Typed: raw, Person: v.in.Actor.ID}, true
	}
	for _, p := range people.All() {
		if p.Rank != "" && strings.EqualFold(strings.Join(strings.Fields(plain), " "), p.Label()) {
			return Who{Typed: raw, Person: p.ID}, v.only(p)
		}
	}
	if p, ok := people.BySurname(plain, v.members()); ok {
		return Who{Typed: raw, Person: p.ID}, true
	}
	if post, ok := v.in.Force.PostByWords(plain); ok {
		return Who{Typed: raw, Post: post.ID}, true
	}
	if role, ok := readRole(plain); ok {
		return Who{Typed: raw, Role: role}, true
	}
	return Who{}, false
}

// only reports whether nobody else is said as p is.
func (v *values) only(p force.Person) bool {
	n := 0
	for _, o := range v.in.Force.People.All() {
		if strings.EqualFold(o.Label(), p.Label()) {
			n++
		}
	}
	return n == 1
}

// members are those whose surname is enough: of the incident's side, or everybody where there is none.
func (v *values) members() []force.PersonID {
	if v.in.Full == nil {
		return nil
	}
	out := []force.PersonID{}
	for id := range v.in.Side().Members {
		if v.in.Side().IsMember(id) {
			out = append(out, id)
		}
	}
	return out
}

// readRole reads gold, silver, bronze, "bronze:community", "bronze community" or loggist.
func readRole(s string) (incident.Role, bool) {
	s = strings.ToLower(strings.Join(strings.Fields(s), " "))
	base, part, _ := strings.Cut(strings.Replace(s, " ", ":", 1), ":")
	switch base {
	case "gold", "silver":
		if part == "" || part == "commander" {
			return incident.Role(base), true
		}
	case "bronze":
		if part == "" || part == "commander" {
			return incident.Role(base), true
		}
		if len(firstWords(part, 2)) == 1 {
			return incident.Role(base + ":" + part), true
		}
	}
	return "", false
}
