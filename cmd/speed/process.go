package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os/exec"
	"regexp"
	"sync"
	"syscall"
	"time"

	"github.com/iiq-approvals/bot/internal/demo"
)

// botProcess is a `bot run` beside us.
type botProcess struct {
	cmd   *exec.Cmd
	log   *addressFinder
	begun time.Time
}

// addressFinder keeps the address that the bot says in its log.
type addressFinder struct {
	mu      sync.Mutex
	buf     bytes.Buffer
	address string
}

var addressForm = regexp.MustCompile(`msg="the bot runs" address=(\S+)`)

// Write takes a piece of the log; only its beginning is looked at.
func (a *addressFinder) Write(p []byte) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.address == "" && a.buf.Len() < 1<<20 {
		a.buf.Write(p)
		if m := addressForm.FindSubmatch(a.buf.Bytes()); m != nil {
			a.address = string(m[1])
		}
	}
	return len(p), nil
}

func (a *addressFinder) found() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.address
}

func environment(w *demo.World, more map[string]string) []string {
	settings := w.Settings()
	for k, v := range more {
		settings[k] = v
	}
	env := make([]string, 0, len(settings))
	for k, v := range settings {
		env = append(env, k+"="+v)
	}
	return env
}

// start runs the bot in a world and waits until it is ready.
func start(ctx context.Context, o options, w *demo.World, more map[string]string) (*botProcess, error) {
	p := &botProcess{cmd: exec.CommandContext(ctx, o.binary, "run"), log: &addressFinder{}}
	p.cmd.Env = environment(w, more)
	p.cmd.Stderr = p.log
	p.begun = time.Now()
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the bot: %w", err)
	}
	err := await(ctx, "the bot is ready", func() bool {
		if p.log.found() == "" {
			return false
		}
		resp, err := http.Get("http://" + p.log.found() + "/readyz")
		if err != nil {
			return false
		}
		_ = resp.Body.Close()
		return resp.StatusCode == http.StatusOK
	})
	if err != nil {
		p.stop()
	}
	return p, err
}

func (p *botProcess) stop() {
	p.terminate()
	_ = p.cmd.Wait()
}

func (p *botProcess) terminate() { _ = p.cmd.Process.Signal(syscall.SIGTERM) }

// memory is the resident memory of the process in MB, as Linux tells it.
func (p *botProcess) memory() (float64, error) { return memoryOf(p.pid(), "VmRSS") }

func (p *botProcess) pid() int { return p.cmd.Process.Pid }

// await looks every few milliseconds until something is so.
func await(ctx context.Context, what string, holds func() bool) error {
	return awaitEvery(ctx, 5*time.Millisecond, what, holds)
}

// awaitEvery is await for what is dear to look at.
func awaitEvery(ctx context.Context, pause time.Duration, what string, holds func() bool) error {
	tick := time.NewTicker(pause)
	defer tick.Stop()
	for !holds() {
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait until %s: %w", what, ctx.Err())
		case <-tick.C:
		}
	}
	return nil
}
