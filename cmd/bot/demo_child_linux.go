package main

import "syscall"

// childAttributes lets the bot of the demo end with the demo, also when that is killed, and keeps Ctrl-C from reaching
// it before the demo has taken note (prctl(2), PR_SET_PDEATHSIG).
func childAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
}
