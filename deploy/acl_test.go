package deploy

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

const tag = "{demo}:"

// Every command that cuts, overwrites, renames, expires or copies over the log,
// and everything that empties a server, is denied to the bot's user, directly
// and from inside a script; the log is the same afterwards.
func TestLogCannotBeDeletedOverwrittenOrFlushed(t *testing.T) {
	s := startRedis(t)
	bot, admin := s.as(t, "loggist", password), s.as(t, "tester", "")
	must(t, admin, "XADD", tag+"log", "1-0", "r", "one", "x", "aa")
	must(t, admin, "HSET", tag+"keys", "CI-1.open", "wrapped")
	must(t, admin, "SET", tag+"other", "1")
	denied := [][]string{
		{"DEL", tag + "log"}, {"UNLINK", tag + "log"}, {"XDEL", tag + "log", "1-0"}, {"XTRIM", tag + "log", "MAXLEN", "0"},
		{"XSETID", tag + "log", "9-0"}, {"XGROUP", "CREATE", tag + "log", "g", "0"},
		{"SET", tag + "log", "x"}, {"GETSET", tag + "log", "x"}, {"SETEX", tag + "log", "1", "x"}, {"MSET", tag + "log", "x"}, {"GETDEL", tag + "log"},
		{"APPEND", tag + "log", "x"}, {"RENAME", tag + "log", tag + "l"}, {"RENAME", tag + "other", tag + "log"},
		{"COPY", tag + "other", tag + "log", "REPLACE"}, {"RESTORE", tag + "log", "0", "x", "REPLACE"}, {"MOVE", tag + "log", "1"},
		{"EXPIRE", tag + "log", "1"}, {"PEXPIREAT", tag + "log", "1"}, {"SORT", tag + "other", "STORE", tag + "log"},
		{"ZADD", tag + "log", "1", "a"}, {"HSET", tag + "log", "a", "1"}, {"LPUSH", tag + "log", "a"}, {"SADD", tag + "log", "a"},
		{"BITOP", "NOT", tag + "log", tag + "other"}, {"PFADD", tag + "log", "a"}, {"GEOADD", tag + "log", "1", "1", "a"}, {"MIGRATE", "h", "1", tag + "log", "0", "1"},
		{"DEL", tag + "head"}, {"DEL", tag + "keys"}, {"HDEL", tag + "keys", "CI-1.open"}, {"HSET", tag + "keys", "CI-1.open", "x"}, {"HDEL", tag + "v", "CI-1"},
		{"EXPIRE", tag + "head", "1"}, {"DEL", tag + "c:1"}, {"SET", tag + "head", "1"}, {"SET", tag + "keys", "1"}, {"SET", tag + "due:1", "1"},
		{"FLUSHALL"}, {"FLUSHDB"}, {"SWAPDB", "0", "1"}, {"SHUTDOWN", "NOSAVE"}, {"DEBUG", "FLUSHALL"}, {"SCRIPT", "FLUSH"}, {"SCRIPT", "KILL"},
		{"CONFIG", "SET", "appendonly", "no"}, {"CONFIG", "REWRITE"}, {"ACL", "SETUSER", "loggist", "+@all"}, {"ACL", "LOAD"}, {"REPLICAOF", "h", "1"},
		{"FAILOVER"}, {"MODULE", "LIST"}, {"FUNCTION", "FLUSH"}, {"KEYS", "*"}, {"SCAN", "0"}, {"MONITOR"}, {"CLIENT", "KILL", "ID", "1"}, {"PUBLISH", "c", "x"}, {"BGREWRITEAOF"},
		// another force on the same Redis
		{"XADD", "{other}:log", "1-0", "r", "x"}, {"XRANGE", "{other}:log", "-", "+"}, {"HGET", "{other}:head", "epoch"}, {"GET", "{other}:c:1"}, {"EVAL", "return 1", "1", "{other}:log"},
	}
	for _, c := range denied {
		name := strings.Join(c, " ")
		if v, err := bot.do(c...); err == nil || !strings.HasPrefix(err.Error(), "NOPERM") && c[0] != "DEBUG" {
			t.Errorf("%s: %v, %v; want NOPERM", name, v, err) // DEBUG is switched off before anybody's rights are looked at
		}
		// In a script the commands are those of the user who calls it; its keys
		// need not even be declared truthfully.
		quoted := make([]string, len(c))
		for i, a := range c {
			quoted[i] = strconv.Quote(a)
		}
		v, err := bot.do("EVAL", "return redis.call("+strings.Join(quoted, ",")+")", "1", tag+"log")
		if err == nil || !strings.Contains(err.Error(), "The user executing the script can't") && !strings.Contains(err.Error(), "not allowed from script") {
			t.Errorf("%s in a script: %v, %v; want a refusal", name, v, err)
		}
	}
	if got := fmt.Sprint(must(t, admin, "XRANGE", tag+"log", "-", "+")); got != "[[1-0 [r one x aa]]]" {
		t.Errorf("the log is %s", got)
	}
	if got := fmt.Sprint(must(t, admin, "HGETALL", tag+"keys")); got != "[CI-1.open wrapped]" {
		t.Errorf("the keys are %s", got)
	}
	if _, err := bot.do("XADD", tag+"log", "1-0", "r", "again"); err == nil {
		t.Error("an entry of the log was added a second time")
	}
}

