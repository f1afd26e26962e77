package e2e

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// stopLimit is how long a stop may take by contract.
const stopLimit = 10 * time.Second

// output collects what a process prints, with its end kept.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

// mostOutput bounds what is kept of one process.
const mostOutput = 16 << 20

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.buf.Len() < mostOutput {
		o.buf.Write(p)
	}
	return len(p), nil
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}

// botProcess is one `bot run`.
type botProcess struct {
	t      *testing.T
	cmd    *exec.Cmd
	log    *output
	ended  chan struct{}
	killed bool
}

// startBot runs the bot with these settings and nothing else of the environment.
func startBot(t *testing.T, settings map[string]string, flags ...string) *botProcess {
	t.Helper()
	p := &botProcess{t: t, cmd: command(t, settings, append([]string{"run"}, flags...)...), log: &output{}, ended: make(chan struct{})}
	p.cmd.Stdout, p.cmd.Stderr = p.log, p.log
	if err := p.cmd.Start(); err != nil {
		t.Fatalf("start the bot: %v", err)
	}
	unwatch := watch(t, p.cmd.Process.Pid)
	go func() {
		// How it ended is in ProcessState.
		_ = p.cmd.Wait()
		unwatch()
		close(p.ended)
	}()
	t.Cleanup(p.stop)
	return p
}

func command(t *testing.T, settings map[string]string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(binary(t), args...)
	cmd.Env = []string{"GORACE=halt_on_error=0 exitcode=66", "GOGC=" + strconv.Itoa(garbage)}
	for k, v := range settings {
		cmd.Env = append(cmd.Env, k+"="+v)
	}
	return cmd
}

// runBot runs a command of the bot to its end.
func runBot(t *testing.T, settings map[string]string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, errs bytes.Buffer
	cmd := command(t, settings, args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatalf("run bot %s: %v", strings.Join(args, " "), err)
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

// stop tells the bot to stop and checks what README promises: within ten seconds, with exit code 0, no race on the
// way.
func (p *botProcess) stop() {
	p.t.Helper()
	select {
	case <-p.ended:
	default:
		// A frozen one must be awake to be told.
		_ = p.cmd.Process.Signal(syscall.SIGTERM)
		_ = p.cmd.Process.Signal(syscall.SIGCONT)
	}
	timer := time.NewTimer(stopLimit)
	defer timer.Stop()
	select {
	case <-p.ended:
	case <-timer.C:
		_ = p.cmd.Process.Kill()
		<-p.ended
		p.t.Errorf("the bot did not stop within %s", stopLimit)
	}
	if code := p.cmd.ProcessState.ExitCode(); code != 0 && !p.killed {
		p.t.Errorf("the bot ended with exit code %d", code)
	}
	if strings.Contains(p.log.String(), "WARNING: DATA RACE") {
		p.t.Error("the race detector found a race in the bot")
	}
	p.killed = true
	if p.t.Failed() {
		p.t.Logf("the end of the bot's log:\n%s", tail(p.log.String(), 60))
	}
}

// kill ends the bot as a crash of the machine would.
func (p *botProcess) kill() {
	p.t.Helper()
	p.killed = true
	if err := p.cmd.Process.Kill(); err != nil {
		p.t.Fatalf("kill the bot: %v", err)
	}
	<-p.ended
}

// freeze stops the process without its knowledge; thaw lets it go on.
func (p *botProcess) freeze() { p.signal(syscall.SIGSTOP) }

func (p *botProcess) thaw() { p.signal(syscall.SIGCONT) }

func (p *botProcess) signal(s os.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.t.Fatalf("signal the bot: %v", err)
	}
}

var addressForm = regexp.MustCompile(`msg="the bot (?:starts|runs)" address=(\S+)`)

// get asks the bot's own HTTP server; status 0 while it does not answer.
func (p *botProcess) get(path string) (status int, body string) {
	m := addressForm.FindStringSubmatch(p.log.String())
	if m == nil {
		return 0, ""
	}
	client := http.Client{Timeout: 5 * time.Second}
	resp, err := client.Get("http://" + m[1] + path)
	if err != nil {
		return 0, err.Error()
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return 0, err.Error()
	}
	return resp.StatusCode, string(b)
}

// logged counts the lines of the bot's log that hold all these words.
func (p *botProcess) logged(words ...string) int {
	n := 0
	for line := range strings.Lines(p.log.String()) {
		if holdsAll(line, words) {
			n++
		}
	}
	return n
}

func holdsAll(text string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

func tail(text string, lines int) string {
	all := strings.Split(strings.TrimRight(text, "\n"), "\n")
	if len(all) > lines {
		all = append([]string{fmt.Sprintf("(%d lines before)", len(all)-lines)}, all[len(all)-lines:]...)
	}
	return strings.Join(all, "\n")
}
