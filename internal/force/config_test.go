package force

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// example copies the shipped example to a directory of the test, with the
// secret that it names, and is the path of its loggist.yaml.
func example(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("..", "..", "deploy", "example"))); err != nil {
		t.Fatal(err)
	}
	secrets := t.TempDir()
	if err := os.WriteFile(filepath.Join(secrets, "redis-password"), []byte("correct horse\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("CREDENTIALS_DIRECTORY", secrets)
	return filepath.Join(dir, "loggist.yaml")
}

// edit replaces text in a file of the example; it must be there once.
func edit(t *testing.T, path, from, to string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(data), from); n != 1 {
		t.Fatalf("%s holds %q %d times, want once", filepath.Base(path), from, n)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(data), from, to, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
}

// compare compares forces by what they say.
var compare = cmp.Options{
	cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() }),
	cmp.Comparer(func(a, b *Directory) bool { return a.Equal(b) }),
	cmp.AllowUnexported(Room{}),
}

func TestExampleLoadsToTheDemo_CONTRACT2(t *testing.T) {
	c, err := LoadConfig(example(t))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(Demo(), c.Force, compare); d != "" {
		t.Errorf("the example differs from Demo() (-demo +example):\n%s", d)
	}
	if d := cmp.Diff(Demo().People.All(), c.Force.People.All()); d != "" {
		t.Errorf("people differ (-demo +example):\n%s", d)
	}
	if c.Redis == nil || c.Redis.Password.Reveal() != "correct horse" || c.Instance != "one" || len(c.Hash) != 64 {
		t.Errorf("installation = %+v", c)
	}
	if p, ok := c.PlatformConfig(Local); !ok || p.Profile != Full || p.Listen != "127.0.0.1:8470" {
		t.Errorf("local = %+v, %v", p, ok)
	}
	if got, want := c.People, filepath.Join(filepath.Dir(c.Path), "people.csv"); got != want {
		t.Errorf("People = %s, want %s: relative to the file", got, want)
	}
}

// faultsOf are the faults of loading the file, which must fail.
func faultsOf(t *testing.T, path string) []string {
	t.Helper()
	c, err := LoadConfig(path)
	var ce *ConfigError
	if !errors.As(err, &ce) {
		t.Fatalf("LoadConfig = %v, %v; want faults", c, err)
	}
	out := make([]string, len(ce.Faults))
	for i, f := range ce.Faults {
		out[i] = f.String()
	}
	return out
}

// lineWith is the first line of the file that holds the text.
func lineWith(t *testing.T, path, text string) int {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i, l := range strings.Split(string(data), "\n") {
		if strings.Contains(l, text) {
			return i + 1
		}
	}
	t.Fatalf("%s does not hold %q", path, text)
	return 0
}

