package e2e

import (
	"os/exec"
	"strconv"
	"testing"
)

// watch ends the bot when this test process dies before its clean-up: a small shell waits at the end of a pipe that only
// this process holds open. The function that it returns ends the watch, and does the bot no harm.
func watch(t *testing.T, pid int) (end func()) {
	t.Helper()
	shell := exec.Command("/bin/sh", "-c", `read -r _; kill -KILL "$0"`, strconv.Itoa(pid))
	pipe, err := shell.StdinPipe()
	if err != nil {
		t.Fatalf("watch the bot: %v", err)
	}
	if err := shell.Start(); err != nil {
		t.Fatalf("watch the bot: %v", err)
	}
	return func() {
		// The shell goes before its pipe does, so that it never acts on a pid that may be another's by now.
		_ = shell.Process.Kill()
		_ = shell.Wait()
		_ = pipe.Close()
	}
}
