package recordtest

import (
	"io"
	"io/fs"
	"slices"
)

// powerFile is an open file of a PowerFS.
type powerFile struct {
	fs     *PowerFS
	node   *inode
	write  bool
	closed bool
}

func (p *powerFile) check(write bool) error {
	switch {
	case p.fs.off:
		return ErrPower
	case p.closed:
		return fs.ErrClosed
	case write && !p.write:
		return fs.ErrPermission
	}
	return nil
}

func (p *powerFile) ReadAt(b []byte, off int64) (int, error) {
	p.fs.mu.Lock()
	defer p.fs.mu.Unlock()
	if err := p.check(false); err != nil {
		return 0, err
	}
	if off >= int64(len(p.node.data)) {
		return 0, io.EOF
	}
	n := copy(b, p.node.data[off:])
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

func (p *powerFile) WriteAt(b []byte, off int64) (int, error) {
	p.fs.mu.Lock()
	defer p.fs.mu.Unlock()
	if err := p.check(true); err != nil {
		return 0, err
	}
	p.resize(max(len(p.node.data), int(off)+len(b)))
	return copy(p.node.data[off:], b), nil
}

func (p *powerFile) Truncate(size int64) error {
	p.fs.mu.Lock()
	defer p.fs.mu.Unlock()
	if err := p.check(true); err != nil {
		return err
	}
	p.resize(int(size))
	return nil
}

// resize grows with zeros, as files do.
func (p *powerFile) resize(size int) {
	d := p.node.data
	if size <= len(d) {
		p.node.data = d[:size:size]
		return
	}
	p.node.data = append(d, make([]byte, size-len(d))...)
}

func (p *powerFile) Sync() error {
	p.fs.mu.Lock()
	defer p.fs.mu.Unlock()
	if err := p.check(false); err != nil {
		return err
	}
	if err := p.fs.sync(); err != nil {
		return err
	}
	p.node.durable = slices.Clone(p.node.data)
	return nil
}

func (p *powerFile) Close() error {
	p.fs.mu.Lock()
	defer p.fs.mu.Unlock()
	p.closed = true
	return nil
}
