//go:build !linux

package mattermosttest

import "syscall"

// attributes are those of a child that gets no signals of this process's terminal. Only Linux ends it with this process.
func attributes(bool) *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
