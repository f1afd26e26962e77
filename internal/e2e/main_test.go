package e2e

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"testing"

	"github.com/iiq-approvals/bot/internal/patience"
)

// storiesAtOnce is how many stories run side by side: each waits for rounds of a second most of its time. With the race detector
// they need more of the machine.
func storiesAtOnce() int {
	if raceBuild {
		return 5
	}
	return 8
}

// garbage is how much may lie about before it is collected, in percent of what is in use: the heaps of these tests and of
// their bots are small, and would be collected many times a second.
const garbage = 400

func TestMain(m *testing.M) {
	debug.SetGCPercent(garbage)
	patience.AtOnce(storiesAtOnce())
	code := m.Run()
	if built.dir != "" {
		_ = os.RemoveAll(built.dir)
	}
	os.Exit(code)
}

// built is the bot's binary, made by the first test that asks.
var built struct {
	once sync.Once
	dir  string
	path string
	err  error
}

// binary gives the path of the bot's binary.
func binary(t *testing.T) string {
	t.Helper()
	built.once.Do(func() { built.err = build() })
	if built.err != nil {
		t.Fatal(built.err)
	}
	return built.path
}

func build() error {
	if err := noteSources(); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "iiq-approvals-e2e-")
	if err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	built.dir, built.path = dir, filepath.Join(dir, "bot")
	if keptBuild(built.path) == nil {
		return nil
	}
	return goBuild(built.path)
}

// noteSources looks at every source file of the bot, since go test keeps a result for as long as the files that a test
// looked at stay the same, and this test imports only a part of them.
func noteSources() error {
	for _, root := range []string{"../../cmd", "../../internal", "../../migrations"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && (d.Name() == "node_modules" || d.Name() == "testdata"):
				return fs.SkipDir
			case strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go"), strings.HasSuffix(path, ".sql"):
				_, err = os.Stat(path)
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("look at the sources: %w", err)
		}
	}
	return nil
}
