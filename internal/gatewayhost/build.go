package gatewayhost

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"
)

// keptFor is how long a build that nobody has used stays in the cache.
const keptFor = 7 * 24 * time.Hour

// build gives the folder with the classes of the sources as they are. They are kept in the user's cache folder, by the state of
// the sources and the compiler, so that each test binary that needs them does not compile them anew. One process compiles,
// the others wait for it.
var build = sync.OnceValues(func() (string, error) {
	sources, err := sourceFolder()
	if err != nil {
		return "", err
	}
	sum, err := sumOf(sources)
	if err != nil {
		return "", err
	}
	sum += compiler()
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	cache = filepath.Join(cache, "iiq-approvals-gateway")
	dir := filepath.Join(cache, sum)
	if isBuilt(dir) {
		return dir, nil
	}
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return "", fmt.Errorf("make cache folder: %w", err)
	}
	release, err := alone(filepath.Join(cache, lockName))
	if err != nil {
		return "", err
	}
	defer release()
	if isBuilt(dir) {
		return dir, nil
	}
	return dir, compile(sources, cache, dir)
})

// lockName names the file that processes lock which build.
const lockName = "lock"

func isBuilt(dir string) bool {
	if _, err := os.Stat(filepath.Join(dir, "classpath")); err != nil {
		return false
	}
	// A folder that is in use stays; when its time cannot be set, it is compiled again some day.
	_ = os.Chtimes(dir, time.Now(), time.Now())
	return true
}

// compile builds aside and renames, so that a build is whole. The class path has the name of the folder where it will stay.
func compile(sources, cache, dir string) error {
	prune(cache)
	work, err := os.MkdirTemp(cache, "build-")
	if err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	defer func() { _ = os.RemoveAll(work) }()
	out, err := exec.Command("bash", filepath.Join(sources, "build.sh"), "--host", work).CombinedOutput()
	if err != nil {
		return fmt.Errorf("build.sh: %w\n%.4000s", err, out)
	}
	path, err := os.ReadFile(filepath.Join(work, "classpath"))
	if err != nil {
		return fmt.Errorf("read class path: %w", err)
	}
	moved := strings.ReplaceAll(string(path), work, dir)
	if err := os.WriteFile(filepath.Join(work, "classpath"), []byte(moved), 0o600); err != nil {
		return fmt.Errorf("write class path: %w", err)
	}
	if err := os.Rename(work, dir); err != nil {
		// Another process was faster, with the same sources.
		if _, there := os.Stat(filepath.Join(dir, "classpath")); there == nil {
			return nil
		}
		return fmt.Errorf("keep the build: %w", err)
	}
	return nil
}

// compiler tells one javac from another without running it: its file is another after an upgrade.
func compiler() string {
	path, err := exec.LookPath("javac")
	if err == nil {
		path, err = filepath.EvalSymlinks(path)
	}
	if err != nil {
		return ""
	}
	info, err := os.Stat(path)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d\x00%s", path, info.Size(), info.ModTime()))
	return "-" + hex.EncodeToString(sum[:])[:8]
}

func prune(cache string) {
	entries, err := os.ReadDir(cache)
	if err != nil {
		return
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && e.Name() != lockName && time.Since(info.ModTime()) > keptFor {
			_ = os.RemoveAll(filepath.Join(cache, e.Name()))
		}
	}
}

// sourceFolder is the folder gateway of this repository, or a copy of it that cmd/mutants has made.
func sourceFolder() (string, error) {
	if copied := os.Getenv("GATEWAY_SOURCES"); copied != "" {
		return filepath.EvalSymlinks(copied)
	}
	_, file, _, ok := runtime.Caller(0)
	if !ok {
		return "", fmt.Errorf("find the sources: %w", fs.ErrNotExist)
	}
	dir := filepath.Join(filepath.Dir(file), "..", "..", "gateway")
	if _, err := os.Stat(filepath.Join(dir, "build.sh")); err != nil {
		return "", fmt.Errorf("find the sources: %w", err)
	}
	return filepath.EvalSymlinks(dir)
}

// sumOf identifies the state of the sources. go test sees which files it reads, and repeats a kept result only as long
// as they stay the same.
func sumOf(dir string) (string, error) {
	sum := sha256.New()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(sum, "%s\x00%d\x00%s", strings.TrimPrefix(path, dir), len(text), text)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("read the sources: %w", err)
	}
	return hex.EncodeToString(sum.Sum(nil))[:32], nil
}
