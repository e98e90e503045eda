package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"loggist/internal/record"
	"loggist/internal/record/recordtest"
)

// TestScripts runs the scripts of testdata against the program as a process. Beside the commands of testscript they have
//
//	exits CODE ARG…              loggist ARG… ends with CODE
//	open ARG…                    loggist ARG… runs until kill9, interrupt or the end; its local room is what say and others speak to
//	kill9                        kill -9
//	interrupt CODE [TERM]        an interrupt, or SIGTERM, and it ends with CODE
//	say PERSON ROOM WORDS        what is typed; the reply is the output
//	press PERSON ROOM LABEL      the newest button of that label
//	submit PERSON NAME=VALUE…    the form that was shown last, with these fields filled
//	approve FILE PERSON ARG…     loggist dispose approve, with the code that FILE holds
//	read PERSON ROOM             the messages that the person sees there
//	advance DURATION             winds the clock
//	replace FILE OLD NEW         changes a word in a file
//	samehead FILE OTHER          two exports end with the same hash
//	damage DIR                   flips a bit in the middle of the first file of a directory
//	example URL                  copies deploy/example here, to run on the Redis of that URL, or embedded when it is ""
//	redis                        starts a redis-server and sets $REDIS; before it: [!redis] skip
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			env.Values[stageKey{}] = &stage{t: t}
			env.Setenv("EXAMPLE", must[string](t)(filepath.Abs("../../deploy/example")))
			env.Setenv("YEAR", strconv.Itoa(time.Now().Year()))
			env.Defer(func() { env.Values[stageKey{}].(*stage).end() })
			return nil
		},
		Condition: condition,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "open": open, "kill9": kill9, "interrupt": interrupt, "say": say, "press": press, "submit": submit, "approve": approve, "read": read,
			"advance": advance, "replace": replace, "example": example, "redis": startRedis, "damage": damage, "samehead": sameHead,
		},
	})
}

type stageKey struct{}

// stage is what a script runs on.
type stage struct {
	t     *testing.T
	p     *process
	redis *recordtest.Server
	form  *form // that was shown last
}

func of(ts *testscript.TestScript) *stage { return ts.Value(stageKey{}).(*stage) }

func (s *stage) end() {
	if s.p != nil {
		s.p.kill()
	}
	if s.redis != nil {
		s.redis.Kill()
	}
}

// running is the process that a script has opened.
func (s *stage) running(ts *testscript.TestScript) *process {
	if s.p == nil {
		ts.Fatalf("nothing is running: open comes first")
	}
	return s.p
}

func wants(ts *testscript.TestScript, neg bool, args []string, n int, usage string) {
	if neg || len(args) < n {
		ts.Fatalf("usage: %s", usage)
	}
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, args, 1, "exits CODE ARG…")
	cmd := exec.Command("loggist", args[1:]...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = ts.MkAbs("."), ts.Stdout(), ts.Stderr()
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		ts.Check(err)
	}
	if got := strconv.Itoa(cmd.ProcessState.ExitCode()); got != args[0] {
		ts.Fatalf("loggist %s: exit %s, want %s", strings.Join(args[1:], " "), got, args[0])
	}
}

// open starts the program. A service says nowhere where its local room is: the script tells with ADDR.
func open(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, args, 1, "open ARG…")
	s := of(ts)
	for i, a := range args {
		if strings.HasPrefix(a, "d/") || strings.HasSuffix(a, ".yaml") {
			args[i] = ts.MkAbs(a)
		}
	}
	if args[0] == "demo" {
		s.p = start(s.t, args...)
		fmt.Fprintln(ts.Stdout(), s.p.first)
		return
	}
	p, _ := launch(s.t, args...)
	p.base = "http://" + ts.Getenv("ADDR")
	s.p = p
	for range 200 {
		if _, err := p.rooms(s.t.Context(), "sgt.lee"); err == nil {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	ts.Fatalf("it does not answer:\n%s", p.errs)
}

// sameHead compares the heads that verify finds in two exports of one book.
func sameHead(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, args, 2, "samehead FILE OTHER")
	var said []record.Summary
	for _, name := range args {
		s, err := record.Verify(strings.NewReader(ts.ReadFile(name)), "")
		ts.Check(err)
		said = append(said, s)
	}
	if said[0].Head != said[1].Head || said[0].Count != said[1].Count || said[0].Withheld == said[1].Withheld {
		ts.Fatalf("%+v is no part of %+v", said[0], said[1])
	}
}

func kill9(ts *testscript.TestScript, _ bool, _ []string) {
	of(ts).running(ts).kill()
}

func interrupt(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, args, 1, "interrupt CODE [TERM]")
	how := os.Interrupt
	if len(args) > 1 {
		how = syscall.SIGTERM
	}
	p := of(ts).running(ts)
	if got := strconv.Itoa(p.signal(how)); got != args[0] {
		ts.Fatalf("it ended with %s, want %s\n%s", got, args[0], p.errs)
	}
	fmt.Fprint(ts.Stderr(), p.errs)
}

func say(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, args, 3, "say PERSON ROOM WORDS")
	reply(ts, "say", map[string]any{"as": args[0], "room": args[1], "text": strings.Join(args[2:], " ")})
}

