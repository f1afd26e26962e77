package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// botChild is the bot of the demo: this same program, run as `bot run`, so that it can really be killed.
type botChild struct {
	settings map[string]string
	// said gets each line of its log. died is called when it ends unasked. echo gets the log as it is; nil for none.
	said func(line []byte)
	died func(err error)
	echo io.Writer
	// failed gets the first unasked end.
	failed chan error

	mu      sync.Mutex
	cmd     *exec.Cmd
	ended   chan struct{}
	wanted  bool
	stopped bool
}

// childStopsWithin is a little more than the longest stop of `bot run`.
const childStopsWithin = 11 * time.Second

// Running gives the process id of the bot, and false when it does not run.
func (b *botChild) Running() (pid int, running bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.cmd == nil {
		return 0, false
	}
	return b.cmd.Process.Pid, true
}

// Start starts the bot. It leaves a running bot as it is.
func (b *botChild) Start() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.cmd != nil || b.stopped {
		return nil
	}
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	cmd := exec.Command(self, "run")
	for name, value := range b.settings {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	log := &lines{each: b.line}
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = childAttributes()
	started := make(chan error)
	b.ended = make(chan struct{})
	go b.run(cmd, started, b.ended)
	if err := <-started; err != nil {
		return fmt.Errorf("start the bot: %w", err)
	}
	b.cmd, b.wanted = cmd, true
	return nil
}

// run locks its thread, since the kernel ends the child together with the thread that made it:
// https://github.com/golang/go/issues/27505.
func (b *botChild) run(cmd *exec.Cmd, started chan<- error, ended chan<- struct{}) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	err := cmd.Start()
	started <- err
	if err != nil {
		return
	}
	err = cmd.Wait()
	b.mu.Lock()
	unasked := b.wanted
	b.cmd, b.wanted = nil, false
	b.mu.Unlock()
	close(ended)
	if !unasked {
		return
	}
	if err == nil {
		err = errors.New("exit code 0")
	}
	err = fmt.Errorf("the bot has ended by itself: %w", err)
	b.died(err)
	select {
	case b.failed <- err:
	default:
	}
}

func (b *botChild) line(text []byte) {
	if b.echo != nil {
		_, _ = b.echo.Write(append(text, '\n'))
	}
	b.said(text)
}

// Kill ends the bot at once, by SIGKILL, and returns when it has ended.
func (b *botChild) Kill() error { return b.end(os.Kill) }

// Stop ends the bot cleanly, and for good.
func (b *botChild) Stop() {
	b.mu.Lock()
	b.stopped = true
	b.mu.Unlock()
	if err := b.end(syscall.SIGTERM); err != nil {
		_ = b.end(os.Kill)
	}
}

func (b *botChild) end(by os.Signal) error {
	b.mu.Lock()
	cmd, ended := b.cmd, b.ended
	b.wanted = false
	b.mu.Unlock()
	if cmd == nil {
		return nil
	}
	if err := cmd.Process.Signal(by); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("end the bot: %w", err)
	}
	select {
	case <-ended:
		return nil
	case <-time.After(childStopsWithin):
		return errors.New("end the bot: it does not stop")
	}
}

// lines cuts written text into lines, and cuts a line that is too long.
type lines struct {
	each func(line []byte)
	rest []byte
}

const maxLogLine = 64 << 10

// Write implements io.Writer.
func (l *lines) Write(p []byte) (int, error) {
	n := len(p)
	for {
		head, tail, found := bytes.Cut(p, []byte("\n"))
		if room := maxLogLine - len(l.rest); room > 0 {
			l.rest = append(l.rest, head[:min(room, len(head))]...)
		}
		if !found {
			return n, nil
		}
		l.each(l.rest)
		l.rest, p = nil, tail
	}
}
