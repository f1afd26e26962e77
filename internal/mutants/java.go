package mutants

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
)

// SourcesVariable names the environment variable by which the tests of the gateway find its sources in another folder.
const SourcesVariable = "GATEWAY_SOURCES"

// gatewayFolder has all that the gateway is built of.
const gatewayFolder = "gateway"

// copyGateway copies the gateway's folder below dir, with the mutant in it, and gives the copy.
func (r Runner) copyGateway(dir string, m Mutant) (string, error) {
	below, inside := strings.CutPrefix(m.File, gatewayFolder+"/")
	if !inside {
		return "", fmt.Errorf("%s is not below %s", m.File, gatewayFolder)
	}
	text, err := m.Apply(os.DirFS(r.Dir))
	if err != nil {
		return "", err
	}
	copied := filepath.Join(dir, gatewayFolder)
	return copied, errors.Join(os.CopyFS(copied, os.DirFS(filepath.Join(r.Dir, gatewayFolder))),
		os.WriteFile(filepath.Join(copied, filepath.FromSlash(below)), text, 0o600))
}

// binaries are the compiled tests of packages. No mutant of the gateway changes them, so that each is compiled once.
type binaries struct {
	dir   string
	mu    sync.Mutex
	paths map[string]string
}

// beginBinaries makes room for the compiled tests of one run, until end is called.
func (r *Runner) beginBinaries() (end func(), err error) {
	dir, err := os.MkdirTemp("", "mutants")
	if err != nil {
		return nil, fmt.Errorf("make a folder for compiled tests: %w", err)
	}
	r.binaries = &binaries{dir: dir, paths: map[string]string{}}
	return func() { _ = os.RemoveAll(dir) }, nil
}

// compiled gives the path of a package's compiled tests.
func (r Runner) compiled(ctx context.Context, pkg string) (string, error) {
	r.binaries.mu.Lock()
	defer r.binaries.mu.Unlock()
	if path, there := r.binaries.paths[pkg]; there {
		return path, nil
	}
	path := filepath.Join(r.binaries.dir, "tests"+strconv.Itoa(len(r.binaries.paths)))
	cmd := exec.CommandContext(ctx, "go", "test", "-c", "-vet=off", "-o", path, pkg)
	cmd.Dir = r.Dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("compile the tests of %s: %w: %.2000s", pkg, err, out)
	}
	r.binaries.paths[pkg] = path
	return path, nil
}

// prepareJava makes a run of the compiled tests on a copy of the gateway's folder that has the mutant in it.
func (r Runner) prepareJava(ctx context.Context, dir string, m Mutant, run testRun) (testRun, error) {
	copied, err := r.copyGateway(dir, m)
	if err != nil {
		return run, err
	}
	run.env = []string{SourcesVariable + "=" + copied}
	run.binary, err = r.compiled(ctx, m.Package)
	return run, err
}
