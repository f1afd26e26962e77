//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package localpg

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// supported says whether a server can be run on this system.
func supported() error { return nil }

// flock tries to lock an open file, and says whether it could.
func flock(f *os.File, exclusive bool) (bool, error) {
	how := unix.LOCK_SH
	if exclusive {
		how = unix.LOCK_EX
	}
	for {
		err := unix.Flock(int(f.Fd()), how|unix.LOCK_NB)
		switch {
		case err == nil:
			return true, nil
		case errors.Is(err, unix.EWOULDBLOCK):
			return false, nil
		case !errors.Is(err, unix.EINTR):
			return false, fmt.Errorf("lock %s: %w", f.Name(), err)
		}
	}
}

func ownerOf(info os.FileInfo) (uid, gid uint32, known bool) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0, false
	}
	return stat.Uid, stat.Gid, true
}

// attributes are those of a process that runs as the account, in a process
// group of its own so that Ctrl-C at the terminal reaches us and not it.
func attributes(acct *account) *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setpgid: true}
	if acct != nil {
		attr.Credential = &syscall.Credential{Uid: acct.uid, Gid: acct.gid}
	}
	return attr
}

// alive says whether there is a process of this id, ours or not. One that has
// ended and that nobody waits for (in containers without an init) is not.
func alive(pid int) bool {
	if err := syscall.Kill(pid, 0); err != nil && !errors.Is(err, syscall.EPERM) {
		return false
	}
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return true
	}
	return !ended(string(text))
}

// ended reads the state, which stands behind the name in parentheses
// (proc_pid_stat(5)).
func ended(stat string) bool {
	state := strings.TrimSpace(stat[strings.LastIndex(stat, ")")+1:])
	return strings.HasPrefix(state, "Z") || strings.HasPrefix(state, "X")
}
