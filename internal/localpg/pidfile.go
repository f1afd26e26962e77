package localpg

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// pidFile is what the server tells in postmaster.pid: one fact a line, the
// process id first, the status eighth
// (https://github.com/postgres/postgres/blob/master/src/include/utils/pidfile.h).
type pidFile struct {
	pid   int
	ready bool
}

func pidFilePath(dataDir string) string { return filepath.Join(dataDir, "postmaster.pid") }

// readPidFile gives zeros when there is no file or only half of one.
func readPidFile(dataDir string) pidFile {
	text, err := os.ReadFile(pidFilePath(dataDir))
	if err != nil {
		return pidFile{}
	}
	lines := strings.Split(string(text), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(lines[0]))
	if err != nil || pid < 0 {
		return pidFile{}
	}
	return pidFile{pid: pid, ready: len(lines) > 7 && strings.TrimSpace(lines[7]) == "ready"}
}

// waitForOldServer waits for the server of a process that was killed: it ends
// by itself a moment after.
func waitForOldServer(ctx context.Context, dataDir string) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	pid := readPidFile(dataDir).pid
	if pid == 0 {
		return nil
	}
	err := poll(ctx, 5*time.Millisecond, func() bool {
		return !alive(pid) || readPidFile(dataDir).pid != pid
	})
	if err != nil {
		return fmt.Errorf("wait for the server of process %d in %s to end: %w", pid, dataDir, err)
	}
	return nil
}

// poll asks every so often until the answer is yes or the context ends.
func poll(ctx context.Context, every time.Duration, done func() bool) error {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for !done() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
		}
	}
	return nil
}
