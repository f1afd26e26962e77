package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// tool gives the path of a program, and skips the test where this machine does not have it.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not on this machine; what it would check is unchecked here", name)
	}
	return path
}

// check runs a program in a folder of the project and wants it to be content.
func check(t *testing.T, folder, program string, args ...string) string {
	t.Helper()
	out, err := quietly(t, folder, program, args...).CombinedOutput()
	if err != nil {
		t.Errorf("%s %v: %v\n%s", filepath.Base(program), args, err, out)
	}
	return string(out)
}

// Each alert fires at its cause, and none while all is well: alerts_test.yaml has the cases.
func TestAlertsFire(t *testing.T) {
	t.Parallel()
	promtool := tool(t, "promtool")
	check(t, "deploy/prometheus", promtool, "check", "rules", "alerts.yaml")
	check(t, "deploy/prometheus", promtool, "test", "rules", "alerts_test.yaml")
}

// quietly makes a command in a folder of the project.
func quietly(t *testing.T, folder, program string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Dir = filepath.Join("..", "..", filepath.FromSlash(folder))
	return cmd
}

// fromRoot reads a file of the project.
func fromRoot(t *testing.T, path ...string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(append([]string{"..", ".."}, path...)...))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
