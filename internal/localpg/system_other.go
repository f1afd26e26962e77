//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package localpg

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"syscall"
)

// supported says whether a server can be run on this system.
func supported() error {
	return fmt.Errorf("run a private Postgres on %s: %w; use a server of your own by its address",
		runtime.GOOS, errors.ErrUnsupported)
}

func flock(*os.File, bool) (bool, error) { return false, supported() }

func ownerOf(os.FileInfo) (uid, gid uint32, known bool) { return 0, 0, false }

func attributes(*account) *syscall.SysProcAttr { return nil }

func alive(int) bool { return false }
