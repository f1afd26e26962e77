package e2e

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// keptBinaries is a folder that git ignores. What go finds there it links anew only when something has changed.
const keptBinaries = "../../dist/e2e"

// keptBuild builds the bot into the kept folder, one process after the other, and puts the same file at a path that is this
// process's own.
func keptBuild(path string) error {
	if err := os.MkdirAll(keptBinaries, 0o755); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	lock, err := os.OpenFile(filepath.Join(keptBinaries, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("open lock: %w", err)
	}
	defer func() { _ = lock.Close() }()
	for err = syscall.EINTR; errors.Is(err, syscall.EINTR); {
		err = syscall.Flock(int(lock.Fd()), syscall.LOCK_EX)
	}
	if err != nil {
		return fmt.Errorf("take lock: %w", err)
	}
	kept := filepath.Join(keptBinaries, "bot")
	if raceBuild {
		kept += "-race"
	}
	if err := goBuild(kept); err != nil {
		return err
	}
	if os.Link(kept, path) == nil {
		return nil
	}
	// The two folders are on two disks. A file that this process has open to write could not be run while another is started.
	if out, err := exec.Command("cp", kept, path).CombinedOutput(); err != nil {
		return fmt.Errorf("copy the bot: %w\n%s", err, out)
	}
	return nil
}

// goBuild builds the bot without what only a debugger reads.
func goBuild(path string) error {
	args := []string{"build", "-ldflags=-s -w", "-o", path}
	if raceBuild {
		args = append(args, "-race")
	}
	out, err := exec.Command("go", append(args, "github.com/iiq-approvals/bot/cmd/bot")...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("build the bot: %w\n%s", err, out)
	}
	return nil
}
