//go:build !linux

package localpg

import "syscall"

// dieWithParent does nothing here: the watcher alone ends the server.
func dieWithParent(*syscall.SysProcAttr, syscall.Signal) {}
