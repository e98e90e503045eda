package say

// headCard is the pinned card: what this incident is, where it stands, what is still to answer.
func (c scope) headCard() post {
	return post{Title: string(c.side.Ref) + " called by " + c.head.CalledBy.Name, Pin: true}
}

// answerCard is the card Still to answer.
func (c scope) answerCard() post { return post{NotSent: "nothing is to be answered"} }

// header is the room's topic and facts.
func (c scope) header() post { return post{Topic: "State: " + c.head.Stage.Words()} }
