package browsertest

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"testing"
	"time"
)

// The report of an incident has no violation that axe-core knows, on a screen, on a phone and on paper, and stands alone
// (R4.20).
func TestReportInABrowser_R4_20_F65(t *testing.T) {
	node, browser := tools(t)
	page, err := os.ReadFile("../../../internal/report/testdata/night.html")
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if _, err := w.Write(page); err != nil {
			t.Error(err)
		}
	}))
	defer srv.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
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