// reply sends an act, again while the program is only just starting, and prints what the person is shown.
func reply(ts *testscript.TestScript, path string, body map[string]any) {
	s := of(ts)
	for {
		a, err := s.running(ts).act(s.t.Context(), path, body)
		if e, ok := errors.AsType[*errStatus](err); ok && e.code == 503 {
			time.Sleep(10 * time.Millisecond)
			continue
		}
		ts.Check(err)
		s.form = a.Form
		fmt.Fprintf(ts.Stdout(), "ok: %v\n%s\n", a.OK, a.Reply.Text)
		for _, b := range a.Reply.Actions {
			fmt.Fprintf(ts.Stdout(), "[%s]\n", b.Label)
		}
		return
	}
}

func press(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, args, 3, "press PERSON ROOM LABEL")
	s, label := of(ts), strings.Join(args[2:], " ")
	list, err := s.running(ts).room(s.t.Context(), args[0], args[1])
	ts.Check(err)
	for i := len(list) - 1; i >= 0; i-- {
		for _, b := range list[i].Actions {
			if b.Label == label {
				reply(ts, "press", map[string]any{"as": args[0], "message": list[i].ID, "action": b.ID})
				return
			}
		}
	}
	ts.Fatalf("%s sees no button %q in %s: %+v", args[0], label, args[1], list)
}

func submit(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, args, 1, "submit PERSON NAME=VALUE…")
	s := of(ts)
	if s.form == nil {
		ts.Fatalf("no form was shown")
	}
	values := map[string]string{}
	for _, f := range s.form.Fields {
		values[f.Name] = f.Value
	}
	for _, a := range args[1:] {
		name, value, _ := strings.Cut(a, "=")
		values[name] = value
	}
	reply(ts, "submit", map[string]any{"as": args[0], "form": s.form.ID, "values": values})
}

var disposalCode = regexp.MustCompile(`Code for the second person: (\w+)`)

func approve(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, args, 3, "approve FILE PERSON ARG…")
	m := disposalCode.FindStringSubmatch(ts.ReadFile(args[0]))
	if m == nil {
		ts.Fatalf("%s holds no code", args[0])
	}
	exits(ts, false, append([]string{"0", "dispose", "approve", args[2], "--as", args[1], "--code", m[1]}, args[3:]...))
}

func read(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, args, 2, "read PERSON ROOM")
	s := of(ts)
	list, err := s.running(ts).room(s.t.Context(), args[0], args[1])
	ts.Check(err)
	fmt.Fprintf(ts.Stdout(), "%d messages\n\n", len(list))
	for _, m := range list {
		fmt.Fprintf(ts.Stdout(), "%s: %s\n\n", m.Author, m.Text)
	}
}

func advance(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, args, 1, "advance DURATION")
	d, err := time.ParseDuration(args[0])
	ts.Check(err)
	_, err = of(ts).running(ts).advance(of(ts).t.Context(), d)
	ts.Check(err)
}

func replace(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, args, 3, "replace FILE OLD NEW")
	name := ts.MkAbs(args[0])
	b, err := os.ReadFile(name)
	ts.Check(err)
	if !strings.Contains(string(b), args[1]) {
		ts.Fatalf("%s does not hold %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(name, []byte(strings.Replace(string(b), args[1], args[2], 1)), 0o600))
}

func damage(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, args, 1, "damage DIR")
	files, err := filepath.Glob(filepath.Join(ts.MkAbs(args[0]), "*.seg"))
	if err != nil || len(files) == 0 {
		ts.Fatalf("no segment in %s: %v", args[0], err)
	}
	b, err := os.ReadFile(files[0])
	ts.Check(err)
	b[len(b)/2] ^= 4
	ts.Check(os.WriteFile(files[0], b, 0o600))
}

// condition is [redis]: there is a redis-server on this machine. Where one is required and missing, asking is an error.
func condition(name string) (bool, error) {
	if name != "redis" {
		return false, fmt.Errorf("unknown condition %s", name)
	}
	_, err := exec.LookPath("redis-server")
	if err != nil && os.Getenv("LOGGIST_REQUIRE_REDIS") != "" {
		return false, errors.New("LOGGIST_REQUIRE_REDIS is set and there is no redis-server")
	}
	return err == nil, nil
}

func startRedis(ts *testscript.TestScript, _ bool, _ []string) {
	s := of(ts)
	s.redis = recordtest.StartServer(s.t)
	ts.Setenv("REDIS", "redis://"+s.redis.Addr)
}

var redisBlock = regexp.MustCompile(`(?m)^redis:\n(?:  .*\n)+`)

// example copies the shipped example and changes what is a matter of the machine: directories, ports, the Redis.
func example(ts *testscript.TestScript, neg bool, args []string) {
	wants(ts, neg, args, 1, `example URL, or ""`)
	from := ts.Getenv("EXAMPLE")
	for _, name := range []string{"loggist.yaml", "people.csv", "roster.csv"} {
		b, err := os.ReadFile(filepath.Join(from, name))
		ts.Check(err)
		text := string(b)
		if name == "loggist.yaml" {
			addr := freeAddr(ts)
			ts.Setenv("ADDR", addr)
			block := ""
			if args[0] != "" {
				block = "redis:\n  url: " + args[0] + "\n"
			}
			if !redisBlock.MatchString(text) {
				ts.Fatalf("the example has no redis: any more")
			}
			text = redisBlock.ReplaceAllString(text, block)
			text = strings.NewReplacer("/var/lib/loggist-keys", ts.MkAbs("keys"), "/var/lib/loggist", ts.MkAbs("data"),
				"127.0.0.1:8471", freeAddr(ts), "127.0.0.1:8470", addr).Replace(text)
		}
		ts.Check(os.WriteFile(ts.MkAbs(name), []byte(text), 0o600))
	}
}

func freeAddr(ts *testscript.TestScript) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	defer l.Close()
	return l.Addr().String()
}
