package gatewayhost

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/patience"
)

// Launch is Start for a program that is no test: stop ends the host. Where a JDK or a library is missing the error says
// which.
func Launch(settings ...string) (host *Host, stop func(), err error) {
	dir, err := build()
	if err != nil {
		return nil, nil, fmt.Errorf("build the gateway: %w", err)
	}
	p, err := launch(dir, settings)
	if err != nil {
		return nil, nil, fmt.Errorf("start the gateway: %w", err)
	}
	return &Host{Root: p.root, Base: strings.TrimSuffix(p.root, contextRoot)}, p.end, nil
}

// Need skips a test by name where no host can be started, or fails it with GATEWAY_TESTS=required, as Start does.
func Need(t testing.TB) {
	t.Helper()
	built(t)
}

// process is a host that runs.
type process struct {
	root  string
	cmd   *exec.Cmd
	stdin io.Closer
	said  bytes.Buffer
}

// launch starts a host with the classes of a folder.
func launch(dir string, settings []string) (*process, error) {
	classpath, err := os.ReadFile(filepath.Join(dir, "classpath"))
	if err != nil {
		return nil, fmt.Errorf("read class path: %w", err)
	}
	args := append(append(quick(), "-Xmx768m", "-cp", strings.TrimSpace(string(classpath)), hostClass), settings...)
	p := &process{cmd: exec.Command("java", args...)}
	p.cmd.Stderr = &p.said
	if p.stdin, err = p.cmd.StdinPipe(); err != nil {
		return nil, fmt.Errorf("make pipe: %w", err)
	}
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("make pipe: %w", err)
	}
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("run java: %w", err)
	}
	if p.root, err = firstLine(stdout); err != nil {
		p.end()
		return nil, fmt.Errorf("%w; it said %.2000q", err, p.said.String())
	}
	return p, nil
}

// end ends the host. It ends when its standard input does; how it ends says nothing.
func (p *process) end() {
	_ = p.stdin.Close()
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
}

// firstLine waits for the line that says where the host listens.
func firstLine(stdout io.Reader) (string, error) {
	lines := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(stdout).ReadString('\n')
		lines <- strings.TrimSpace(line)
	}()
	limit := time.NewTimer(patience.Limit())
	defer limit.Stop()
	select {
	case line := <-lines:
		root, ok := strings.CutPrefix(line, listening)
		if !ok {
			return "", fmt.Errorf("read where it listens: got %q, want %q and an address", line, listening)
		}
		return root, nil
	case <-limit.C:
		return "", errors.New("it did not say in time where it listens")
	}
}