func must(t *testing.T, c *conn, args ...string) any {
	t.Helper()
	v, err := c.do(args...)
	if err != nil {
		t.Fatalf("%q: %v", args, err)
	}
	return v
}

// Outside scripts the bot reads; what it reads is allowed.
func TestWhatTheBotReadsIsAllowed(t *testing.T) {
	s := startRedis(t)
	bot := s.as(t, "loggist", password)
	for _, c := range [][]string{
		{"HELLO", "3"}, {"HELLO", "2"}, {"PING"}, {"SELECT", "0"}, {"TIME"}, {"WAIT", "0", "1"},
		{"CONFIG", "GET", "appendonly"}, {"CONFIG", "GET", "appendfsync"}, {"CONFIG", "GET", "maxmemory-policy"}, {"CONFIG", "GET", "min-replicas-to-write"},
		{"XRANGE", tag + "log", "(1-0", "+", "COUNT", "5"}, {"XREAD", "COUNT", "1", "BLOCK", "1", "STREAMS", tag + "log", "0-0"},
		{"HMGET", tag + "head", "epoch", "n", "x"}, {"HMGET", tag + "keys", "a", "b"}, {"HGETALL", tag + "who"},
		{"ZRANGE", tag + "due:1", "0", "0", "WITHSCORES"}, {"ZRANGE", tag + "due:2", "0", "0", "WITHSCORES"},
		{"SCRIPT", "LOAD", "return 1"}, {"EVALSHA", "e0e1f9fabfc9d4800c877a703b823ac0578ff8db", "0"},
	} {
		if c[0] == "HELLO" && c[1] == "3" {
			continue // its answer is in another protocol; the user is the same
		}
		if _, err := bot.do(c...); err != nil {
			t.Errorf("%q: %v", c, err)
		}
	}
}

// What is written is in force: the settings on which "Recorded" rests.
func TestDurabilitySettings(t *testing.T) {
	s := startRedis(t)
	bot := s.as(t, "loggist", password)
	for k, want := range map[string]string{"appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction", "save": "", "no-appendfsync-on-rewrite": "no"} {
		if got := fmt.Sprint(must(t, bot, "CONFIG", "GET", k)); got != fmt.Sprintf("[%s %s]", k, want) {
			t.Errorf("%s = %s, want %q", k, got, want)
		}
	}
	stranger := s.as(t, "tester", "")
	if _, err := stranger.do("AUTH", "loggist", "wrong"); err == nil {
		t.Error("a wrong password is let in")
	}
	if _, err := stranger.do("AUTH", "default", ""); err == nil {
		t.Error("the default user is let in")
	}
}

var (
	keysLine = regexp.MustCompile(`(?m)^-- KEYS (.*)$`)
	keyName  = regexp.MustCompile(`(\d+)(\.\.)?\s+([a-z][a-z0-9:<>]*)(?: or ([a-z0-9:]+))?`)
	callKey  = regexp.MustCompile(`redis\.call\('([A-Z]+)', KEYS\[(\d+|i)\]`)
	anyCall  = regexp.MustCompile(`redis\.call\('([A-Z]+)'`)
)

// Each command that a script of internal/record calls on a key is allowed there,
// as ACL DRYRUN says it for the bot's user.
func TestEveryScriptMayWhatItCalls(t *testing.T) {
	s := startRedis(t)
	admin := s.as(t, "tester", "")
	scripts, err := filepath.Glob(filepath.Join("..", "internal", "record", "lua", "*.lua"))
	if err != nil || len(scripts) < 5 {
		t.Fatalf("scripts: %v, %v", scripts, err)
	}
	acl := read(t, "users.acl")
	for _, path := range scripts {
		src := read(t, path)
		names := map[string][]string{}
		if head := keysLine.FindStringSubmatch(src); head != nil {
			for _, m := range keyName.FindAllStringSubmatch(head[1], -1) {
				at := m[1]
				if m[2] != "" {
					at = "i"
				}
				names[at] = []string{strings.Replace(m[3], "<cause>", "ab12", 1)}
				if m[4] != "" {
					names[at] = append(names[at], m[4])
				}
			}
		}
		calls := callKey.FindAllStringSubmatch(src, -1)
		for _, c := range calls {
			if len(names[c[2]]) == 0 {
				t.Errorf("%s: KEYS[%s] is not in its header", filepath.Base(path), c[2])
			}
			for _, name := range names[c[2]] {
				if err := dryRun(admin, c[1], tag+name); err != nil {
					t.Errorf("%s: %s on %s: %v", filepath.Base(path), c[1], name, err)
				}
			}
		}
		for _, c := range anyCall.FindAllStringSubmatch(src, -1) {
			if !strings.Contains(acl, "+"+strings.ToLower(c[1])) {
				t.Errorf("%s calls %s, which users.acl does not know", filepath.Base(path), c[1])
			}
		}
	}
}

