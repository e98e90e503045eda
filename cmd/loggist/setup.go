package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"loggist/internal/app"
	"loggist/internal/force"
	"loggist/internal/seal"
)

func check(ctx context.Context, args []string, out io.Writer) error {
	fs := flags("check", "--config FILE [--explain] tests an installation: one line a thing", out)
	why := fs.Bool("explain", false, "say how to mend what is not right")
	cfg, err := configFlag(fs, args)
	if err != nil {
		return err
	}
	return tellChecked(out, slices.Concat(app.Check(ctx, cfg, now()), app.CheckMattermost(ctx, cfg), app.CheckSlack(ctx, cfg)), *why)
}

// tellChecked writes a line for each thing that was looked at, and how to mend it where that is asked for.
func tellChecked(out io.Writer, list []app.Checked, why bool) error {
	failed := false
	for _, c := range list {
		fmt.Fprintf(out, "%-4s  %-18s found: %s", c.State, c.What, c.Found)
		if c.State != app.OK {
			fmt.Fprintf(out, "; wanted: %s", c.Wanted)
		}
		fmt.Fprintln(out)
		if why && c.State != app.OK {
			fmt.Fprintln(out, "      mend: "+c.Mend)
		}
		failed = failed || c.State == app.FAIL
	}
	if failed {
		return &failedError{"the check failed: see the lines that begin with FAIL"}
	}
	return nil
}

func initialise(ctx context.Context, args []string, out io.Writer) error {
	fs := flags("init", "--config FILE makes a new installation; refuses where anything exists", out)
	cfg, err := configFlag(fs, args)
	if err != nil {
		return err
	}
	if err := app.Init(ctx, cfg); err != nil {
		if errors.Is(err, seal.ErrExists) || errors.Is(err, app.ErrExists) {
			return &failedError{"there is an installation here already: nothing was changed. " + err.Error()}
		}
		return err
	}
	fmt.Fprintf(out, "A new installation was made: keys in %s, record in %s.\nKeep a copy of the keys apart from the record: without them it cannot be read.\nNext: loggist check --config %s\n",
		cfg.Keys, cfg.Data, cfg.Path)
	return nil
}

func keys(_ context.Context, args []string, out io.Writer) error {
	fs := flags("keys", "new|show|rotate --dir DIR, or: escrow -o FILE", out)
	file := fs.String("o", "", "where the private half of an escrow recipient goes: take it away from this machine")
	dir := fs.String("dir", "", "the directory of the keys")
	name := fs.String("force", "demo", "the force whose signing key is shown")
	words, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(words) == 1 && words[0] == "escrow" && *file != "" {
		return escrow(*file, out)
	}
	if len(words) != 1 || *dir == "" {
		return usagef("type: loggist keys new|show|rotate --dir DIR, or: loggist keys escrow -o FILE")
	}
	var ring *seal.Ring
	switch words[0] {
	case "new":
		ring, err = seal.NewRing(*dir)
	case "show":
		ring, err = seal.LoadRing(*dir)
	case "rotate":
		ring, err = seal.Rotate(*dir)
	default:
		return usagef("%q: new, show or rotate?", words[0])
	}
	if err != nil {
		return &failedError{err.Error()}
	}
	lines, err := app.PublicKeys(ring, *name)
	if err != nil {
		return err
	}
	for _, l := range lines {
		fmt.Fprintln(out, l)
	}
	return nil
}

// escrow makes the recipient to whom every data key is wrapped as well: who holds the private half can read the record when
// all keys of the force are lost.
func escrow(file string, out io.Writer) error {
	private, public, err := seal.NewEscrow()
	if err != nil {
		return err
	}
	if err := writeFile(file, func(w io.Writer) error { _, err := fmt.Fprintln(w, private); return err }); err != nil {
		return err
	}
	fmt.Fprintf(out, "The private half is in %s: take it away from this machine. Before loggist init, put this line into the configuration:\n\nescrow_recipient: %q\n", file, public)
	return nil
}

func people(ctx context.Context, args []string, out io.Writer) error {
	fs := flags("people", "import|match --config FILE: import reads the directory and the roster and says what is wrong with them; match fills in the accounts of Mattermost whose user name is a person's id", out)
	cfgPath := fs.String("config", "", "the configuration file")
	dry := fs.Bool("dry-run", false, "match: say what would be filled in, and write nothing")
	words, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(words) != 1 || words[0] != "import" && words[0] != "match" || *cfgPath == "" {
		return usagef("type: loggist people import --config FILE, or loggist people match --config FILE")
	}
	cfg, err := loadConfig(*cfgPath)
	if err != nil {
		return err
	}
	if words[0] == "match" {
		return match(ctx, cfg, *dry, out)
	}
	f := cfg.Force
	fmt.Fprintf(out, "%d people, %d posts, %d neighbourhood policing teams: all valid. A running process takes them up within a minute.\n",
		len(f.People.All()), len(f.Posts), len(f.NPTs))
	for _, w := range f.Warnings(now()) {
		fmt.Fprintln(out, "WARN  "+w.Text)
	}
	return nil
}

// match fills in people's accounts, and says of everybody what was found.
func match(ctx context.Context, cfg *force.Config, dry bool, out io.Writer) error {
	fill, lines, err := app.MatchPeople(ctx, cfg)
	if err != nil {
		return &failedError{err.Error() + ". Nothing was written. See: loggist check"}
	}
	for _, l := range lines {
		fmt.Fprintln(out, l)
	}
	switch {
	case len(fill) == 0:
		fmt.Fprintln(out, "Nothing is to be filled in.")
		return nil
	case dry:
		fmt.Fprintf(out, "%d would be filled in. Nothing was written.\n", len(fill))
		return nil
	}
	if err := app.FillPeople(cfg, fill); err != nil {
		return &failedError{err.Error() + ". Nothing was written"}
	}
	fmt.Fprintf(out, "%d filled in: look whether each is who it should be. A running process takes them up within a minute.\n", len(fill))
	return nil
}

func backup(_ context.Context, args []string, out io.Writer) error {
	fs := flags("backup", "-o FILE [--data DIR | --config FILE] copies the record, the configuration and the public keys; never private ones", out)
	var w where
	w.register(fs)
	file := fs.String("o", "", "the file to write")
	if err := noWords(fs, args); err != nil {
		return err
	}
	if *file == "" {
		return usagef("where to? Add -o FILE")
	}
	s, err := w.source()
	if err != nil {
		return err
	}
	var n int
	err = writeFile(*file, func(w io.Writer) (err error) { n, err = app.Backup(s, w); return err })
	if err == nil {
		fmt.Fprintf(out, "backed up %d files to %s. The keys are not in it: keep them apart.\n", n, *file)
	}
	return err
}

func restore(_ context.Context, args []string, out io.Writer) error {
	fs := flags("restore", "FILE --data DIR puts a backup into an empty directory", out)
	dir := fs.String("data", "", "a directory that is empty or does not exist")
	words, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(words) != 1 || *dir == "" {
		return usagef("type: loggist restore FILE --data DIR")
	}
	n, err := app.Restore(words[0], *dir)
	if err != nil {
		return &failedError{err.Error()}
	}
	fmt.Fprintf(out, "restored %d files to %s. Check them with: loggist verify %s\n", n, *dir, *dir)
	return nil
}
