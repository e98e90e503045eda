package record

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
)

// window reads a segment from front to back, a part at a time: a start should not need as much memory as a segment is long.
type window struct {
	f   File
	end int64 // where the part of the segment that counts ends
	off int64 // where buf begins
	buf []byte
}

// openWindow opens the file, of which nothing from limit on counts; -1 is all of it.
func openWindow(fsys FS, name string, limit int64) (*window, error) {
	info, err := fsys.Stat(name)
	if err != nil {
		return nil, err
	}
	w := &window{end: info.Size()}
	if limit >= 0 {
		w.end = min(w.end, limit)
	}
	if w.end > math.MaxUint32 {
		return nil, fmt.Errorf("read %s: %w of %d bytes", filepath.Base(name), errTooLong, uint32(math.MaxUint32))
	}
	w.f, err = fsys.OpenFile(name, os.O_RDONLY, 0)
	return w, err
}

// frame returns the frame at off, which is not before any that was asked for earlier. Its bytes are good until the next
// call.
func (w *window) frame(off int64) (frame, bool, error) {
	for {
		var have []byte
		if at := off - w.off; at <= int64(len(w.buf)) {
			have = w.buf[at:]
		}
		f, need, ok := parseFrame(have)
		if ok || need == 0 || off+int64(need) > w.end {
			return f, ok, nil
		}
		if err := w.fill(off, max(need, readWindow)); err != nil {
			return f, false, err
		}
	}
}

// fill makes buf the n bytes from off on, or as many as there are.
func (w *window) fill(off int64, n int) error {
	n = int(min(int64(n), w.end-off))
	if cap(w.buf) < n {
		w.buf = make([]byte, n)
	}
	w.off, w.buf = off, w.buf[:n]
	k, err := w.f.ReadAt(w.buf, off)
	if k < n && err == nil || k < n && errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF // it was that long a moment ago
	}
	if k < n {
		return err
	}
	return nil
}

func (w *window) close() { _ = w.f.Close() }
