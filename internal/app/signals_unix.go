//go:build unix

package app

import (
	"os"
	"syscall"
)

// The signals by which a running bot is told something: to log everything, to log as LOG_LEVEL says, and to read the
// files of its secrets now.
const (
	signalLogMore  = syscall.SIGUSR1
	signalLogAsSet = syscall.SIGUSR2
	signalReload   = syscall.SIGHUP
)

func tellingSignals() []os.Signal { return []os.Signal{signalLogMore, signalLogAsSet, signalReload} }
