//go:build unix

package app

import (
	"os"
	"syscall"
)

// The signals to a running bot: log everything, log as LOG_LEVEL says, and read the files of secrets now.
const (
	signalLogMore  = syscall.SIGUSR1
	signalLogAsSet = syscall.SIGUSR2
	signalReload   = syscall.SIGHUP
)

func tellingSignals() []os.Signal { return []os.Signal{signalLogMore, signalLogAsSet, signalReload} }
