package localpg

import (
	"context"
	"fmt"
	"os"
	"time"
)

// fileLock is a lock on a file that is held until released or until this
// process ends, however it ends.
type fileLock struct{ file *os.File }

// tryLock takes the lock if it is free, else it gives nil.
func tryLock(path string, exclusive bool) (*fileLock, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open lock file: %w", err)
	}
	got, err := flock(file, exclusive)
	if err != nil || !got {
		_ = file.Close()
		return nil, err
	}
	return &fileLock{file: file}, nil
}

// waitLock waits until it has the lock or the context ends.
func waitLock(ctx context.Context, path string, exclusive bool) (*fileLock, error) {
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for {
		lock, err := tryLock(path, exclusive)
		if lock != nil || err != nil {
			return lock, err
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("wait for lock %s: %w", path, ctx.Err())
		case <-ticker.C:
		}
	}
}

// release gives the lock back. Closing the file is what unlocks it, and its
// error could change nothing.
func (l *fileLock) release() {
	if l != nil {
		_ = l.file.Close()
	}
}
