package localpg

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func TestSweepTakesOnlyDeadFolders(t *testing.T) {
	t.Parallel()
	base := t.TempDir()
	folder := func(name, pidFile string) string {
		path := filepath.Join(base, name)
		if err := os.MkdirAll(filepath.Join(path, "data"), 0o700); err != nil {
			t.Fatal(err)
		}
		if pidFile != "" {
			if err := os.WriteFile(filepath.Join(path, "data", "postmaster.pid"), []byte(pidFile), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		return path
	}
	dead, cut := folder("pg-1", ""), folder("pg-2", "garbage")
	held, running, foreign := folder("pg-3", ""), folder("pg-4", strconv.Itoa(os.Getpid())+"\n/x\n"), folder("cache", "")
	lock, err := tryLock(filepath.Join(held, "lock"), true)
	if err != nil || lock == nil {
		t.Fatalf("lock: %v, want lock other than nil", err)
	}
	defer lock.release()
	for range 2 {
		if err := sweep(base); err != nil {
			t.Fatal(err)
		}
	}
	for path, want := range map[string]bool{dead: true, cut: true, held: false, running: false, foreign: false} {
		if missing(path) != want {
			t.Errorf("%s: removed is %v, want %v", filepath.Base(path), missing(path), want)
		}
	}
}

func TestStartSweeps(t *testing.T) {
	t.Parallel()
	server := start(t, Options{})
	left := filepath.Join(filepath.Dir(server.home.path), "pg-left-behind")
	if err := os.MkdirAll(left, 0o700); err != nil {
		t.Fatal(err)
	}
	start(t, Options{})
	if !missing(left) {
		t.Error("the folder of a dead process is still there")
	}
	if missing(server.home.path) {
		t.Error("the folder of a living server is gone")
	}
}

// The first root that the account may enter holds the folder.
func TestTemporaryBaseTakesTheFirstRootThatWillDo(t *testing.T) {
	t.Parallel()
	missing, first, second := filepath.Join(t.TempDir(), "missing"), t.TempDir(), t.TempDir()
	got, err := temporaryBase([]string{missing, first, second}, nil)
	if err != nil || filepath.Dir(got) != first {
		t.Errorf("got %s, %v, want a folder in %s", got, err, first)
	}
	if _, err := temporaryBase([]string{missing}, nil); err == nil {
		t.Error("a folder was made where there is no root")
	}
}

func TestOnlyAFolderInMemoryHasRoom(t *testing.T) {
	t.Parallel()
	for _, folder := range []string{filepath.Join(t.TempDir(), "missing"), "/proc"} {
		if hasRoom(folder) {
			t.Errorf("%s is taken for a folder in memory", folder)
		}
	}
}

func TestOurFolderIsOursAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := checkOurs(dir); err != nil {
		t.Errorf("private folder: %v", err)
	}
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := checkOurs(dir); err == nil {
		t.Error("a folder that all may write to was taken")
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	if err := checkOurs(link); err == nil {
		t.Error("a symbolic link was taken")
	}
}

func TestLockWaits(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lock")
	first, err := tryLock(path, true)
	if err != nil || first == nil {
		t.Fatalf("first lock: %v, want first other than nil", err)
	}
	if second, err := tryLock(path, false); err != nil || second != nil {
		t.Fatalf("second lock: %v, %v, want nil", second, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := waitLock(ctx, path, true); !errors.Is(err, context.Canceled) {
		t.Fatalf("wait with a canceled context: %v, want %v", err, context.Canceled)
	}
	first.release()
	shared, err := waitLock(t.Context(), path, false)
	if err != nil {
		t.Fatal(err)
	}
	defer shared.release()
	another, err := tryLock(path, false)
	if err != nil || another == nil {
		t.Fatalf("two shared locks: %v, want another other than nil", err)
	}
	another.release()
}

func TestRootRunsItAsAnotherAccount(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root changes the account")
	}
	server := start(t, Options{})
	info, err := os.Stat(server.home.data())
	if err != nil {
		t.Fatal(err)
	}
	if uid, _, _ := ownerOf(info); uid == 0 || uid != server.acct.uid {
		t.Errorf("data belong to user %d, want uid other than 0 and uid %v", uid, server.acct.uid)
	}
	info, err = os.Stat(filepath.Join("/proc", strconv.Itoa(server.proc.cmd.Process.Pid)))
	if err != nil {
		t.Skipf("no /proc here: %v", err)
	}
	if uid, _, _ := ownerOf(info); uid != server.acct.uid {
		t.Errorf("server runs as user %d, want %v", uid, server.acct.uid)
	}
}

func TestClosedFolderIsNamed(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root changes the account")
	}
	closed := filepath.Join(openFolder(t), "closed")
	if err := os.Mkdir(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := Start(t.Context(), Options{DataDir: filepath.Join(closed, "data")})
	if err == nil || !strings.Contains(err.Error(), "cannot enter "+closed+";") {
		t.Errorf("start: %v, want an error and Error with %v", err, "cannot enter "+closed+";")
	}
	t.Setenv("TMPDIR", closed)
	if server := start(t, Options{}); strings.HasPrefix(server.home.path, closed) {
		t.Errorf("the server lives in %s", server.home.path)
	}
}
