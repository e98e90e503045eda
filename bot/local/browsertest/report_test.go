package browsertest

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// The report of an incident has no violation that axe-core knows, on a screen, on a phone and on paper, and stands alone; one
// of 2,000 entries neither (R4.20).
func TestReportInABrowser_R4_20_F65(t *testing.T) {
	node, browser := tools(t)
	dir := t.TempDir()
	ctx, cancel := context.WithTimeout(t.Context(), 8*time.Minute)
	defer cancel()
	// Both are those of the tests of the package that makes them.
	made := exec.CommandContext(ctx, "go", "test", "-count=1", "-run", "^TestReportOf(ANight|2000Entries)", "loggist/internal/report", "-reports", dir)
	if out, err := made.CombinedOutput(); err != nil {
		t.Fatalf("no reports: %v\n%s", err, out)
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		file, ok := map[string]string{"/": "night.html", "/long": "long.html"}[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		http.ServeFile(w, r, filepath.Join(dir, file))
	}))
	defer srv.Close()
	args := []string{"run.mjs", "--parts", "./report.mjs", "--base", srv.URL, "--browser", browser}
	if *shots != "" {
		args = append(args, "--shots", *shots)
	}
	out, err := exec.CommandContext(ctx, node, args...).CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Error(err)
	}
}
