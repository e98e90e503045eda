package report

import (
	"encoding/binary"
	"fmt"
	"strings"

	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
)

// The typefaces that a PDF carries: the Go fonts, which are free (BSD) and have Latin, Welsh, Greek and Cyrillic.
var (
	regularFont = goregular.TTF
	boldFont    = gobold.TTF
	monoFont    = gomono.TTF
)

// coverage is what the typefaces have a form for: a bit for each of the first 65,536 characters.
var coverage = covered(regularFont)

// covered reads the table of a TrueType font that leads from characters to forms (cmap, format 4).
func covered(ttf []byte) (out [1 << 16 / 64]uint64) {
	u16 := func(at int) int { return int(binary.BigEndian.Uint16(ttf[at:])) }
	u32 := func(at int) int { return int(binary.BigEndian.Uint32(ttf[at:])) }
	cmap := 0
	for i := range u16(4) {
		if at := 12 + 16*i; string(ttf[at:at+4]) == "cmap" {
			cmap = u32(at + 8)
		}
	}
	for i := range u16(cmap + 2) {
		table := cmap + u32(cmap+4+8*i+4)
		if u16(table) != 4 {
			continue
		}
		segments := u16(table+6) / 2
		ends, starts := table+14, table+16+2*segments
		for s := range segments {
			for c := u16(starts + 2*s); c <= u16(ends+2*s) && c < 0xFFFF; c++ {
				out[c/64] |= 1 << (c % 64)
			}
		}
		return out
	}
	return out
}

// printable returns s with every character for which the typefaces have no form as its number, [U+1F600], and how many there
// were: none may vanish from a page.
func printable(s string) (string, int) {
	missing := 0
	for _, c := range s {
		if !hasForm(c) {
			missing++
		}
	}
	if missing == 0 {
		return s, 0
	}
	var b strings.Builder
	for _, c := range s {
		if hasForm(c) {
			b.WriteRune(c)
		} else {
			fmt.Fprintf(&b, "[U+%04X]", c)
		}
	}
	return b.String(), missing
}

func hasForm(c rune) bool {
	if c == '\n' {
		return true
	}
	return c >= ' ' && c < 1<<16 && coverage[c/64]&(1<<(c%64)) != 0
}
