package campaign

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// clockVariable is by how many seconds the clock of a binary of BuildWithClock is wrong.
const clockVariable = "FAULT_CAMPAIGN_CLOCK"

// BuildWithClock builds a program of this module on a machine whose clock can be wrong: beside the program nothing but the package
// time of Go is another, by an overlay, and nothing but time.Now tells the wrong time. The clock that measures how long something
// takes stays right, as on a machine whose clock is set. The first build compiles what imports time anew, which takes a minute or
// more; Go's build cache keeps it. dir takes the program and the overlay.
func BuildWithClock(ctx context.Context, dir, program string, args ...string) (path string, err error) {
	overlay, err := clockOverlay(ctx, dir)
	if err != nil {
		return "", err
	}
	path = filepath.Join(dir, "with-clock")
	args = append([]string{"build", "-overlay", overlay, "-o", path}, args...)
	out, err := exec.CommandContext(ctx, "go", append(args, program)...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build with a clock: %w\n%s", err, out)
	}
	return path, nil
}

// clockOverlay writes the package time with a clock that can be wrong, and the overlay that has it.
func clockOverlay(ctx context.Context, dir string) (path string, err error) {
	root, err := exec.CommandContext(ctx, "go", "env", "GOROOT").Output()
	if err != nil {
		return "", fmt.Errorf("find Go: %w", err)
	}
	file := filepath.Join(strings.TrimSpace(string(root)), "src", "time", "time.go")
	source, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("read Go's clock: %w", err)
	}
	wrong, err := wrongClock(string(source))
	if err != nil {
		return "", fmt.Errorf("read %s: %w", file, err)
	}
	changed := filepath.Join(dir, "time.go")
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {file: changed}})
	if err != nil {
		return "", fmt.Errorf("write overlay: %w", err)
	}
	path = filepath.Join(dir, "overlay.json")
	for name, text := range map[string][]byte{changed: []byte(wrong), path: overlay} {
		if err := os.WriteFile(name, text, 0o600); err != nil {
			return "", fmt.Errorf("write overlay: %w", err)
		}
	}
	return path, nil
}

// What stands in Go's package time, and what stands there in a program whose clock can be wrong.
const (
	clockImports = `	_ "unsafe" // for go:linkname
`
	wrongImports = `	"syscall"
` + clockImports
	clockReads = `func Now() Time {
	sec, nsec, mono := runtimeNow()
`
	wrongReads = clockReads + `	sec += wrongBy
`
	wrongTail = `
var wrongBy = func() int64 {
	text, _ := syscall.Getenv("` + clockVariable + `")
	behind := len(text) > 0 && text[0] == '-'
	if behind {
		text = text[1:]
	}
	by := int64(0)
	for _, c := range []byte(text) {
		by = 10*by + int64(c-'0')
	}
	if behind {
		return -by
	}
	return by
}()
`
)

// wrongClock is the source of Go's package time with a clock that can be wrong. A version of Go whose source looks otherwise is an
// error.
func wrongClock(source string) (string, error) {
	for _, one := range [][2]string{{clockImports, wrongImports}, {clockReads, wrongReads}} {
		if n := strings.Count(source, one[0]); n != 1 {
			return "", fmt.Errorf("find %q in it: it is there %d times, want once", one[0], n)
		}
		source = strings.Replace(source, one[0], one[1], 1)
	}
	return source + wrongTail, nil
}
