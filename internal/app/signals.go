package app

import (
	"log/slog"
	"os"
	"os/signal"
)

// signals are the commands that signals give to the running process.
type signals struct {
	level  *slog.LevelVar
	asSet  slog.Level
	reload chan os.Signal
	log    *slog.Logger
}

// listen takes signals until stop is called: SIGUSR1 logs everything, SIGUSR2 logs as LOG_LEVEL says, SIGHUP reads the
// files of secrets now.
func (t *signals) listen() (stop func()) {
	if len(tellingSignals()) == 0 {
		return func() {}
	}
	heard, done := make(chan os.Signal, 4), make(chan struct{})
	signal.Notify(heard, tellingSignals()...)
	go func() {
		for {
			select {
			case s := <-heard:
				t.take(s)
			case <-done:
				return
			}
		}
	}()
	return func() { signal.Stop(heard); close(done) }
}

func (t *signals) take(s os.Signal) {
	switch s {
	case signalLogMore:
		t.level.Set(slog.LevelDebug)
		t.log.Info("everything is logged now, until SIGUSR2")
	case signalLogAsSet:
		t.level.Set(t.asSet)
		t.log.Info("what is logged is again as LOG_LEVEL says")
	case signalReload:
		select {
		case t.reload <- s:
		default:
		}
	}
}
