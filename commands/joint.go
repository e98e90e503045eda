package commands

import (
	"maps"
	"strings"

	"loggist/incident"
)

// jointAsk is a decision that several agencies take together (R2.3).
type jointAsk struct {
	decisionAsk
	Agencies string `ask:"Agencies, commanders, where each stands" short:"Agencies" clause:"agencies,with" lines:"" limit:"3000" need:"Say which agencies decide together, who commands each, and where each stands." help:"Fire, SM Brown: agree; Council, Roe: dissent, a cordon would be seen. Or: agree with caveat, and which"`
}

var jointCommand = Command{
	Path: "ci joint", Synonyms: []string{"ci joint decision"},
	Usage: "/ci joint WHAT because … | agencies NAME, COMMANDER: agree|agree with caveat …|dissent …; … [| and what a decision takes]",
	Short: "Records a decision that agencies take together, with each one's commander. Where each stands, dissent too, is in the sensitive book.",
	Examples: []string{
		"/ci joint Keep Ash Road open because ambulances need it | agencies Fire, SM Brown: agree; Ambulance, Jones: agree with caveat one lane stays free; Council, Roe: dissent, residents want it shut",
	},
	Title: "Joint decision", Button: "Record a joint decision",
	Question: func() any { return new(jointAsk) },
	Check: func(in *Input, q any) map[string]string {
		a := q.(*jointAsk)
		wrong := in.decisionFaults(&a.decisionAsk)
		maps.Copy(wrong, wrongFields(errOf(readAgencies(a.Agencies))))
		return wrong
	},
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*jointAsk)
		views, err := readAgencies(a.Agencies)
		if err != nil {
			return Output{}, err
		}
		return in.decide(&a.decisionAsk, views)
	},
}

// readAgencies reads "Fire, SM Brown: agree; Council, Roe: dissent, residents want it shut", one agency after a semicolon or a
// line each.
func readAgencies(words string) ([]incident.AgencyView, error) {
	var out []incident.AgencyView
	wrong := func(part, what string) error {
		return RefuseField("agencies", "Agencies", "“"+clip(part, 60)+"”: "+what+" It reads like this: Fire, SM Brown: agree; Council, Roe: dissent, residents want it shut.")
	}
	seen := map[string]bool{}
	for _, part := range strings.FieldsFunc(words, func(r rune) bool { return r == ';' || r == '\n' }) {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		who, stands, ok := strings.Cut(part, ":")
		name, commander, named := strings.Cut(who, ",")
		v := incident.AgencyView{Agency: incident.Agency{Name: strings.TrimSpace(name), Commander: strings.TrimSpace(commander)}}
		switch {
		case !ok:
			return nil, wrong(part, "say after a colon where it stands: agree, agree with caveat, or dissent.")
		case !named || v.Name == "" || v.Commander == "":
			return nil, wrong(part, "say the agency, and after a comma who commands it.")
		case seen[squash(v.Name)]:
			return nil, wrong(part, "that agency is there twice.")
		}
		seen[squash(v.Name)] = true
		if v.Stand, v.Words, ok = readStand(stands); !ok {
			return nil, wrong(part, "where it stands is agree, agree with caveat, or dissent.")
		}
		if v.Words == "" && v.Stand != incident.Agrees {
			return nil, wrong(part, "say which caveat, or why it dissents.")
		}
		out = append(out, v)
	}
	if len(out) == 0 {
		return nil, wrong(words, "no agency is named.")
	}
	return out, nil
}

// readStand reads where an agency stands, and the words after it. Nothing is guessed: "agree, but" is no agreement.
func readStand(words string) (stand incident.Stand, rest string, ok bool) {
	words = strings.TrimSpace(words)
	for _, s := range []struct {
		words string
		stand incident.Stand
	}{
		{"agrees with caveat", incident.Caveat}, {"agree with caveat", incident.Caveat}, {"dissents", incident.Dissent}, {"dissent", incident.Dissent},
		{"agrees", incident.Agrees}, {"agree", incident.Agrees},
	} {
		if len(words) < len(s.words) || !strings.EqualFold(words[:len(s.words)], s.words) {
			continue
		}
		after := words[len(s.words):]
		if after != "" && !strings.ContainsAny(after[:1], " ,:.-") {
			return "", "", false
		}
		rest = strings.TrimSpace(strings.TrimLeft(after, " ,:.-"))
		return s.stand, rest, s.stand != incident.Agrees || rest == ""
	}
	return "", "", false
}
