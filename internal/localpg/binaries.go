package localpg

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"time"
)

// ErrNoBinaries says that this machine has no Postgres 14 or newer and that
// none could be downloaded.
var ErrNoBinaries = errors.New("no Postgres binaries")

// oldestMajor is the oldest Postgres that the bot supports.
const oldestMajor = 14

// binaries is one installation of Postgres.
type binaries struct {
	dir     string // absolute, without symbolic links
	version string // as the server prints it: "postgres (PostgreSQL) 15.18"
	major   int
}

func (b binaries) path(name string) string { return filepath.Join(b.dir, executable(name)) }

func executable(name string) string {
	if runtime.GOOS == "windows" {
		return name + ".exe"
	}
	return name
}

// findBinaries gives the first usable installation: the one in PATH, else the
// newest of the well-known folders. The account must be able to reach it.
// major is 0 for any.
func findBinaries(ctx context.Context, acct *account, major int, log *slog.Logger) (binaries, error) {
	for _, dir := range binaryFolders() {
		bin, err := inspectBinaries(ctx, dir, acct)
		if err == nil && (major == 0 || bin.major == major) {
			return bin, nil
		}
		if ctx.Err() != nil {
			return binaries{}, fmt.Errorf("look for Postgres: %w", ctx.Err())
		}
		log.DebugContext(ctx, "postgres binaries passed over", "folder", dir, "error", err)
	}
	return binaries{}, ErrNoBinaries
}

// wellKnown are the folders where packagers put the server's binaries.
func wellKnown() []string {
	return []string{
		"/usr/lib/postgresql/*/bin",                          // Debian, Ubuntu
		"/usr/pgsql-*/bin",                                   // the PostgreSQL project's RPMs
		"/usr/libexec/postgresql*",                           // Alpine
		"/opt/homebrew/opt/postgresql*/bin",                  // Homebrew on Apple silicon
		"/usr/local/opt/postgresql*/bin",                     // Homebrew on Intel
		"/home/linuxbrew/.linuxbrew/opt/postgresql*/bin",     // Homebrew on Linux
		"/Applications/Postgres.app/Contents/Versions/*/bin", // Postgres.app
	}
}

func binaryFolders() []string {
	var dirs []string
	if found, err := exec.LookPath("postgres"); err == nil {
		if real, err := filepath.EvalSymlinks(found); err == nil {
			dirs = append(dirs, filepath.Dir(real))
		}
	}
	for _, pattern := range wellKnown() {
		matches, err := filepath.Glob(pattern)
		if err != nil {
			continue
		}
		slices.SortFunc(matches, newestFirst)
		dirs = append(dirs, matches...)
	}
	return dirs
}

// newestFirst orders folders by the first number in their names, high to low.
func newestFirst(a, b string) int { return firstNumber(b) - firstNumber(a) }

func firstNumber(s string) int {
	n, err := strconv.Atoi(regexp.MustCompile(`[0-9]+`).FindString(s))
	if err != nil {
		return 0
	}
	return n
}

// inspectBinaries looks whether dir holds a whole, reachable and new enough
// installation.
func inspectBinaries(ctx context.Context, dir string, acct *account) (binaries, error) {
	dir, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return binaries{}, fmt.Errorf("resolve folder: %w", err)
	}
	bin := binaries{dir: dir}
	for _, name := range []string{"postgres", "initdb"} {
		if _, err := exec.LookPath(bin.path(name)); err != nil {
			return binaries{}, fmt.Errorf("look for %s: %w", name, err)
		}
	}
	if at := firstClosed(dir, acct); at != "" {
		return binaries{}, fmt.Errorf("account %s cannot enter %s", acct, at)
	}
	return bin.withVersion(ctx)
}

func (b binaries) withVersion(ctx context.Context) (binaries, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, b.path("postgres"), "--version")
	cmd.Env = childEnvironment(os.TempDir())
	out, err := cmd.Output()
	if err != nil {
		return binaries{}, fmt.Errorf("ask for version: %w", err)
	}
	b.version, b.major, err = parseVersion(string(out))
	if err != nil {
		return binaries{}, err
	}
	if b.major < oldestMajor {
		return binaries{}, fmt.Errorf("postgres %d is older than %d", b.major, oldestMajor)
	}
	return b, nil
}

// parseVersion reads what `postgres --version` prints, such as
// "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)" or "… 17beta1".
func parseVersion(printed string) (string, int, error) {
	match := regexp.MustCompile(`\(PostgreSQL\) (([0-9]+)[^\n\r]*)`).FindStringSubmatch(printed)
	if match == nil {
		return "", 0, fmt.Errorf("read version %q: not known", printed)
	}
	major, err := strconv.Atoi(match[2])
	if err != nil {
		return "", 0, fmt.Errorf("read version %q: %w", printed, err)
	}
	return match[1], major, nil
}

// childEnvironment is all that the server's programs get from ours: nothing
// of PGDATA, PGOPTIONS and the like, and English messages.
func childEnvironment(home string) []string {
	env := []string{"LC_ALL=C", "HOME=" + home, "PATH=" + os.Getenv("PATH")}
	for _, name := range []string{"LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SystemRoot"} {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}
