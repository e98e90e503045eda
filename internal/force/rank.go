package force

import "strings"

// A Rank is the order of ranks, as far as a rule asks for it ("inspector and
// above"). What a person is called is text of its own: see [Person].
type Rank int

// The ranks, in rising order. Staff are the people without a police rank.
const (
	Staff Rank = iota
	Constable
	Sergeant
	Inspector
	ChiefInspector
	Superintendent
	ChiefSuperintendent
	ChiefOfficer
)

var rankNames = [...]string{
	Staff:               "staff",
	Constable:           "constable",
	Sergeant:            "sergeant",
	Inspector:           "inspector",
	ChiefInspector:      "chief inspector",
	Superintendent:      "superintendent",
	ChiefSuperintendent: "chief superintendent",
	ChiefOfficer:        "chief officer",
}

// String is the name of the rank in a sentence: "inspector".
func (r Rank) String() string {
	if r < Staff || r > ChiefOfficer {
		return "unknown rank"
	}
	return rankNames[r]
}

// rankTexts is what stands before a name, without the detective's D and the
// acting or temporary prefix. Chief officers are one rank to every rule here.
var rankTexts = map[string]Rank{
	"":     Staff,
	"pcso": Staff,
	"pc":   Constable, "dc": Constable, "sc": Constable,
	"ps": Sergeant, "ds": Sergeant, "sgt": Sergeant,
	"insp": Inspector, "di": Inspector,
	"ch insp": ChiefInspector, "ci": ChiefInspector, "dci": ChiefInspector,
	"supt": Superintendent, "d/supt": Superintendent, "det supt": Superintendent,
	"ch supt": ChiefSuperintendent, "d/ch supt": ChiefSuperintendent, "det ch supt": ChiefSuperintendent,
	"commander": ChiefOfficer, "cmdr": ChiefOfficer,
	"acc": ChiefOfficer, "dac": ChiefOfficer, "ac": ChiefOfficer,
	"dcc": ChiefOfficer, "cc": ChiefOfficer,
	"deputy commissioner": ChiefOfficer, "commissioner": ChiefOfficer,
}

// RankOf says which rank a text such as "PS", "DCI" or "T/Ch Supt" means, and
// whether it is known. An acting (A/) or temporary (T/) prefix is text: who
// acts as an inspector has an inspector's authority while it stands (R5.13).
func RankOf(text string) (Rank, bool) {
	t := strings.ToLower(strings.Join(strings.Fields(text), " "))
	t = strings.TrimSuffix(t, ".")
	for _, prefix := range [...]string{"a/", "t/"} {
		if rest, ok := strings.CutPrefix(t, prefix); ok && rest != "" {
			t = rest
			break
		}
	}
	r, ok := rankTexts[t]
	return r, ok
}
