//go:build !unix

package app

import (
	"os"
	"syscall"
)

// This system has no such signals, so these numbers are never received.
const (
	signalLogMore  = syscall.Signal(0x101)
	signalLogAsSet = syscall.Signal(0x102)
	signalReload   = syscall.Signal(0x103)
)

func tellingSignals() []os.Signal { return nil }
