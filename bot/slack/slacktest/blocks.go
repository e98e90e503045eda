package slacktest

import (
	"encoding/json"
	"strings"

	"github.com/slack-go/slack"
)

// The limits of Block Kit, as the reference of each block says them.
const (
	maxSection   = 3000
	maxButton    = 75
	maxElements  = 25
	maxValue     = 2000
	maxActionID  = 255
	maxBlockID   = 255
	maxOption    = 75
	maxOptionVal = 150
	maxOptions   = 100
	maxRadio     = 10
	maxLabel     = 2000
	maxInput     = 3000
)

// readBlocks parses blocks by slack-go and checks each by its Validate, where it has one, and by the limits above.
func readBlocks(raw string, most int) ([]slack.Block, error) {
	var set slack.Blocks
	if err := json.Unmarshal([]byte(raw), &set); err != nil {
		return nil, refuse("invalid_blocks_format")
	}
	if len(set.BlockSet) > most || len(set.BlockSet) == 0 {
		return nil, refuse("invalid_blocks")
	}
	ids := map[string]bool{}
	for _, b := range set.BlockSet {
		if v, ok := b.(interface{ Validate() error }); ok && v.Validate() != nil {
			return nil, refuse("invalid_blocks")
		}
		id, ok := fits(b)
		if !ok || units(id) > maxBlockID || id != "" && ids[id] {
			return nil, refuse("invalid_blocks")
		}
		ids[id] = true
	}
	return set.BlockSet, nil
}

// fits reports whether a block keeps its limits, and its id.
func fits(b slack.Block) (id string, ok bool) {
	switch b := b.(type) {
	case *slack.SectionBlock:
		return b.BlockID, b.Text != nil && isText(b.Text, 1, maxSection) && b.Accessory == nil
	case *slack.HeaderBlock:
		return b.BlockID, isText(b.Text, 1, 150)
	case *slack.DividerBlock:
		return b.BlockID, true
	case *slack.ContextBlock:
		n := len(b.ContextElements.Elements)
		return b.BlockID, n > 0 && n <= 10
	case *slack.ActionBlock:
		return b.BlockID, areButtons(b)
	case *slack.InputBlock:
		return b.BlockID, isText(b.Label, 1, maxLabel) && (b.Hint == nil || isText(b.Hint, 1, maxLabel)) && isInput(b.Element)
	}
	return "", false // the app uses no other
}

func isText(t *slack.TextBlockObject, least, most int) bool {
	return t != nil && t.Validate() == nil && units(t.Text) >= least && units(t.Text) <= most && balanced(t.Text)
}

// balanced refuses what Slack would read as markup of its own: text is sent escaped.
func balanced(s string) bool { return !strings.ContainsAny(s, "<>") }

func areButtons(b *slack.ActionBlock) bool {
	n := len(b.Elements.ElementSet)
	if n == 0 || n > maxElements {
		return false
	}
	ids := map[string]bool{}
	for _, e := range b.Elements.ElementSet {
		x, ok := e.(*slack.ButtonBlockElement)
		if !ok || !isText(x.Text, 1, maxButton) || units(x.Value) > maxValue || units(x.ActionID) > maxActionID || ids[x.ActionID] || units(x.URL) > 3000 {
			return false
		}
		ids[x.ActionID] = true
	}
	return true
}

func isInput(e slack.BlockElement) bool {
	switch e := e.(type) {
	case *slack.PlainTextInputBlockElement:
		longest := maxInput
		if e.MaxLength > 0 {
			longest = e.MaxLength
		}
		return longest <= maxInput && units(e.InitialValue) <= longest && units(e.ActionID) <= maxActionID
	case *slack.SelectBlockElement:
		return areOptions(e.Options, maxOptions, e.InitialOption)
	case *slack.RadioButtonsBlockElement:
		return areOptions(e.Options, maxRadio, e.InitialOption)
	}
	return false
}

func areOptions(list []*slack.OptionBlockObject, most int, first *slack.OptionBlockObject) bool {
	if len(list) == 0 || len(list) > most {
		return false
	}
	values := map[string]bool{}
	for _, o := range list {
		if !isText(o.Text, 1, maxOption) || o.Value == "" || units(o.Value) > maxOptionVal || values[o.Value] {
			return false
		}
		values[o.Value] = true
	}
	return first == nil || values[first.Value]
}

// Reading returns what is read in blocks, free of markup, and the buttons under it. A block whose id begins with "more"
// goes on in the line of the one before.
func Reading(blocks []slack.Block) (text string, buttons []Button) {
	var b strings.Builder
	for _, x := range blocks {
		switch x := x.(type) {
		case *slack.SectionBlock:
			if b.Len() > 0 && !strings.HasPrefix(x.BlockID, "more") {
				b.WriteByte('\n')
			}
			b.WriteString(unescape(x.Text.Text))
		case *slack.ActionBlock:
			for _, e := range x.Elements.ElementSet {
				if button, ok := e.(*slack.ButtonBlockElement); ok {
					buttons = append(buttons, Button{unescape(button.Text.Text), button.ActionID, button.Value, x.BlockID, button.URL})
				}
			}
		}
	}
	return b.String(), buttons
}

// Button is a button as a person sees it, and what pressing it sends.
type Button struct{ Label, ActionID, Value, BlockID, URL string }

func unescape(s string) string {
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(s)
}

// escape is how Slack delivers what a person typed.
func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

// Joint is what stands between a message and what goes on in its thread: nothing, where it goes on in the same line.
func Joint(blocks []slack.Block) string {
	for _, b := range blocks {
		if s, ok := b.(*slack.SectionBlock); ok {
			if strings.HasPrefix(s.BlockID, "more") {
				return ""
			}
			break
		}
	}
	return "\n"
}

// Preview is what a notification of a post begins with: on a phone the first line of its text, on a desktop its first block.
func Preview(c Call) (phone, desktop string) {
	phone, _, _ = strings.Cut(unescape(c.Args["text"]), "\n")
	blocks, err := readBlocks(c.Args["blocks"], maxBlocks)
	if err != nil || len(blocks) == 0 {
		return phone, ""
	}
	desktop, _ = Reading(blocks[:1])
	return phone, desktop
}
