package browsertest

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// drive runs one part of a file of parts in the browser.
func drive(t *testing.T, file, part, base string) {
	t.Helper()
	node, browser := tools(t)
	ctx, cancel := context.WithTimeout(t.Context(), 8*time.Minute)
	defer cancel()
	args := []string{"run.mjs", "--parts", file, "--base", base, "--browser", browser, "--only", part}
	if *shots != "" {
		args = append(args, "--shots", *shots)
	}
	out, err := exec.CommandContext(ctx, node, args...).CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Fatalf("%s: %v", part, err)
	}
}

func buildLoggist(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "loggist")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "loggist/cmd/loggist").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return binary
}

// The wrong man (commands/testdata/wrong-man.txtar), by hand on the page of the real program: what is criticised in X7 to X12 is
// attempted and refused there as in the transcript, forms and all; at its end stands the report that is exported from beside the
// running process.
func TestWrongManInABrowser_X7_X12(t *testing.T) {
	tools(t)
	binary := buildLoggist(t)
	data := filepath.Join(t.TempDir(), "loggist-data")
	demo := startDemo(t, binary, data)
	drive(t, "./story.mjs", "story", demo.base)
	report := filepath.Join(t.TempDir(), "wrong-man.html")
	ref := fmt.Sprintf("CI-%d-0001", time.Now().Year())
	if out, err := exec.CommandContext(t.Context(), binary, "export", ref, "--data", data, "--format", "html", "--for", "the review", "-o", report).CombinedOutput(); err != nil {
		t.Fatalf("export: %v\n%s", err, out)
	}
	page, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	if *shots != "" {
		if err := os.WriteFile(filepath.Join(*shots, "wrong-man.html"), page, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if _, err := w.Write(page); err != nil {
			t.Error(err)
		}
	}))
	defer srv.Close()
	drive(t, "./story.mjs", "handed", srv.URL)
}

// Every form, with wrong input: each field error at once, in words, beside its field, and every typed word kept.
func TestEveryFormInABrowser_R4_20(t *testing.T) {
	tools(t)
	demo := startDemo(t, buildLoggist(t), filepath.Join(t.TempDir(), "loggist-data"))
	drive(t, "./story.mjs", "everyForm", demo.base)
}
