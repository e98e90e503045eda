package slack

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"loggist/bot"
)

// What Slack takes. The sum over the blocks of a message is not documented; it was measured at about 13,200 characters of
// JSON, and messageSum stays well below.
const (
	sectionMax  = 3000
	buttonMax   = 75
	blocksMax   = 50
	rowMax      = 5 // buttons in one row; 25 are taken, five can be read
	topicMax    = 250
	messageSum  = 11000
	blockWeight = 130 // of a section around its text
)

// part is one message: what is said does not always fit into one.
type part struct {
	text   string // read by phones' notifications and by screen readers
	blocks []slack.Block
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// escape makes what people typed mean itself.
func escape(s string) string { return escaper.Replace(s) }

// units is how Slack counts characters.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// weight is what a text weighs in the JSON of a block.
func weight(s string) int {
	b, err := json.Marshal(escape(s))
	if err != nil {
		return units(s)
	}
	return utf8.RuneCount(b)
}

// size is what of sectionMax a text takes up: its characters, or more where JSON needs six for many of them. So no section by itself
// is more than messageSum.
func size(s string) int { return max(units(escape(s)), weight(s)/3) } // weight counts two quotes: it is rounded up

// plain is text that Slack reads as it stands: no markup, no emoji made of colons, nobody notified.
func plain(s string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, escape(s), false, false)
}

// section is text in a block. The id of one that goes on in the line of the one before begins with "more".
func section(s string, n int, goesOn bool) *slack.SectionBlock {
	id := fmt.Sprintf("text%d", n)
	if goesOn {
		id = fmt.Sprintf("more%d", n)
	}
	return slack.NewSectionBlock(plain(s), nil, nil, slack.SectionBlockOptionBlockID(id), slack.SectionBlockOptionExpand(true))
}

// piece is a stretch of text that fits into one section.
type piece struct {
	text   string
	goesOn bool
}

// pieces cuts text into sections: the first line, which is safe on a locked screen, alone; then as many lines as fit.
func pieces(text string) []piece {
	first, rest, more := strings.Cut(text, "\n")
	out := cutLine(first)
	if !more {
		return out
	}
	var b strings.Builder
	n := 0
	flush := func() {
		if b.Len() > 0 {
			out = append(out, piece{text: b.String()})
		}
		b.Reset()
		n = 0
	}
	for line := range strings.SplitSeq(rest, "\n") {
		takes := size(line) + 1
		if n > 0 && n+takes > sectionMax {
			flush()
		}
		if takes > sectionMax {
			out = append(out, cutLine(line)...)
			continue
		}
		if n > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(line)
		n += takes
	}
	flush()
	return out
}

// cutLine cuts one line that may be longer than a section, at spaces where there are any.
func cutLine(line string) []piece {
	var out []piece
	for size(line) > sectionMax {
		end, n, space := 0, 0, 0
		for i, r := range line {
			takes := size(string(r))
			if n+takes > sectionMax {
				break
			}
			n += takes
			end = i + utf8.RuneLen(r)
			if unicode.IsSpace(r) {
				space = end
			}
		}
		if space > end/2 {
			end = space
		}
		out = append(out, piece{line[:end], len(out) > 0})
		line = line[end:]
	}
	return append(out, piece{line, len(out) > 0})
}

// parts lays out what is said: in one message, or the first and those that go on in its thread. The buttons stand under
// the first.
func parts(text string, actions []bot.Action) []part {
	under, said := buttons(actions)
	if said != "" {
		text += "\n" + said
	}
	budget := messageSum - weightOf(under)
	var out []part
	var b []slack.Block
	var words strings.Builder
	sum := 0
	flush := func() {
		out = append(out, part{text: words.String(), blocks: b})
		b, sum, budget = nil, 0, messageSum
		words.Reset()
	}
	for _, x := range pieces(text) {
		w := weight(x.text) + blockWeight
		if len(b) > 0 && (sum+w > budget || len(b) >= blocksMax-12) {
			flush()
		}
		if words.Len() > 0 && !x.goesOn {
			words.WriteByte('\n')
		}
		words.WriteString(x.text)
		if strings.TrimSpace(x.text) == "" {
			x.text = "\u00a0" // a block is never empty
		}
		b = append(b, section(x.text, len(b), x.goesOn))
		sum += w
	}
	flush()
	for i := range out {
		if i == 0 {
			if len(out) > 1 {
				note := fmt.Sprintf("It goes on in the thread of this message: part 2 of %d.", len(out))
				out[0].blocks = append(out[0].blocks, remark(note))
			}
			out[0].blocks = append(out[0].blocks, under...)
			continue
		}
		note := fmt.Sprintf("Part %d of %d of the message above", i+1, len(out))
		out[i].blocks = append([]slack.Block{remark(note)}, out[i].blocks...)
		out[i].text = note + "\n" + out[i].text
	}
	return out
}

// remark is what the adapter itself says beside a text.
func remark(s string) slack.Block {
	return slack.NewContextBlock("remark", plain(s))
}

func weightOf(blocks []slack.Block) int {
	b, err := json.Marshal(blocks)
	if err != nil {
		return 0
	}
	return utf8.RuneCount(b)
}

// buttons makes rows of actions. A label longer than Slack takes is said in full above, and cut on the button.
func buttons(actions []bot.Action) (rows []slack.Block, said string) {
	var row []slack.BlockElement
	flush := func() {
		if len(row) > 0 {
			rows = append(rows, slack.NewActionBlock(fmt.Sprintf("acts%d", len(rows)), row...))
		}
		row = nil
	}
	for i, a := range actions {
		label := a.Label
		if units(escape(label)) > buttonMax {
			label = clip(label, buttonMax)
			said += "\nButton “" + label + "”: " + a.Label
		}
		b := slack.NewButtonBlockElement(fmt.Sprintf("act%d", i), a.ID, plain(label))
		if a.Danger {
			b = b.WithStyle(slack.StyleDanger)
		}
		if a.Link != "" {
			b.URL = a.Link
		}
		if row = append(row, b); len(row) == rowMax {
			flush()
		}
	}
	flush()
	return rows, strings.TrimPrefix(said, "\n")
}

// clip cuts a text to what Slack takes and says so by an ellipsis.
func clip(s string, most int) string {
	if units(escape(s)) <= most {
		return s
	}
	n, end := 1, 0
	for i, r := range s {
		if n += units(escape(string(r))); n > most {
			break
		}
		end = i + utf8.RuneLen(r)
	}
	return strings.TrimRight(s[:end], " ") + "…"
}

// topic is the head of a room within what Slack takes of it; the pinned card says it in full.
func topic(s string) string { return clip(strings.ReplaceAll(s, "\n", " "), topicMax) }
