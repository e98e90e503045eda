package app

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"loggist/internal/record"
	"loggist/internal/seal"
)

// backedUp are the parts of a data directory that a backup holds: the journal, the wrapped data keys (useless without the
// wrapping key, which is elsewhere and never copied), the checkpoints, and what the local room shows.
var backedUp = []string{"journal", "keys", "checkpoints", "local"}

// Backup writes a gzipped tar of the record and the public keys, and the configuration files of an installation. It may
// run beside the process that writes: the journal only grows, and a last record that is cut short is dropped when it is
// opened. Private keys are never in it.
func Backup(s Source, w io.Writer) (files int, err error) {
	cfg := s.config()
	z := gzip.NewWriter(w)
	t := tar.NewWriter(z)
	for _, part := range backedUp {
		n, err := addTree(t, cfg.Data, part)
		if err != nil {
			return files, fmt.Errorf("backup: %w", err)
		}
		files += n
	}
	if files == 0 {
		return 0, fmt.Errorf("backup: %s: %w", cfg.Data, ErrNothingThere)
	}
	ring, err := seal.LoadRing(cfg.Keys)
	if err != nil {
		return files, fmt.Errorf("backup: public keys: %w", err)
	}
	lines, err := PublicKeys(ring, cfg.Force.ID)
	if err == nil {
		err = addBytes(t, "public-keys.txt", []byte(strings.Join(lines, "\n")+"\n"))
	}
	for _, name := range []string{cfg.Path, cfg.People, cfg.Roster} {
		if err == nil && name != "" {
			var b []byte
			if b, err = os.ReadFile(name); err == nil {
				err = addBytes(t, "config/"+filepath.Base(name), b)
				files++
			}
		}
	}
	err = errors.Join(err, t.Close(), z.Close())
	if err != nil {
		return files, fmt.Errorf("backup: %w", err)
	}
	return files + 1, nil
}

// unfinished is how a file ends that is written beside the one that it will replace. It may be gone before it is read, and says
// nothing that the one in place does not.
const unfinished = ".new"

// addTree adds the files below root/part; one that grows meanwhile is taken as long as it was.
func addTree(t *tar.Writer, root, part string) (files int, err error) {
	err = filepath.WalkDir(filepath.Join(root, part), func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || !d.Type().IsRegular() || strings.HasSuffix(path, unfinished) {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		files++
		return addFile(t, filepath.ToSlash(rel), path)
	})
	return files, err
}

func addFile(t *tar.Writer, name, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return err
	}
	if err := t.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: st.Size(), ModTime: st.ModTime()}); err != nil {
		return err
	}
	_, err = io.CopyN(t, f, st.Size())
	return err
}

func addBytes(t *tar.Writer, name string, b []byte) error {
	if err := t.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(b))}); err != nil {
		return err
	}
	_, err := t.Write(b)
	return err
}

// Restore puts a backup into a directory that is empty or does not exist, and checks the journal that it made. What does
// not verify is left for somebody to look at, and said.
func Restore(file, dir string) (files int, err error) {
	if list, err := os.ReadDir(dir); err == nil && len(list) > 0 {
		return 0, fmt.Errorf("%s is not empty: nothing was restored", dir)
	}
	f, err := os.Open(file)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return 0, fmt.Errorf("%s is no backup: %w", file, err)
	}
	for t := tar.NewReader(z); ; files++ {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return files, fmt.Errorf("%s cannot be read to its end: %w", file, err)
		}
		if err := restoreFile(dir, h, t); err != nil {
			return files, err
		}
	}
	if _, err := VerifyData(dir); err != nil {
		return files, err
	}
	return files, nil
}

func restoreFile(dir string, h *tar.Header, r io.Reader) error {
	if !filepath.IsLocal(h.Name) || h.Typeflag != tar.TypeReg {
		return fmt.Errorf("the backup holds %q, which is no file of a record", h.Name)
	}
	top, _, _ := strings.Cut(h.Name, "/")
	if !slices.Contains(backedUp, top) && top != "config" && h.Name != "public-keys.txt" {
		return fmt.Errorf("the backup holds %q, which is no file of a record", h.Name)
	}
	name := filepath.Join(dir, filepath.FromSlash(h.Name))
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Sync(), f.Close())
}

// VerifyData checks the journal of a data directory that no process writes, with the demo's keys where they are there.
func VerifyData(dir string) (record.JournalSummary, error) {
	ring, err := seal.LoadRing(filepath.Join(dir, "secrets"))
	if err != nil {
		ring = nil // headers and hashes are checked without
	}
	return record.VerifyJournal(record.VerifyOptions{Dir: dir, Keys: ring})
}

// PublicKeys are the public parts of a ring, a line each.
func PublicKeys(ring *seal.Ring, force string) ([]string, error) {
	return record.PublicKeys(ring, force)
}
