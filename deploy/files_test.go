package deploy

import (
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"loggist/internal/force"
)

// The example is what the shipped unit and compose file run with: it loads,
// without a warning, and names the places that they make.
func TestExampleLoadsAndFitsTheUnits(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "redis-password"), password+"\n")
	t.Setenv("CREDENTIALS_DIRECTORY", dir)
	c, err := force.LoadConfig(filepath.Join("example", "loggist.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if w := c.Force.Warnings(time.Date(2027, 3, 27, 20, 0, 0, 0, time.UTC)); len(w) > 0 {
		t.Errorf("the example is incomplete: %v", w)
	}
	if c.Redis == nil || c.Redis.Password.Reveal() != password {
		t.Error("the example does not read the password of its Redis")
	}
	unit, compose, docker := read(t, "systemd/loggist.service"), read(t, "compose.yaml"), read(t, "Dockerfile")
	for _, d := range []string{c.Data, c.Keys} {
		if !strings.Contains(compose, ":"+d+"\n") || !strings.Contains(docker, " "+d+"\n") {
			t.Errorf("%s is no volume of compose.yaml, or no directory of the Dockerfile", d)
		}
		if !slices.Contains(strings.Fields(setting(t, unit, "StateDirectory")), filepath.Base(d)) || filepath.Dir(d) != "/var/lib" {
			t.Errorf("%s is no state directory of the unit", d)
		}
	}
	if acl := read(t, "users.acl"); !strings.Contains(acl, "~{"+c.Force.ID+"}:log)") {
		t.Errorf("users.acl is for another force than %s", c.Force.ID)
	}
	if !strings.Contains(c.Redis.URL, "redis://loggist@127.0.0.1:6379/") {
		t.Errorf("the example's Redis %s is not the shipped one", c.Redis.URL)
	}
	if !strings.Contains(setting(t, unit, "LoadCredential"), "redis-password:") || !strings.Contains(compose, "CREDENTIALS_DIRECTORY: /run/secrets") {
		t.Error("the unit or compose.yaml gives no redis-password")
	}
}

// setting is the one value of a key of the unit.
func setting(t *testing.T, unit, key string) string {
	t.Helper()
	m := regexp.MustCompile(`(?m)^`+key+`=(.*)$`).FindAllStringSubmatch(unit, -1)
	if len(m) != 1 {
		t.Fatalf("%s is there %d times, want once", key, len(m))
	}
	return m[0][1]
}

func TestUnitIsShutIn(t *testing.T) {
	unit := read(t, "systemd/loggist.service")
	for key, want := range map[string]string{
		"User": "loggist", "NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "CapabilityBoundingSet": "",
		"MemoryDenyWriteExecute": "yes", "StateDirectoryMode": "0700", "UMask": "0077", "Restart": "always", "LimitCORE": "0",
		// wrong usage, bad configuration, damaged record: CONTRACT's exit codes that need a person
		"RestartPreventExitStatus": "2 3 4",
		"ExecStart":                "/usr/local/bin/loggist serve --config /etc/loggist/loggist.yaml",
	} {
		if got := setting(t, unit, key); got != want {
			t.Errorf("%s=%s, want %s", key, got, want)
		}
	}
}

// There is no container engine to build with: what the Dockerfile and the
// compose file name from this repository at least exists.
func TestNamedPiecesExist(t *testing.T) {
	exists := func(what, path string) {
		t.Helper()
		if _, err := os.Stat(path); err != nil {
			t.Errorf("%s names %s: %v", what, path, err)
		}
	}
	docker := read(t, "Dockerfile")
	for _, line := range strings.Split(docker, "\n") {
		if rest, ok := strings.CutPrefix(line, "COPY "); ok && !strings.Contains(rest, "--from=") {
			fields := strings.Fields(rest)
			for _, src := range fields[:len(fields)-1] {
				exists("Dockerfile", filepath.Join("..", src))
			}
		}
	}
	pkg := regexp.MustCompile(`-o (\S+) \./(\S+)`).FindStringSubmatch(docker)
	if pkg == nil || !strings.Contains(docker, "COPY --from=build "+pkg[1]+" /usr/local/bin/loggist") {
		t.Fatal("the Dockerfile does not copy what it builds")
	}
	exists("Dockerfile", filepath.Join("..", pkg[2]))
	if !strings.Contains(docker, "\nUSER 65532:65532\n") || !strings.Contains(docker, "CGO_ENABLED=0") {
		t.Error("the image is not static, or its user is not the one without rights")
	}
	mod := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(read(t, "../go.mod"))
	if mod == nil || !strings.Contains(docker, "FROM golang:"+mod[1]+"-") {
		t.Errorf("the Dockerfile builds with another Go than go.mod's %v", mod)
	}
	compose := read(t, "compose.yaml")
	if strings.Contains(compose, "\t") {
		t.Error("compose.yaml holds a tab")
	}
	mounts := regexp.MustCompile(`(?m)^\s+- (\./\S+?):/`).FindAllStringSubmatch(compose, -1)
	if len(mounts) != 3 {
		t.Errorf("compose.yaml mounts %d files of here, want 3", len(mounts))
	}
	for _, m := range mounts {
		exists("compose.yaml", m[1])
	}
	for _, m := range regexp.MustCompile("`([a-zA-Z./]+\\.(?:conf|acl|service|yaml)|Dockerfile|example/)`").FindAllStringSubmatch(read(t, "README.md"), -1) {
		exists("README.md", m[1])
	}
}

// The lines of compose.yaml that put the password's hash in the place of the
// placeholder do so, for a password file with and without a final line break.
func TestComposePutsTheHashIntoTheACL(t *testing.T) {
	var script []string
	for _, line := range strings.Split(read(t, "compose.yaml"), "\n") {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "hash=") || strings.HasPrefix(line, "sed ") {
			script = append(script, strings.ReplaceAll(line, "$$", "$"))
		}
	}
	if len(script) != 2 {
		t.Fatalf("compose.yaml has %d such lines, want 2", len(script))
	}
	for _, end := range []string{"", "\n"} {
		dir := t.TempDir()
		write(t, filepath.Join(dir, "redis-password"), password+end)
		sh := replaced(t, strings.Join(script, "\n"),
			"/run/secrets", dir, "/etc/redis/users.acl", "users.acl", "/run/loggist", dir)
		out, err := exec.Command("sh", "-euc", sh).CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		if got, want := read(t, filepath.Join(dir, "users.acl")), fmt.Sprintf("user loggist on #%x ", sha256.Sum256([]byte(password))); !strings.Contains(got, want) {
			t.Errorf("users.acl holds\n%s\nwant %s", got, want)
		}
	}
}

// Each alert has its section in docs/operations.md, and asks for nothing but metrics that there are.
func TestAlertsAreExplained(t *testing.T) {
	alerts, operations, metrics := read(t, "alerts.yaml"), read(t, "../docs/operations.md"), read(t, "../docs/metrics.md")
	names := regexp.MustCompile(`(?m)^      - alert: (\w+)$`).FindAllStringSubmatch(alerts, -1)
	if len(names) == 0 {
		t.Fatal("there are no alerts")
	}
	for _, n := range names {
		if !strings.Contains(operations, "\n### "+n[1]+"\n") {
			t.Errorf("%s has no section in docs/operations.md", n[1])
		}
	}
	for _, name := range regexp.MustCompile(`loggist_\w+`).FindAllString(alerts+operations, -1) {
		if !strings.Contains(metrics, "`"+strings.TrimSuffix(strings.TrimSuffix(name, "_count"), "_bucket")+"`") {
			t.Errorf("%s is no metric", name)
		}
	}
}
