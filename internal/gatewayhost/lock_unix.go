//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package gatewayhost

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// alone waits until no other process builds, and gives the function that lets the next one. The lock goes with the process,
// however it ends.
func alone(path string) (release func(), err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open lock: %w", err)
	}
	for err = syscall.EINTR; errors.Is(err, syscall.EINTR); {
		err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX)
	}
	if err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("take lock: %w", err)
	}
	return func() { _ = file.Close() }, nil
}
