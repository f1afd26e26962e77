package main

import "syscall"

// childAttributes makes the demo's bot end with the demo, even when the demo is killed, and keeps Ctrl-C from reaching
// the bot before the demo (prctl(2), PR_SET_PDEATHSIG).
func childAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
}