// Each case spoils the example in one place and wants exactly one fault, on the
// line of the spoilt text.
func TestConfigFaultsHaveTheirLine(t *testing.T) {
	for _, c := range []struct {
		name, file, from, to string
		at, want             string // the line that holds at; what the fault says
	}{
		{"unknown key", "loggist.yaml", "  assess: 30m ", "  asess: 30m ", "asess:", `unknown key "asess"`},
		{"unknown key at the top", "loggist.yaml", "exercise: true\n", "exercise: true\nexcercise: true\n", "excercise", `unknown key "excercise"`},
		{"unknown key of a rung", "loggist.yaml", "wait: 10m, repeat: 1}", "wait: 10m, repeats: 1}", "repeats:", `unknown key "repeats"`},
		{"key twice", "loggist.yaml", "replicas: 1 ", "replicas: 1\nreplicas: 1 ", "replicas: 1  ", "is there twice"},
		{"duration", "loggist.yaml", "first_review: 4h", "first_review: 4 hours", "4 hours", `"4 hours" is no duration`},
		{"no time at all", "loggist.yaml", "first_review: 4h", "first_review: 0h", "0h", "longer than nothing"},
		{"per cent", "loggist.yaml", "task_verify: 100", "task_verify: 101", "101", "at most 100"},
		{"not a number", "loggist.yaml", "deferrals: 3", "deferrals: three", "three", "not a whole number"},
		{"truth", "loggist.yaml", "at_need: true}", "at_need: yes}", "at_need: yes", "neither true nor false"},
		{"zone", "loggist.yaml", "zone: Europe/London", "zone: Europe/Londno", "Londno", "is no zone"},
		{"no value", "loggist.yaml", "marking: OFFICIAL-SENSITIVE", "marking:", "marking:", "has no value"},
		{"a list for a value", "loggist.yaml", "marking: OFFICIAL-SENSITIVE", "marking: [a]", "marking:", "wants one plain value"},
		{"a value for a list", "loggist.yaml", "beats: [HL1]", "beats: HL1", "beats: HL1", "wants a list"},
		{"a value for keys", "loggist.yaml", "  - {id: hillside, name: Hillside NPT, beats: [HL1]}", "  - {id: hillside, name: Hillside NPT, beats: [HL1]}\n  - hamlet", "hamlet", "wants keys below it"},
		{"beat of two", "loggist.yaml", "beats: [HL1]", "beats: [rv1]", "[rv1]", "belongs to both"},
		{"team without sergeant", "loggist.yaml", "beats: [HL1]}", "beats: [HL1]}\n  - {id: hilltop, name: Hilltop NPT}", "hilltop", "no post npt-sergeant:hilltop"},
		{"room with a stranger", "loggist.yaml", "[ds.hughes,", "[ds.huges,", "huges", `no person "ds.huges"`},
		{"ladder: no such post", "loggist.yaml", "{post: shift-supervisor, wait: 5m", "{post: night-supervisor, wait: 5m", "night-supervisor", `no post "night-supervisor"`},
		{"ladder: no wait", "loggist.yaml", "{post: on-call-superintendent, wait: 10m", "{post: on-call-superintendent, wait: 0m", "wait: 0m", "longer than nothing"},
		{"ladder: no rounds", "loggist.yaml", "rounds: 3 ", "rounds: 0 ", "name: default", "never ends in silence"},
		{"a word for two posts", "loggist.yaml", "words: [psd]", "words: [comms]", "words: [comms]}", "means both"},
		{"password in the address", "loggist.yaml", "redis://loggist@127", "redis://loggist:hunter2@127", "hunter2", "put it in a file"},
		{"address", "loggist.yaml", "redis://loggist@127.0.0.1:6379/0", "http://127.0.0.1", "http:", "begins with redis://"},
		{"node", "loggist.yaml", "  copies: 0\n", "  copies: 0\n  cluster: [redis-2]\n", "redis-2", "is no address"},
		{"cluster and sentinel", "loggist.yaml", "  copies: 0\n", "  copies: 0\n  cluster: [\"192.0.2.2:6379\"]\n  sentinel: {master: loggist, addresses: [\"192.0.2.3:26379\"]}\n", "cluster:", "give one of them"},
		{"sentinel without a master", "loggist.yaml", "  copies: 0\n", "  copies: 0\n  sentinel: {addresses: [\"192.0.2.3:26379\"]}\n", "sentinel:", "name of the master"},
		{"database of a cluster", "loggist.yaml", "127.0.0.1:6379/0 ", "127.0.0.1:6379/3\n  cluster: [\"192.0.2.2:6379\"] ", "6379/3", "names a database"},
		{"threat word twice", "loggist.yaml", "threat_words: [burn,", "threat_words: [burn, Burn,", "Burn", `"Burn" is there twice`},
		{"threat word without a letter", "loggist.yaml", "threat_words: [burn,", "threat_words: [\"!\",", "!", "has no letter in it"},
		{"secret missing", "loggist.yaml", "DIRECTORY/redis-password", "DIRECTORY/radish-password", "radish", "not exist"},
		{"several processes, no redis", "loggist.yaml", "replicas: 1 ", "replicas: 0 ", "replicas: 0", "at least 1"},
		{"no platform", "loggist.yaml", "\nforce:\n", "  telex: {}\nforce:\n", "telex", `"telex" is no platform`},
		{"profile", "loggist.yaml", "profile: full", "profile: everything", "profile: everything", "is no profile"},
		{"local room for all", "loggist.yaml", "listen: 127.0.0.1:8470", "listen: 0.0.0.0:8470", "0.0.0.0", "no loopback address"},
		{"local room without exercise", "loggist.yaml", "exercise: true\n", "exercise: false\n", "  local:", "needs exercise: true"},
		{"unreadable", "loggist.yaml", "npts:\n", "npts: [\n", "", "cannot be read as YAML"},
		{"people missing", "loggist.yaml", "people: people.csv", "people: poeple.csv", "poeple", "not exist"},

		{"column", "people.csv", "id,rank,name,npt", "id,rnak,name,npt", "rnak", `unknown column "rnak"`},
		{"cells", "people.csv", "log.evans,,Evans,,loggist,,,,", "log.evans,,Evans,loggist", "log.evans", "has 4 cells, the header has 9"},
		{"quote", "people.csv", "log.evans,,Evans", `log.evans,,Ev"ans`, "log.evans", `bare "`},
		{"id twice", "people.csv", "guest.stone,,Stone,,,guest,,,", "sgt.lee,,Stone,,,guest,,,", "Stone", "is there twice, first on line"},
		{"rank", "people.csv", "insp.ward,Insp", "insp.ward,Inspektor", "Inspektor", `rank "Inspektor" is not known`},
		{"team", "people.csv", "Adeyemi,riverside", "Adeyemi,waterside", "waterside", `no team "waterside"`},
		{"post", "people.csv", "Ward,,,", "Ward,,duty-sergeant,", "duty-sergeant", `no post "duty-sergeant"`},
		{"kind", "people.csv", "probation,partner", "probation,friend", "friend", `kind "friend"`},
		{"guest with a post", "people.csv", "Stone,,,guest", "Stone,,fim,guest", "Stone", "can hold no post"},
		{"account twice", "people.csv", "sgt.lee,PS,Lee,riverside,npt-sergeant:riverside shift-supervisor,,,,\nsgt.okafor,PS,Okafor,hillside,npt-sergeant:hillside,,,,",
			"sgt.lee,PS,Lee,riverside,npt-sergeant:riverside shift-supervisor,,,,U1\nsgt.okafor,PS,Okafor,hillside,npt-sergeant:hillside,,,,U1", "sgt.okafor", "the slack account is also on line"},
		{"no UTF-8", "people.csv", "Okafor", "Okaf\xf3r", "sgt.okafor", "is not UTF-8"},
		{"control character", "people.csv", "Okafor", "Oka\x1b[31mfor", "sgt.okafor", "control character"},

		{"roster: person", "roster.csv", "fim,fim.grant,", "fim,fim.grand,", "fim.grand", `no person "fim.grand"`},
		{"roster: may not", "roster.csv", "fim,fim.grant,", "fim,insp.ward,", "fim,insp.ward", "insp.ward may not hold fim"},
		{"roster: time", "roster.csv", "fim,fim.grant,,,,,,,", "fim,fim.grant,,,,0700,2560,,", "2560", "does not exist"},
		{"roster: half a time", "roster.csv", "fim,fim.grant,,,,,,,", "fim,fim.grant,,,,0700,,,", "0700,,,", `to: time ""`},
		{"roster: days", "roster.csv", "fim,fim.grant,,,,,,,", "fim,fim.grant,,,Mo-Fr,,,,", "Mo-Fr", `"Mo-Fr" is not daily`},
		{"roster: date", "roster.csv", "fim,fim.grant,,,,,,,", "fim,fim.grant,,,,,,31/10/2027,", "31/10", "is not one such as 2027-10-31"},
		{"roster: backwards", "roster.csv", "fim,fim.grant,,,,,,,", "fim,fim.grant,,,,,,2027-11-01,2027-10-31", "2027-11-01", "before it begins"},
		{"roster: swap for nobody", "roster.csv", "fim,fim.grant,,,,,,,", "fim,fim.grant,swap,,,,,,", "fim.grant,swap", "no person"},
		{"roster: duty", "roster.csv", "fim,fim.grant,,,,,,,", "fim,fim.grant,vice,,,,,,", "vice", `"vice" is none of`},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := example(t)
			file := filepath.Join(filepath.Dir(path), c.file)
			edit(t, file, c.from, c.to)
			got := faultsOf(t, path)
			prefix := c.file + ":"
			if c.at != "" {
				prefix = fmt.Sprintf("%s:%d: ", c.file, lineWith(t, file, c.at))
			}
			if len(got) != 1 || !strings.HasPrefix(got[0], prefix) || !strings.Contains(got[0], c.want) {
				t.Errorf("faults:\n  %s\nwant one: %s… %s", strings.Join(got, "\n  "), prefix, c.want)
			}
		})
	}
}

