//go:build unix

package localpg

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"testing"

	"github.com/iiq-approvals/bot/internal/patience"
)

// startHelper starts a process that starts a server.
func startHelper(t *testing.T, dataDir string) (*exec.Cmd, helperReport) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), helperVariable+"=1", "LOCALPG_TEST_DATA="+dataDir)
	cmd.Stderr = os.Stderr
	if _, err := cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	printed, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(printed).ReadBytes('\n')
	if err != nil {
		t.Fatalf("read report of helper: %v", err)
	}
	var report helperReport
	if err := json.Unmarshal(line, &report); err != nil {
		t.Fatalf("read report of helper: %v", err)
	}
	return cmd, report
}

func TestServerEndsWithItsKilledProcess(t *testing.T) {
	t.Parallel()
	cmd, report := startHelper(t, "")
	if got := ask(t, report.URL, "SELECT 'up'"); got != "up" {
		t.Fatalf(`answer %q, want "up"`, got)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	patience.Until(t, "end of the server", func() bool { return !alive(report.Pid) })
	patience.Until(t, "removal of its folder", func() bool { return missing(report.Home) })
}

// Process and watcher killed together: what a container's end or a killed
// process group does. The start of another test would sweep the folder, so
// this one runs beside no other.
func TestServerEndsAlsoWithoutItsWatcher(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the parent-death signal is Linux's")
	}
	cmd, report := startHelper(t, "")
	if err := syscall.Kill(report.Watcher, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	patience.Until(t, "end of the watcher", func() bool { return !alive(report.Watcher) })
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	patience.Until(t, "end of the server", func() bool { return !alive(report.Pid) })
	if missing(report.Home) {
		t.Fatal("the folder is gone, so the watcher was not killed in time")
	}
	start(t, Options{})
	if !missing(report.Home) {
		t.Error("the next start did not sweep the folder")
	}
}

func TestNamedFolderIsUsableAfterKill(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(openFolder(t), "kept")
	cmd, report := startHelper(t, dir)
	execute(t, report.URL, "CREATE TABLE kept AS SELECT 'word'::text AS word")
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Fatal("helper ended well although it was killed")
	}
	server := start(t, Options{DataDir: dir})
	if got := ask(t, server.URL("postgres"), "SELECT word FROM kept"); got != "word" {
		t.Errorf(`table says %q, want "word"`, got)
	}
}

// sleeper is a process that stands for a server.
func sleeper(t *testing.T) (pid int, ended <-chan struct{}) {
	t.Helper()
	cmd := exec.Command("sleep", "600")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(done)
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-done
	})
	return cmd.Process.Pid, done
}

func TestWatcherCleansUpWhenThePipeBreaks(t *testing.T) {
	t.Parallel()
	pid, ended := sleeper(t)
	folder := filepath.Join(t.TempDir(), "with space")
	if err := os.MkdirAll(filepath.Join(folder, "data"), 0o700); err != nil {
		t.Fatal(err)
	}
	pidFile := pidFilePath(filepath.Join(folder, "data"))
	if err := os.WriteFile(pidFile, []byte(strconv.Itoa(pid)), 0o600); err != nil {
		t.Fatal(err)
	}
	w, err := startWatcher(pid, pidFile, folder)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.pipe.Close(); err != nil {
		t.Fatal(err)
	}
	patience.Receive(t, "the end", ended)
	if err := w.cmd.Wait(); err != nil {
		t.Fatalf("watcher: %v", err)
	}
	if !missing(folder) {
		t.Error("folder is still there")
	}
}

func TestDismissedWatcherTouchesNothing(t *testing.T) {
	t.Parallel()
	pid, ended := sleeper(t)
	folder := t.TempDir()
	w, err := startWatcher(pid, pidFilePath(folder), folder)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.dismiss(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-ended:
		t.Error("process was ended")
	default:
	}
	if missing(folder) {
		t.Error("folder was removed")
	}
}

func TestEndedProcessIsNotAlive(t *testing.T) {
	t.Parallel()
	for stat, want := range map[string]bool{
		"17 (postgres) S 1 17": false, "17 (postgres) Z 1 17": true, "17 (a) Z (b) R 1": false, "17 (x) X 0": true,
	} {
		if got := ended(stat); got != want {
			t.Errorf("%s: %v, want %v", stat, got, want)
		}
	}
	if !alive(os.Getpid()) {
		t.Error("this process is not alive")
	}
}
