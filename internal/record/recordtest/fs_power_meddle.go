package recordtest

import "slices"

// Clone returns a copy of everything as it is now, all of it durable and unlocked. Nothing happens to f.
func (f *PowerFS) Clone() *PowerFS {
	f.mu.Lock()
	defer f.mu.Unlock()
	c := NewPowerFS()
	c.root = f.root.clone()
	return c
}

func (n *inode) clone() *inode {
	if !n.dir {
		return &inode{mode: n.mode, data: slices.Clone(n.data), durable: slices.Clone(n.data)}
	}
	c := newDir()
	for name, child := range n.names {
		c.names[name] = child.clone()
		c.kept[name] = c.names[name]
	}
	return c
}

// ReadFile returns what the file holds now, durable or not.
func (f *PowerFS) ReadFile(name string) ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	n, err := f.find("read", name)
	if err != nil {
		return nil, err
	}
	return slices.Clone(n.data), nil
}

// WriteFile makes the file hold data, durably: the hand of somebody who meddles.
func (f *PowerFS) WriteFile(name string, data []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	p, err := f.parent("write", name)
	if err != nil {
		return err
	}
	n := &inode{mode: 0o600, data: slices.Clone(data), durable: slices.Clone(data)}
	p.names[base(name)], p.kept[base(name)] = n, n
	return nil
}
