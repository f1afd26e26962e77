//go:build !linux

package main

import "syscall"

// childAttributes has nothing to set here: the bot of the demo gets Ctrl-C like the demo itself.
func childAttributes() *syscall.SysProcAttr { return nil }
