// Loggist keeps the decision log of critical incidents: in chat rooms, or in the local room of its demo.
package main

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"unicode/utf8"

	"loggist/internal/app"
	"loggist/internal/engine"
	"loggist/internal/force"
	"loggist/internal/record"
)

// Exit codes, as scripts rely on them.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitConfig      = 3
	exitRecord      = 4
	exitInterrupted = 130
)

//go:embed usage.txt
var usage string

// command is one subcommand. It writes what was asked for to out and nothing else there.
type command func(ctx context.Context, args []string, out io.Writer) error

var commandsByName = map[string]command{
	"demo":    demo,
	"serve":   serve,
	"check":   check,
	"init":    initialise,
	"keys":    keys,
	"setup":   setup,
	"people":  people,
	"list":    list,
	"show":    show,
	"export":  export,
	"verify":  verify,
	"backup":  backup,
	"restore": restore,
	"dispose": dispose,
	"version": version,
}

func main() {
	ctx, cancel := context.WithCancelCause(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		s := <-signals
		signal.Stop(signals) // the next one ends it at once
		if s == os.Interrupt {
			cancel(errInterrupted)
		}
		cancel(errTerminated)
	}()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// Why the context of a command ended. Who is told to stop by its service manager and does has done all that it should.
var (
	errInterrupted = errors.New("interrupted")
	errTerminated  = errors.New("terminated")
)

// run is main without the process around it.
func run(ctx context.Context, args []string, out, errOut io.Writer) int {
	if len(args) > 1 && args[0] == "help" {
		args = append(slices.Clone(args[1:]), "--help")
	}
	if len(args) == 0 || args[0] == "help" || args[0] == "--help" || args[0] == "-h" {
		fmt.Fprint(out, usage)
		if len(args) == 0 {
			return exitUsage
		}
		return exitDone
	}
	c, ok := commandsByName[args[0]]
	if !ok {
		fmt.Fprintf(errOut, "loggist: there is no command %q. Type: loggist help\n", args[0])
		return exitUsage
	}
	err := c(ctx, args[1:], out)
	if errors.Is(err, flag.ErrHelp) {
		return exitDone
	}
	if err != nil {
		fmt.Fprintln(errOut, "loggist: "+strings.TrimSpace(explain(err)))
	}
	return exitCode(ctx, err)
}

// usageError is a command line that cannot be understood: it says what to type.
type usageError struct{ say string }

func (e *usageError) Error() string { return e.say }

func usagef(format string, args ...any) error { return &usageError{fmt.Sprintf(format, args...)} }

// badConfigError is a configuration that could not be read at all.
type badConfigError struct{ err error }

func (e *badConfigError) Error() string { return e.err.Error() }
func (e *badConfigError) Unwrap() error { return e.err }

// loadConfig loads a configuration; whatever is wrong with it is a bad configuration.
func loadConfig(path string) (*force.Config, error) {
	cfg, err := force.LoadConfig(path)
	if err != nil {
		return nil, &badConfigError{err}
	}
	return cfg, nil
}

// failedError is a check or a verification that failed.
type failedError struct{ say string }

func (e *failedError) Error() string { return e.say }

func exitCode(ctx context.Context, err error) int {
	var (
		u *usageError
		f *failedError
		c *force.ConfigError
		b *badConfigError
	)
	switch {
	case err == nil && errors.Is(context.Cause(ctx), errInterrupted):
		return exitInterrupted
	case err == nil:
		return exitDone
	case errors.As(err, &u):
		return exitUsage
	case errors.As(err, &c), errors.As(err, &b):
		return exitConfig
	case errors.Is(err, record.ErrDamaged), errors.Is(err, record.ErrNewInstallation), errors.Is(err, record.ErrInUse), errors.Is(err, record.ErrLost),
		errors.Is(err, record.ErrKey), errors.As(err, new(*engine.DisposalError)):
		return exitRecord
	case errors.As(err, &f):
		return exitFailed
	case ctx.Err() != nil:
		return exitInterrupted
	}
	return exitFailed
}

// explain adds what to type next where that is known.
func explain(err error) string {
	switch {
	case errors.Is(err, record.ErrNewInstallation):
		return "nothing is recorded here yet. A new installation? Type: loggist init --config FILE"
	case errors.Is(err, record.ErrInUse):
		return "another loggist is running on this data directory. Stop it first, or use another directory"
	case errors.Is(err, engine.ErrNoIncident):
		return "there is no such incident. Type: loggist list"
	case errors.As(err, new(*engine.RepeatsError)):
		return err.Error() + ". Nothing was written. Withhold them too, or say --repeats-may-be-read if those words may be read"
	case errors.Is(err, record.ErrNoSuchEntry):
		return err.Error() + ". Nothing was written. Which numbers there are: loggist show REF"
	case errors.Is(err, syscall.EADDRINUSE):
		return err.Error() + ". Something else listens there, perhaps another Loggist: end that, or choose another address (loggist demo --addr 127.0.0.1:8471)"
	case errors.Is(err, app.ErrNothingThere):
		return err.Error() + ". Give the right directory with --data or --config; to try Loggist, type: loggist demo"
	}
	return err.Error()
}

// flags is a flag set that writes its help like the rest of the program.
func flags(name, line string, out io.Writer) *flag.FlagSet {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.Usage = func() {
		for l := range strings.SplitSeq("loggist "+name+" "+line, "\n") {
			fmt.Fprintln(out, wrapped(l, ""))
		}
		fmt.Fprintln(out)
		fs.VisitAll(func(f *flag.Flag) { // as everything else that we print writes them
			says := f.Usage
			if f.DefValue != "" && f.DefValue != "false" {
				says += " (without it: " + f.DefValue + ")"
			}
			hyphens := "--"
			if len(f.Name) == 1 {
				hyphens = "-"
			}
			fmt.Fprintf(out, "  %s%s\n%s\n", hyphens, f.Name, wrapped(says, "        "))
		})
	}
	return fs
}

// wrapped breaks a line between words where a terminal of 100 columns would break it anywhere.
func wrapped(line, indent string) string {
	const columns = 100
	words := strings.TrimLeft(line, " ")
	lead := indent + line[:len(line)-len(words)]
	if utf8.RuneCountInString(lead+words) <= columns {
		return lead + words
	}
	next := cmp.Or(indent, lead+"    ")
	var b strings.Builder
	at := 0
	for word := range strings.SplitSeq(words, " ") {
		n := utf8.RuneCountInString(word)
		switch {
		case at == 0:
			b.WriteString(lead)
			at = len(lead)
		case at+1+n > columns:
			b.WriteString("\n" + next)
			at = len(next)
		default:
			b.WriteByte(' ')
			at++
		}
		b.WriteString(word)
		at += n
	}
	return b.String()
}

// parse reads flags that may stand before and after the words, and returns the words.
func parse(fs *flag.FlagSet, args []string) ([]string, error) {
	var words []string
	for {
		if err := fs.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, err
			}
			return nil, usagef("%s. Type: loggist %s --help", strings.Replace(err.Error(), ": -", ": --", 1), fs.Name())
		}
		rest := fs.Args()
		if len(rest) == 0 {
			return words, nil
		}
		words, args = append(words, rest[0]), rest[1:]
	}
}

// noWords refuses words where a command takes none.
func noWords(fs *flag.FlagSet, args []string) error {
	words, err := parse(fs, args)
	if err == nil && len(words) > 0 {
		return usagef("%q is not understood here. Type: loggist %s --help", words[0], fs.Name())
	}
	return err
}
