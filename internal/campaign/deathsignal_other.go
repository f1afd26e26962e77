//go:build !linux

package campaign

import "syscall"

// dieWithParent is Linux's alone; elsewhere the campaign ends its replicas by itself when it can.
func dieWithParent(*syscall.SysProcAttr) {}