func TestAllFaultsOfAllFilesAtOnce(t *testing.T) {
	path := example(t)
	dir := filepath.Dir(path)
	edit(t, path, "  assess: 30m ", "  asess: 30m ")
	edit(t, path, "replicas: 1 ", "replicas: 2.5 ")
	edit(t, path, "id: hillside, name", "id: hilltop, name")
	edit(t, filepath.Join(dir, "people.csv"), "insp.ward,Insp", "insp.ward,Inspektor")
	edit(t, filepath.Join(dir, "people.csv"), "probation,partner", "probation,friend")
	edit(t, filepath.Join(dir, "roster.csv"), "fim,fim.grant,", "fim,insp.ward,")
	want := []string{
		fmt.Sprintf(`loggist.yaml:%d: replicas: "2.5" is not a whole number`, lineWith(t, path, "2.5")),
		fmt.Sprintf(`loggist.yaml:%d: posts.1.id: there is no team "hillside"`, lineWith(t, path, "npt-sergeant:hillside")),
		fmt.Sprintf(`loggist.yaml:%d: npts.1.id: there is no post npt-sergeant:hilltop to own its tasks`, lineWith(t, path, "id: hilltop")),
		fmt.Sprintf(`loggist.yaml:%d: unknown key "asess"; known here: `, lineWith(t, path, "asess")),
		`people.csv:17: sgt.okafor: there is no team "hillside"`,
		`people.csv:19: insp.ward: rank "Inspektor" is not known`,
		`people.csv:28: kind "friend" is none of police, staff, partner, guest`,
		`roster.csv:25: insp.ward may not hold fim: it is not among the person's posts`,
	}
	got := faultsOf(t, path)
	if len(got) != len(want) {
		t.Fatalf("faults:\n  %s\nwant:\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
	for i := range want {
		if !strings.HasPrefix(got[i], want[i]) {
			t.Errorf("fault %d = %s\nwant %s", i, got[i], want[i])
		}
	}
}

func TestEmptyLadderIsRefused_S28(t *testing.T) {
	path := example(t)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	from, to := strings.Index(string(data), "\nladders:"), strings.Index(string(data), "\n# Rooms that")
	if err := os.WriteFile(path, append(data[:from:from], data[to:]...), 0o600); err != nil {
		t.Fatal(err)
	}
	got := faultsOf(t, path)
	if len(got) != 1 || !strings.Contains(got[0], "nobody would ever be asked") {
		t.Errorf("faults = %q, want the missing ladder", got)
	}
}

func TestPlatformsInThreeWays(t *testing.T) {
	for _, c := range []struct{ name, to string }{
		{"a word", "platforms: local\n"}, {"a list", "platforms: [local]\n"}, {"names", "platforms:\n  local:\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := example(t)
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			from := strings.Index(string(data), "platforms:\n")
			to := from + strings.Index(string(data)[from:], "\n\n")
			if err := os.WriteFile(path, []byte(string(data[:from])+c.to+string(data[to:])), 0o600); err != nil {
				t.Fatal(err)
			}
			cfg, err := LoadConfig(path)
			if err != nil {
				t.Fatal(err)
			}
			want := []PlatformConfig{{Platform: Local, Profile: Full, Listen: "127.0.0.1:8470"}}
			if d := cmp.Diff(want, cfg.Platforms); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestReloadIsWholeOrNothing(t *testing.T) {
	path := example(t)
	c, err := LoadConfig(path)
	if err != nil {
		t.Fatal(err)
	}
	people := filepath.Join(filepath.Dir(path), "people.csv")
	same, err := c.ReloadForce()
	if err != nil || !same.SamePeople(c.Force) {
		t.Fatalf("nothing changed: ReloadForce = %v, %v", same, err)
	}
	edit(t, people, "guest.stone,,Stone,,,guest,,,\n", "guest.stone,,Stone,,,guest,,,\npc.new,PC,Newman,hillside,,,,m1,\n")
	f, err := c.ReloadForce()
	if err != nil || f.SamePeople(c.Force) {
		t.Fatalf("somebody is new: ReloadForce = %v, %v", f, err)
	}
	if p, ok := f.People.ByAccount(Mattermost, "m1"); !ok || p.Label() != "PC Newman" {
		t.Errorf("ByAccount = %+v, %v", p, ok)
	}
	if r, _ := f.Room("control-room"); len(r.Members) != 12 {
		t.Errorf("the room of everybody but some has %d members, want 12", len(r.Members))
	}
	if r, _ := c.Force.Room("control-room"); len(r.Members) != 11 {
		t.Errorf("the room of the force before has %d members now", len(r.Members))
	}
	edit(t, people, "pc.new,PC,Newman", "pc.new,Pig,Newman")
	line := lineWith(t, people, "pc.new")
	_, err = c.ReloadForce()
	if err == nil || !strings.Contains(err.Error(), fmt.Sprintf(`people.csv:%d: pc.new: rank "Pig" is not known`, line)) {
		t.Errorf("ReloadForce = %v, want the fault with its line", err)
	}
}

// TestLevelsAreConfigured_R1_9: each level with its owner and the posts told; what cannot be is said with its line.
func TestLevelsAreConfigured_R1_9(t *testing.T) {
	path := example(t)
	cfg, err := LoadConfig(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(DefaultLevels(), cfg.Force.Levels); d != "" {
		t.Errorf("the example is not the default: %s", d)
	}
	edit(t, path, "{level: area, owner: duty-inspector, tells: [fim]}", "level: Local\n      owner: mosovo\n      tells: [fmi]")
	line := lineWith(t, path, "level: Local")
	want := []string{
		fmt.Sprintf("loggist.yaml:%d: force.levels.1.level: level Local is there twice", line),
		fmt.Sprintf("loggist.yaml:%d: force.levels.1.owner: mosovo is asked in the second room alone, and told of no level", line+1),
		fmt.Sprintf(`loggist.yaml:%d: force.levels.1.tells.0: there is no post "fmi"`, line+2),
	}
	if d := cmp.Diff(want, faultsOf(t, path)); d != "" {
		t.Error(d)
	}
}
