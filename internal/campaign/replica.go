package campaign

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"time"

	"github.com/iiq-approvals/bot/internal/campaign/books"
)

// replica is one `bot run` that is killed, frozen and started again.
type replica struct {
	name, binary, dir string
	settings          map[string]string
	journal           *books.Journal

	mu     sync.Mutex
	cmd    *exec.Cmd
	ended  chan struct{}
	log    *os.File
	frozen bool
	lives  int
	// clock is by how much the clock of the next lives is wrong; withClock is the binary for that.
	clock     time.Duration
	withClock string
	killed    bool
	// halted keeps it from beginning another life.
	halted bool
	// badEnds are exits that nobody asked for.
	badEnds []string
}

// Name is what the logs and the ledger call the replica.
func (r *replica) Name() string { return r.name }

// LogPath is the file that takes all lives of the replica.
func (r *replica) LogPath() string { return filepath.Join(r.dir, r.name+".log") }

// start begins a new life, if there is none.
func (r *replica) start() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.alive() || r.halted {
		return nil
	}
	log, err := os.OpenFile(r.LogPath(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("open log: %w", err)
	}
	cmd := r.command()
	for k, v := range r.settings {
		cmd.Env = append(cmd.Env, k+"="+v)
	}
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{}
	dieWithParent(cmd.SysProcAttr)
	ended := make(chan struct{})
	if err := r.fork(cmd, ended); err != nil {
		return errors.Join(fmt.Errorf("start %s: %w", r.name, err), log.Close())
	}
	r.cmd, r.ended, r.log, r.frozen, r.killed = cmd, ended, log, false, false
	r.lives++
	r.journal.Note("replica", "", "%s begins life %d", r.name, r.lives)
	return nil
}

// command is the process of the next life.
func (r *replica) command() *exec.Cmd {
	env := []string{"GORACE=halt_on_error=0 exitcode=66"}
	if r.clock == 0 {
		return commandWith(r.binary, env)
	}
	return commandWith(r.withClock, append(env, fmt.Sprintf("%s=%d", clockVariable, int64(r.clock/time.Second))))
}

func commandWith(binary string, env []string) *exec.Cmd {
	cmd := exec.Command(binary, "run")
	cmd.Env = env
	return cmd
}

// setClock makes the clock of the next lives wrong by so much, right again with 0; it tells whether that is a change.
func (r *replica) setClock(off time.Duration) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if (r.clock == 0) == (off == 0) {
		return false
	}
	r.clock = off
	return true
}

// fork starts the process from a thread that is kept until it ends, because the kernel takes the thread for the parent.
func (r *replica) fork(cmd *exec.Cmd, ended chan struct{}) error {
	started := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err != nil {
			return
		}
		// How it ended is in ProcessState.
		_ = cmd.Wait()
		close(ended)
	}()
	return <-started
}

func (r *replica) alive() bool {
	if r.ended == nil {
		return false
	}
	select {
	case <-r.ended:
		if r.log != nil {
			_ = r.log.Close()
			r.log = nil
			r.judgeEnd()
		}
		return false
	default:
		return true
	}
}

// judgeEnd notes an end that nobody asked for.
func (r *replica) judgeEnd() {
	if !r.killed {
		r.badEnds = append(r.badEnds, fmt.Sprintf("%s: %s", r.name, r.cmd.ProcessState))
	}
}

// watch starts the process again whenever it has ended by itself, as whatever runs a service does.
func (r *replica) watch(ctx context.Context) {
	for ctx.Err() == nil {
		pause(ctx, 500*time.Millisecond)
		r.mu.Lock()
		ended := !r.alive() && !r.killed
		r.mu.Unlock()
		if !ended || ctx.Err() != nil {
			continue
		}
		if err := r.start(); err != nil {
			r.journal.Note("trouble", "", "%v", err)
		}
	}
}

// kill ends the process as a crash of the machine would.
func (r *replica) kill() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.alive() {
		return
	}
	r.killed = true
	_ = r.cmd.Process.Kill()
	<-r.ended
	r.journal.Note("kill", "", "%s killed", r.name)
}

// halt kills the process, and keeps it from another life until release.
func (r *replica) halt() {
	r.mu.Lock()
	r.halted = true
	r.mu.Unlock()
	r.kill()
}

func (r *replica) release() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.halted = false
}

// freeze stops the process without its knowledge; thaw lets it go on. It tells whether it was running.
func (r *replica) freeze() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.alive() || r.frozen || r.cmd.Process.Signal(syscall.SIGSTOP) != nil {
		return false
	}
	r.frozen = true
	r.journal.Note("freeze", "", "%s frozen", r.name)
	return true
}

func (r *replica) thaw() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.frozen || !r.alive() {
		return
	}
	_ = r.cmd.Process.Signal(syscall.SIGCONT)
	r.frozen = false
	r.journal.Note("thaw", "", "%s goes on", r.name)
}

// stopWithin is how long a stop may take by contract.
const stopWithin = 10 * time.Second

// end stops the process politely, and says in badEnds when that did not go well.
func (r *replica) end() {
	r.thaw()
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.alive() {
		return
	}
	_ = r.cmd.Process.Signal(syscall.SIGTERM)
	timer := time.NewTimer(stopWithin)
	defer timer.Stop()
	select {
	case <-r.ended:
		r.killed = r.cmd.ProcessState.ExitCode() == 0
	case <-timer.C:
		_ = r.cmd.Process.Kill()
		<-r.ended
	}
	r.alive()
}

// Troubles are the ends of this replica that nobody asked for.
func (r *replica) Troubles() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.alive()
	return append([]string(nil), r.badEnds...)
}
