package record_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"loggist/internal/record"
	"loggist/internal/record/recordtest"
	"loggist/internal/seal"
)

var update = flag.Bool("update", false, "write the golden files anew")

const formatDoc = "../../docs/record-format.md"

// block returns the code block after <!-- name --> in the document, and where it is.
func block(t testing.TB, doc, name string) (text string, from, to int) {
	t.Helper()
	at := strings.Index(doc, "<!-- "+name+" -->\n```")
	if at < 0 {
		t.Fatalf("%s has no block %q", formatDoc, name)
	}
	from = at + strings.Index(doc[at:], "```")
	from += strings.IndexByte(doc[from:], '\n') + 1
	to = from + strings.Index(doc[from:], "```\n")
	return doc[from:to], from, to
}

func example(t *testing.T) (key, file, lines string) {
	ring := seal.EphemeralRing()
	m := newMaker(t, recordtest.NewPowerFS(), ring)
	var es []record.Entry
	for _, body := range []string{
		`{"kind":"called","decided_at":"2026-11-23T21:04:00Z","recorded_at":"2026-11-23T21:04:10Z","recorded_by":"sgt.lee","body":{"what":"neighbours accuse a man; about 15 people outside"}}`,
		`{"kind":"note","recorded_at":"2026-11-23T21:10:00Z","recorded_by":"log.evans","body":{"text":"withheld from this reader"}}`,
		`{"kind":"decision","decided_at":"2026-11-23T21:31:00Z","recorded_at":"2026-11-23T21:33:00Z","recorded_by":"log.evans","decided_by":"insp.patel","body":{"what":"Move Person A’s family to relatives tonight","because":"the address is known & the threat is credible"}}`,
	} {
		rec, entries, err := record.Encode(record.TheDraft{Incident: openBook.Incident, Drafts: []record.Draft{{Book: openBook, Body: []byte(body)}}}, m.head, m.keys)
		if err != nil {
			t.Fatal(err, len(rec))
		}
		m.heads[openBook] = head{entries[0].Seq, entries[0].Hash}
		es = append(es, entries...)
	}
	es[1].Withheld = true
	h := exported
	h.Marking, h.ExportedAt = "OFFICIAL-SENSITIVE", time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	b := export(t, ring, h, es)
	lines = fmt.Sprintf("loggist/1\n%s\n%d\n%s\n%s\n%x\n", openBook, es[0].Seq, es[0].Prev, es[0].Commit, sha256.Sum256(es[0].Sealed))
	return signerOf(t, ring).PublicKey() + "\n", string(b), lines
}

// docs/record-format.md is true: its example verifies, its six lines have the hash that the example says, and its script
// verifies what Loggist verifies.
func TestRecordFormatIsAsDocumented(t *testing.T) {
	b, err := os.ReadFile(formatDoc)
	if err != nil {
		t.Fatal(err)
	}
	doc := string(b)
	if *update {
		key, file, lines := example(t)
		for name, text := range map[string]string{"key": key, "export": file, "lines": lines} {
			_, from, to := block(t, doc, name)
			doc = doc[:from] + text + doc[to:]
		}
		if err := os.WriteFile(formatDoc, []byte(doc), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	key, _, _ := block(t, doc, "key")
	file, _, _ := block(t, doc, "export")
	lines, _, _ := block(t, doc, "lines")
	script, _, _ := block(t, doc, "script")

	s, err := record.Verify(strings.NewReader(file), key)
	if err != nil {
		t.Fatalf("the example: %v", err)
	}
	if s.Count != 3 || s.Withheld != 1 {
		t.Errorf("the example holds %d entries, %d of them withheld", s.Count, s.Withheld)
	}
	first := strings.Split(file, "\n")[1]
	if want := fmt.Sprintf(`"hash":"%x"}`, sha256.Sum256([]byte(lines))); !strings.HasSuffix(first, want) {
		t.Errorf("the six lines do not have the hash of the first entry")
	}
	// The six lines, from the file, by somebody who knows only the page.
	var e struct{ Salt, Sealed []byte }
	if err := json.Unmarshal([]byte(first), &e); err != nil {
		t.Fatal(err)
	}
	inner := first[len(`{"seq":1,`):strings.Index(first, `,"salt":"`)]
	commit := sha256.Sum256(append(e.Salt, "{"+inner+"}"...))
	if again := fmt.Sprintf("loggist/1\nCI-2026-0142.open\n1\n%s\n%x\n%x\n", strings.Repeat("0", 64), commit, sha256.Sum256(e.Sealed)); again != lines {
		t.Errorf("the six lines are\n%s\nand the page says\n%s", again, lines)
	}
	t.Run("the script for strangers", func(t *testing.T) { runScript(t, script, file, strings.TrimSpace(key)) })
}

// runScript runs the page's script where there is a Python, which LOGGIST_REQUIRE_PYTHON asks for: on the example, and on the
// example changed.
func runScript(t *testing.T, script, file, key string) {
	t.Helper()
	python, err := exec.LookPath("python3")
	if _, noSSL := exec.LookPath("openssl"); err != nil || noSSL != nil {
		if os.Getenv("LOGGIST_REQUIRE_PYTHON") != "" {
			t.Fatal("LOGGIST_REQUIRE_PYTHON is set, and python3 or openssl is missing")
		}
		t.Skip("python3 or openssl is missing")
	}
	dir := t.TempDir()
	run := func(file, key string) (string, error) {
		t.Helper()
		for name, text := range map[string]string{"check.py": script, "file": file} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		out, err := exec.Command(python, filepath.Join(dir, "check.py"), filepath.Join(dir, "file"), key).CombinedOutput()
		return string(out), err
	}
	if out, err := run(file, key); err != nil || !strings.HasPrefix(out, "verified: book CI-2026-0142.open, 3 entries") {
		t.Errorf("the script on the example: %v\n%s", err, out)
	}
	last := strings.LastIndex(strings.TrimSpace(file), "\n")
	for name, c := range map[string]struct{ file, key, says string }{
		"changed word":    {strings.Replace(file, "relatives", "friends", 1), key, "number 3 is not as it was written"},
		"removed entry":   {strings.Replace(file, strings.SplitAfter(file, "\n")[2], "", 1), key, "number 2 is not as it was written"},
		"changed marking": {strings.Replace(file, "OFFICIAL-SENSITIVE", "OFFICIAL", 1), key, "what was signed is not what the file holds"},
		"another key":     {file, signerOf(t, seal.EphemeralRing()).PublicKey(), "not signed with this key"},
		"signature":       {file[:last] + flipSignature(file[last:]), key, "not signed with this key"},
	} {
		if out, err := run(c.file, c.key); err == nil || !strings.Contains(out, c.says) {
			t.Errorf("the script on a %s: %v\n%s", name, err, out)
		}
	}
}

// flipSignature changes a bit of the signature in a checkpoint line.
func flipSignature(line string) string {
	at := strings.LastIndex(line, " ") + 1
	end := at + strings.Index(line[at:], `\n`)
	sig, err := base64.StdEncoding.DecodeString(line[at:end])
	if err != nil {
		return line
	}
	sig = bytes.Clone(sig)
	sig[20] ^= 1
	return line[:at] + base64.StdEncoding.EncodeToString(sig) + line[end:]
}
