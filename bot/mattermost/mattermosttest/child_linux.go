package mattermosttest

import "syscall"

// attributes are those of a child that stays, or of one that the kernel ends when this process ends.
func attributes(stay bool) *syscall.SysProcAttr {
	if stay {
		return &syscall.SysProcAttr{Setsid: true}
	}
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGQUIT}
}