// The scripts themselves, run by the bot's user: what they call through a
// variable is called too, and nothing is refused half-way.
func TestEveryScriptRunsAsTheBot(t *testing.T) {
	s := startRedis(t)
	bot, admin := s.as(t, "loggist", password), s.as(t, "tester", "")
	dir := filepath.Join("..", "internal", "record", "lua")
	run := func(script, want string, keys, args []string) []any {
		t.Helper()
		src := read(t, filepath.Join(dir, script+".lua"))
		if script == "commit" || script == "restore" || script == "mend" {
			src = read(t, filepath.Join(dir, "lanes.lua")) + src
		}
		cmd := []string{"EVAL", src, strconv.Itoa(len(keys))}
		for _, k := range keys {
			cmd = append(cmd, tag+k)
		}
		v, err := bot.do(append(cmd, args...)...)
		if err != nil || !strings.HasPrefix(fmt.Sprint(v), "["+want) {
			t.Fatalf("%s: %v, %v; want %s", script, v, err, want)
		}
		return v.([]any)
	}
	all := []string{"head", "v", "log", "due:1", "due:2", "lease", "want", "try", "keys", "c:aa"}
	queues := []string{"due:1", "due:2", "lease", "want", "try"}
	run("init", "open e1", []string{"head", "log"}, []string{"e1"})
	first := run("commit", "ok 1 ", all, []string{"e1", "0", "one", "", "", "60", "1", "CI-1", "", "1", "e/1", "1", "1000", "1", "CI-1.open", "wrapped"})
	run("commit", "dup 1", all, []string{"e1", "0", "one", "", "", "60", "0", "0", "0"})
	run("claim", "ok 1 e/1 1", []string{"head", "due:1", "lease", "try"}, []string{"e1", "2000", "9", "32000", "tok"})
	run("extend", "ok", queues[:3], []string{"e/1", "tok", "40000"})
	run("defer", "ok", queues, []string{"e/1", "tok", "5000"})
	run("claim", "ok 1 e/1 2", []string{"head", "due:1", "lease", "try"}, []string{"e1", "6000", "9", "32000", "tok2"})
	x := first[2].(string)
	all[9] = "c:bb"
	second := run("commit", "ok 2 ", all, []string{"e1", "1", "two", "e/1", "tok2", "60", "1", "CI-1", x, "1", "e/1", "1", "", "0"})
	run("mend", "ok t/1", []string{"head", "v", "due:1", "due:2", "lease", "want", "try"}, []string{"e1", "CI-1", second[2].(string), "1", "t/1", "2", "9000"})
	run("beat", "ok one here", []string{"head", "who"}, []string{"e1", "one", "here"})

	must(t, admin, "FLUSHALL")
	all[9] = "c:aa"
	run("restore", "same", all, []string{"", "1", "one", x, "", "7000", "60", "1", "CI-1", "1", "e/1", "1", "1000", "1", "CI-1.open", "wrapped"})
	run("open", "wait 1", []string{"head", "who"}, []string{"e2", "one", "1", "here", "7000", "2", "20000"})
	run("open", "open e2", []string{"head", "who"}, []string{"e2", "two", "1", "here", "7001", "2", "20000"})
	// A trim that ACLs cannot forbid is at least only this one.
	must(t, bot, "XADD", tag+"log", "MAXLEN", "1", "2-0", "r", "two", "x", "cc")
}

// dryRun asks whether the bot's user may run the command on the key, with as
// many more arguments as it wants.
func dryRun(admin *conn, cmd, key string) error {
	args := []string{"ACL", "DRYRUN", "loggist", cmd, key}
	for range 6 {
		v, err := admin.do(args...)
		if err != nil {
			if strings.Contains(err.Error(), "wrong number of arguments") {
				args = append(args, "1")
				continue
			}
			return err
		}
		if v != "OK" {
			return fmt.Errorf("%v", v)
		}
		return nil
	}
	return fmt.Errorf("no number of arguments fits %s", cmd)
}
