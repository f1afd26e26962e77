package localpg

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// errPortTaken says that somebody else took the port meanwhile.
var errPortTaken = errors.New("port is taken")

const (
	startLimit    = time.Minute
	fastLimit     = 10 * time.Second // for a stop that finishes its work
	quitLimit     = 8 * time.Second  // for one that does not; Postgres kills its own after 5 s
	outputGrace   = 2 * time.Second  // for children that still hold the output after the server's end
	readyInterval = 3 * time.Millisecond
)

// postmaster is one run of the server's first process.
type postmaster struct {
	cmd     *exec.Cmd
	out     *output
	watcher *watcher
	exited  chan struct{} // closed once it is gone and waited for
}

// launch starts the server on a port and waits until it takes connections.
func launch(ctx context.Context, bin binaries, h *home, acct *account, port int, settings []string, log *slog.Logger) (*postmaster, error) {
	args := append([]string{"-D", h.data()}, settings...)
	args = append(args, "-c", "listen_addresses=127.0.0.1", "-c", "port="+strconv.Itoa(port))
	cmd := exec.Command(bin.path("postgres"), args...)
	cmd.Dir = h.path
	cmd.Env = childEnvironment(h.path)
	cmd.SysProcAttr = attributes(acct)
	cmd.WaitDelay = outputGrace
	p := &postmaster{cmd: cmd, out: &output{log: log}, exited: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = p.out, p.out
	dieWithParent(cmd.SysProcAttr, syscall.SIGQUIT)
	if err := p.fork(); err != nil {
		return nil, fmt.Errorf("start postgres: %w", err)
	}
	if err := p.guard(h); err != nil {
		return nil, errors.Join(err, p.stop(syscall.SIGQUIT))
	}
	if err := p.waitReady(ctx, h.data()); err != nil {
		return nil, errors.Join(err, p.stop(syscall.SIGQUIT))
	}
	return p, nil
}

// fork starts the process from a thread that is kept until the process ends,
// because the kernel takes the thread for the parent.
func (p *postmaster) fork() error {
	started := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := p.cmd.Start()
		started <- err
		if err != nil {
			return
		}
		if err := p.cmd.Wait(); err != nil {
			p.out.log.Debug("postgres ended", "error", err)
		}
		close(p.exited)
	}()
	return <-started
}

func (p *postmaster) guard(h *home) (err error) {
	remove := ""
	if h.temporary {
		remove = h.path
	}
	p.watcher, err = startWatcher(p.cmd.Process.Pid, pidFilePath(h.data()), remove)
	return err
}

func (p *postmaster) waitReady(ctx context.Context, dataDir string) error {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	err := poll(ctx, readyInterval, func() bool {
		state := readPidFile(dataDir)
		return p.gone() || (state.ready && state.pid == p.cmd.Process.Pid)
	})
	switch {
	case err != nil:
		return fmt.Errorf("wait for postgres to take connections: %w: %s", err, p.out.tail())
	case p.gone() && strings.Contains(p.out.tail(), "could not bind"):
		return errPortTaken
	case p.gone():
		return fmt.Errorf("start postgres: it ended at once: %s", p.out.tail())
	}
	return nil
}

func (p *postmaster) gone() bool {
	select {
	case <-p.exited:
		return true
	default:
		return false
	}
}

// stop ends the server by the signal (SIGINT: clients are cut off and all is
// written; SIGQUIT: at once, as in a crash), and by harder ones when it does
// not end in time. A server that has ended is fine.
func (p *postmaster) stop(sig syscall.Signal) error {
	for _, step := range []struct {
		sig   syscall.Signal
		limit time.Duration
	}{{sig, fastLimit}, {syscall.SIGQUIT, quitLimit}, {syscall.SIGKILL, quitLimit}} {
		if p.signalAndWait(step.sig, step.limit) {
			if p.watcher != nil {
				p.out.warn("postgres watcher did not end well", p.watcher.dismiss())
			}
			return nil
		}
	}
	return fmt.Errorf("stop postgres: process %d does not end", p.cmd.Process.Pid)
}

func (p *postmaster) signalAndWait(sig syscall.Signal, limit time.Duration) bool {
	if p.gone() {
		return true
	}
	// An error says that it ended this moment, which the wait will see.
	_ = p.cmd.Process.Signal(sig)
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-p.exited:
		return true
	case <-timer.C:
		return false
	}
}
