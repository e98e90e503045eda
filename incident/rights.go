package incident

// Rights is the human rights matrix: the person named and the public, each under Articles 2, 3 and 8 (R2.14, S37, S38), and
// whether what is planned is proportionate, legal, accountable and necessary. Article 3 is absolute: it is not engaged, its
// breach is avoided, or somebody is at risk of one. Nothing justifies it, so there is no answer that says so.
type Rights struct {
	Plan          string   `json:"plan" ask:"What is planned" rest:"" lines:"" limit:"3000" need:"Say what is planned: the rights are weighed against it."`
	PersonLife    string   `json:"person_life" ask:"Person named, Article 2 (life)" short:"Person: Article 2" clause:"person 2" lines:"" limit:"1000" need:"Person named, Article 2 (life): engaged, and how; or not engaged because …" help:"Engaged, and how; or not engaged because …"`
	PersonHarm    Article3 `json:"person_harm" ask:"Person named, Article 3 (ill-treatment)" short:"Person: Article 3" clause:"person 3" need:"Person named, Article 3 (ill-treatment): not engaged, avoided or at risk." options:"not-engaged=Not engaged;avoided=Avoided by what is planned;at-risk=AT RISK"`
	PersonHarmHow string   `json:"person_harm_how" ask:"Person named, Article 3: why so" label:"Person named, Article 3, why so" short:"Person: Article 3, why" clause:"person 3 why" lines:"" limit:"1000" need:"Person named, Article 3: say why it is so."`
	PersonPrivate string   `json:"person_private" ask:"Person named, Article 8 (private and family life)" short:"Person: Article 8" clause:"person 8" lines:"" limit:"1000" need:"Person named, Article 8 (private and family life): engaged, and how; or not engaged because …" help:"Engaged, how, and why the interference is lawful and necessary; or not engaged because …"`
	PublicLife    string   `json:"public_life" ask:"Victims and public, Article 2 (life)" short:"Public: Article 2" clause:"public 2" lines:"" limit:"1000" need:"Potential victims and public, Article 2 (life): engaged, and how; or not engaged because …"`
	PublicHarm    Article3 `json:"public_harm" ask:"Victims and public, Article 3 (ill-treatment)" short:"Public: Article 3" clause:"public 3" need:"Potential victims and public, Article 3 (ill-treatment): not engaged, avoided or at risk." options:"not-engaged=Not engaged;avoided=Avoided by what is planned;at-risk=AT RISK"`
	PublicHarmHow string   `json:"public_harm_how" ask:"Victims and public, Article 3: why so" label:"Victims and public, Article 3, why so" short:"Public: Article 3, why" clause:"public 3 why" lines:"" limit:"1000" need:"Potential victims and public, Article 3: say why it is so."`
	PublicPrivate string   `json:"public_private" ask:"Victims and public, Article 8 (private and family life)" short:"Public: Article 8" clause:"public 8" lines:"" limit:"1000" need:"Potential victims and public, Article 8 (private and family life): engaged, and how; or not engaged because …"`
	Proportionate string   `json:"proportionate" ask:"Proportionate" clause:"proportionate" lines:"" limit:"1000" need:"Proportionate: say why nothing less would do."`
	Legal         string   `json:"legal" ask:"Legal" clause:"legal" lines:"" limit:"1000" need:"Legal: say under which power or policy."`
	Accountable   string   `json:"accountable" ask:"Accountable" clause:"accountable" lines:"" limit:"1000" need:"Accountable: say who answers for it and to whom."`
	Necessary     string   `json:"necessary" ask:"Necessary" clause:"necessary" lines:"" limit:"1000" need:"Necessary: say what would happen without it."`
	Review        int      `json:"review,omitempty"`
	ToConfirm
}

// Article3 is an answer under Article 3.
type Article3 string

// The answers under Article 3. There is none that says justified.
const (
	Article3None    Article3 = "not-engaged"
	Article3Avoided Article3 = "avoided"
	Article3Risk    Article3 = "at-risk"
)

// Kind is "rights".
func (*Rights) Kind() string { return "rights" }

// Heading is HUMAN RIGHTS.
func (r *Rights) Heading() string {
	if r.PersonHarm == Article3Risk || r.PublicHarm == Article3Risk {
		return "HUMAN RIGHTS: ARTICLE 3 AT RISK"
	}
	return "HUMAN RIGHTS"
}

// Verb is "Assessed".
func (*Rights) Verb() string { return "Assessed" }

func (r *Rights) apply(s *Side, e *Entry) { s.formed(e, AskRights) }
