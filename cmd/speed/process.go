package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/iiq-approvals/bot/internal/demo"
)

// botProcess is a `bot run` beside us.
type botProcess struct {
	cmd *exec.Cmd
	log *addressFinder
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
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	_ = p.cmd.Wait()
}

// memory is the resident memory of the process in MB, as Linux tells it.
func (p *botProcess) memory() (float64, error) {
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, fmt.Errorf("read memory: %w", err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), "VmRSS:"); ok {
			kb, err := strconv.Atoi(strings.Fields(rest)[0])
			return float64(kb) / 1024, err
		}
	}
	return 0, fmt.Errorf("read memory: no VmRSS")
}

// await looks every few milliseconds until something is so.
func await(ctx context.Context, what string, holds func() bool) error {
	tick := time.NewTicker(5 * time.Millisecond)
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
