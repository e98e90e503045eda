package force

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A Config is one installation: a process, its force and where things are. It
// holds nothing that was only defaulted to by accident: what LoadConfig
// returns is complete and checked.
type Config struct {
	Path     string // of the file
	Hash     string // hex SHA-256 over the file's bytes, to tell instances apart
	Instance string // this process among those of the force
	Data     string // the data directory
	Keys     string // the directory of the wrapping and signing keys
	Escrow   string // public key that a copy of every data key is wrapped for; may be empty
	Listen   string // address of /healthz, /readyz and /metrics
	Replicas int    // processes of this force that take part in a muster

	Redis     *Redis // nil: the embedded store
	Platforms []PlatformConfig

	People string // path of people.csv
	Roster string // path of the roster
	Force  *Force
}

// Redis is how the store is reached.
type Redis struct {
	URL      string   // redis://, rediss:// or unix://, without a password
	Cluster  []string // more nodes of a Redis Cluster that the URL names one of, host:port; empty: it is none
	Sentinel Sentinel // who knows where the master is; then the URL gives user, TLS and database alone
	Password Secret   // from password_file
	CAFile   string   // for rediss://, where the system's roots do not know it
	Copies   int      // replicas that must hold a commit before it counts as copied
	Attested bool     // the operator says that its settings are durable, where they may not be read
}

// Sentinel is how a Redis is found whose master may change.
type Sentinel struct {
	Master    string   // its name, as the sentinels know it
	Addresses []string // of the sentinels, host:port
}

// A Profile is how much of the content goes to a platform (R4.18).
type Profile string

// The profiles. Pointer is reference, action and due time only; Summary adds
// one line; Full is everything the open book shows.
const (
	Pointer Profile = "pointer"
	Summary Profile = "summary"
	Full    Profile = "full"
)

// A PlatformConfig is one platform that the process serves.
type PlatformConfig struct {
	Platform Platform
	Profile  Profile
	Listen   string // of the local room: a loopback address; of a platform that posts to us: where it does
	Slack    *SlackConfig

	Mattermost *MattermostConfig
}

// A Fault is one thing wrong in a file.
type Fault struct {
	File string // base name
	Line int
	Text string
}

// String is the fault as an editor can jump to it: "loggist.yaml:12: …".
func (f Fault) String() string { return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Text) }

// A ConfigError is all that is wrong with a configuration, file by file in
// order of line.
type ConfigError struct{ Faults []Fault }

func (e *ConfigError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "load configuration: %d faults", len(e.Faults))
	if len(e.Faults) == 1 {
		b.Reset()
		b.WriteString("load configuration: 1 fault")
	}
	for _, f := range e.Faults {
		b.WriteString("\n  " + f.String())
	}
	return b.String()
}

// maxFile bounds what is read: a configuration is written by people.
const maxFile = 8 << 20

// LoadConfig reads the file and the people and roster it names. The error is a
// *ConfigError with every fault of every file, or says that the file itself
// could not be read. Paths in the file are relative to it; in a *_file, a
// leading $CREDENTIALS_DIRECTORY is what systemd gives.
func LoadConfig(path string) (*Config, error) {
	data, err := readFile(path)
	if err != nil {
		return nil, fmt.Errorf("load configuration: %w", err)
	}
	return parseConfig(path, data, readFile)
}

// ReloadForce reads people.csv and the roster again. They are taken whole or
// refused whole (*ConfigError); the Config itself is not changed. Compare with
// [Force.SamePeople] to know whether anything is different.
func (c *Config) ReloadForce() (*Force, error) { return c.reload(readFile) }

func (c *Config) reload(read func(string) ([]byte, error)) (*Force, error) {
	l := &loader{read: read, doc: &document{file: filepath.Base(c.Path), lines: map[string]int{}}}
	f := *c.Force
	l.loadPeople(c, &f)
	f.followPeople()
	l.resolve(f.faults())
	if err := l.err(); err != nil {
		return nil, err
	}
	return &f, nil
}

// SamePeople says whether both forces have the same people and roster.
func (f *Force) SamePeople(o *Force) bool {
	return f.People.Equal(o.People) && slices.Equal(f.Roster, o.Roster)
}

func parseConfig(path string, data []byte, read func(string) ([]byte, error)) (*Config, error) {
	sum := sha256.Sum256(data)
	c := &Config{Path: path, Hash: hex.EncodeToString(sum[:])}
	l := &loader{read: read, doc: &document{file: filepath.Base(path), lines: map[string]int{}}}
	top, ok := l.doc.parseYAML(data)
	if !ok {
		return nil, l.err()
	}
	f := l.config(top, c)
	top.end()
	if c.People != "" {
		l.loadPeople(c, f)
	} else {
		f.People, _ = NewDirectory(nil)
	}
	l.loadRooms(f)
	l.resolve(append(c.faults(), f.faults()...))
	if err := l.err(); err != nil {
		return nil, err
	}
	c.Force = f
	return c, nil
}

// Validate says everything that is wrong with the configuration, as LoadConfig
// does, without lines; it is for configurations made in code.
func (c *Config) Validate() error {
	fs := c.faults()
	if c.Force == nil {
		fs.add("force", "there is none")
		return fs.err()
	}
	return append(fs, c.Force.faults()...).err()
}

// PlatformConfig is what is set for the platform, if it is served.
func (c *Config) PlatformConfig(p Platform) (PlatformConfig, bool) {
	i := slices.IndexFunc(c.Platforms, func(x PlatformConfig) bool { return x.Platform == p })
	if i < 0 {
		return PlatformConfig{}, false
	}
	return c.Platforms[i], true
}

// LogValue is what may be logged of a configuration: no secret, no path, no
// person.
func (c *Config) LogValue() slog.Value {
	attrs := []slog.Attr{
		slog.String("instance", c.Instance), slog.String("config_hash", c.Hash),
		slog.Bool("redis", c.Redis != nil), slog.Int("replicas", c.Replicas),
	}
	for _, p := range c.Platforms {
		attrs = append(attrs, slog.String(string(p.Platform), string(p.Profile)))
	}
	if c.Force != nil {
		attrs = append(attrs, slog.String("force", c.Force.ID), slog.Bool("exercise", c.Force.Exercise))
	}
	return slog.GroupValue(attrs...)
}

// LogValue leaves out where the store is and how it is opened.
func (r *Redis) LogValue() slog.Value {
	return slog.GroupValue(slog.Int("copies", r.Copies), slog.Bool("password", !r.Password.IsZero()))
}

// LogValue is the force's id: people are nobody's log.
func (f *Force) LogValue() slog.Value { return slog.StringValue(f.ID) }

// LogValue is the person's id, which is in the record too; never the name.
func (p Person) LogValue() slog.Value { return slog.StringValue(string(p.ID)) }

// readFile reads a whole file, of bounded size. Its errors do not repeat the
// path: the fault says which key named it.
func readFile(path string) ([]byte, error) {
	st, err := os.Stat(path)
	if err == nil && st.Size() > maxFile {
		return nil, fmt.Errorf("%s is larger than %d MB", filepath.Base(path), maxFile>>20)
	}
	if err == nil && st.IsDir() {
		return nil, fmt.Errorf("%s is a directory", filepath.Base(path))
	}
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s: %w", path, fs.ErrNotExist)
		}
		return nil, err
	}
	return os.ReadFile(path)
}
