package mutants

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// Runner tests mutants of one tree. Nothing in the tree is changed.
type Runner struct {
	// Dir is the root of the module.
	Dir string
	// Jobs is how many mutants are tested at once.
	Jobs int
	// Limit bounds the tests of one mutant, without their compilation.
	Limit time.Duration

	binaries *binaries
}

// ErrRed means that tests of the list fail, or do not run, without any mutant. Such tests kill nothing.
var ErrRed = errors.New("tests fail without any mutant")

// Check runs the tests of all these mutants on the tree as it stands, package by package, and calls each with the package
// before. The error is ErrRed where a test fails, is skipped or is missing.
func (r Runner) Check(ctx context.Context, list []Mutant, each func(pkg string)) error {
	tests := map[string][]string{}
	var packages []string
	for _, m := range list {
		if tests[m.Package] == nil {
			packages = append(packages, m.Package)
		}
		tests[m.Package] = append(tests[m.Package], m.Tests...)
	}
	for _, pkg := range packages {
		each(pkg)
		wanted := slices.Compact(slices.Sorted(slices.Values(tests[pkg])))
		// The tests of a whole package take longer than those of one mutant.
		got, err := r.test(ctx, testRun{pkg: pkg, tests: wanted, limit: 10 * r.Limit})
		if err != nil {
			return err
		}
		if got.wrong {
			return fmt.Errorf("%w: %s:\n%s", ErrRed, pkg, got.output)
		}
		for _, test := range wanted {
			if !got.passed[test] {
				return fmt.Errorf("%w: %s did not run in %s", ErrRed, test, pkg)
			}
		}
	}
	return nil
}

// Run tests the mutants and calls each, one call at a time, with what became of them. It ends early when ctx does, or when go
// cannot be run.
func (r Runner) Run(ctx context.Context, list []Mutant, each func(Result)) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var work sync.WaitGroup
	var mu sync.Mutex
	room := make(chan struct{}, max(1, r.Jobs))
	end, err := r.beginBinaries()
	if err != nil {
		return err
	}
	defer end()
	for _, m := range list {
		room <- struct{}{}
		if ctx.Err() != nil {
			break
		}
		work.Go(func() {
			defer func() { <-room }()
			result, err := r.one(ctx, m)
			if err != nil {
				cancel(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			each(result)
		})
	}
	work.Wait()
	return context.Cause(ctx)
}

func (r Runner) one(ctx context.Context, m Mutant) (Result, error) {
	begin, result := time.Now(), Result{Mutant: m}
	if err := m.Stale(os.DirFS(r.Dir)); err != nil {
		result.Verdict, result.Detail = Outdated, err.Error()
		return result, nil
	}
	dir, err := os.MkdirTemp("", "mutant")
	if err != nil {
		return result, fmt.Errorf("make a folder for mutant %s: %w", m.Name, err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	run, err := r.prepare(ctx, dir, m)
	if err != nil {
		return result, fmt.Errorf("write mutant %s: %w", m.Name, err)
	}
	got, err := r.test(ctx, run)
	if err != nil {
		return result, fmt.Errorf("test mutant %s: %w", m.Name, err)
	}
	result.Verdict, result.Detail = m.judge(got)
	result.Took = time.Since(begin)
	return result, nil
}

// prepare writes the mutant below a folder, and gives the run of its tests.
func (r Runner) prepare(ctx context.Context, dir string, m Mutant) (testRun, error) {
	run := testRun{pkg: m.Package, tests: m.Tests, part: m.Part, limit: r.Limit, flags: []string{"-failfast"}}
	if m.java() {
		return r.prepareJava(ctx, dir, m, run)
	}
	overlay, err := r.overlay(dir, m)
	run.flags = append(run.flags, "-overlay", overlay)
	return run, err
}

// overlay writes the changed file, and the file that tells go of it: https://pkg.go.dev/cmd/go#hdr-Compile_packages_and_dependencies
func (r Runner) overlay(dir string, m Mutant) (string, error) {
	text, err := m.Apply(os.DirFS(r.Dir))
	if err != nil {
		return "", err
	}
	root, err := filepath.Abs(r.Dir)
	if err != nil {
		return "", fmt.Errorf("find the root: %w", err)
	}
	changed, list := filepath.Join(dir, "changed.go"), filepath.Join(dir, "overlay.json")
	raw, err := json.Marshal(map[string]map[string]string{"Replace": {filepath.Join(root, filepath.FromSlash(m.File)): changed}})
	if err != nil {
		return "", fmt.Errorf("write overlay: %w", err)
	}
	return list, errors.Join(os.WriteFile(changed, text, 0o600), os.WriteFile(list, raw, 0o600))
}

// testRun is a run of tests of one package, for which go has further flags and variables of the environment. binary has its tests
// where they are compiled already, "" lets go compile them.
type testRun struct {
	binary     string
	pkg        string
	tests      []string
	part       string
	limit      time.Duration
	flags, env []string
}

// pattern is what go test -run wants.
func (t testRun) pattern() string {
	all := "^(" + strings.Join(t.tests, "|") + ")$"
	if t.part != "" {
		all += "/" + t.part
	}
	return all
}

// args are those of go: to test, or to have what a binary says in the form of go test -json.
func (t testRun) args() []string {
	if t.binary == "" {
		args := []string{"test", "-json", "-vet=off", "-count=1", "-timeout", t.limit.String(), "-run", t.pattern()}
		return append(append(args, t.flags...), t.pkg)
	}
	args := []string{"tool", "test2json", "-t", t.binary, "-test.v=test2json", "-test.timeout", t.limit.String(), "-test.run", t.pattern()}
	for _, flag := range t.flags {
		args = append(args, "-test."+strings.TrimPrefix(flag, "-"))
	}
	return args
}

// test runs tests. What they came to is no error.
func (r Runner) test(ctx context.Context, run testRun) (ran, error) {
	cmd := exec.CommandContext(ctx, "go", run.args()...)
	cmd.Env = append(os.Environ(), run.env...)
	var out, complaint bytes.Buffer
	cmd.Dir, cmd.Stdout, cmd.Stderr = r.Dir, &out, &complaint
	if run.binary != "" {
		cmd.Dir = filepath.Join(r.Dir, filepath.FromSlash(run.pkg))
	}
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	err := cmd.Run()
	got := read(out.Bytes())
	if exit := (*exec.ExitError)(nil); ctx.Err() != nil || err != nil && (!errors.As(err, &exit) || !got.wrong) {
		return got, fmt.Errorf("go test %s: %w: %s", run.pkg, errors.Join(context.Cause(ctx), err), strings.TrimSpace(complaint.String()))
	}
	return got, nil
}
