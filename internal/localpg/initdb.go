package localpg

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
)

// superuser is the one role of the server.
const superuser = "postgres"

// cluster fills homes with initialised data.
type cluster struct {
	bin  binaries
	acct *account
	log  *slog.Logger
}

// fill gives the home data and a password: those it has, else a copy from the
// cache, else by initdb, which then goes into the cache.
func (c cluster) fill(ctx context.Context, h *home) error {
	if _, err := os.Stat(filepath.Join(h.data(), "PG_VERSION")); err == nil {
		return c.adopt(ctx, h)
	}
	if err := h.clear(); err != nil {
		return err
	}
	cache, err := openCache(c.bin, c.acct)
	if err != nil {
		c.log.WarnContext(ctx, "postgres cache not usable", "error", err)
		return c.initialise(ctx, h)
	}
	return c.provide(ctx, cache, h, func() error { return c.initialise(ctx, h) })
}

// provide gives the home a copy from the cache, else what fresh makes there, which then goes into the cache. Processes that
// come meanwhile wait for it.
func (c cluster) provide(ctx context.Context, cache clusterCache, h *home, fresh func() error) error {
	if err := c.loadOnly(ctx, cache, h); !errors.Is(err, errNotCached) {
		return err
	}
	return c.loadOrMake(ctx, cache, h, fresh)
}

func (c cluster) loadOnly(ctx context.Context, cache clusterCache, h *home) error {
	lock, err := cache.lock(ctx, false)
	if err != nil {
		return err
	}
	defer lock.release()
	return cache.load(h, c.acct)
}

func (c cluster) loadOrMake(ctx context.Context, cache clusterCache, h *home, fresh func() error) error {
	lock, err := cache.lock(ctx, true)
	if err != nil {
		return err
	}
	defer lock.release()
	if err := cache.load(h, c.acct); !errors.Is(err, errNotCached) {
		return err
	}
	if err := fresh(); err != nil {
		return err
	}
	if err := cache.save(h); err != nil {
		c.log.WarnContext(ctx, "postgres data not kept in the cache", "error", err)
	}
	return nil
}

// adopt takes data that an earlier start left in a named folder.
func (c cluster) adopt(ctx context.Context, h *home) error {
	text, err := os.ReadFile(filepath.Join(h.data(), "PG_VERSION"))
	if err != nil {
		return fmt.Errorf("read version of data: %w", err)
	}
	if made := strings.TrimSpace(string(text)); made != strconv.Itoa(c.bin.major) {
		return fmt.Errorf("use data folder %s: its data are of Postgres %s, and the binaries in %s are %d",
			h.path, made, c.bin.dir, c.bin.major)
	}
	return waitForOldServer(ctx, h.data())
}

// initialise runs initdb. The data folder appears whole or not at all.
func (c cluster) initialise(ctx context.Context, h *home) error {
	password := rand.Text()
	if err := os.WriteFile(h.passwordFile(), []byte(password), 0o600); err != nil {
		return fmt.Errorf("keep password: %w", err)
	}
	verifier, err := verifier(password)
	if err != nil {
		return err
	}
	given := filepath.Join(h.path, "password.once")
	defer os.Remove(given)
	if err := errors.Join(os.WriteFile(given, []byte(verifier+"\n"), 0o600), own(given, c.acct)); err != nil {
		return fmt.Errorf("hand over password: %w", err)
	}
	if err := errors.Join(os.Mkdir(h.dataAside(), 0o700), own(h.dataAside(), c.acct)); err != nil {
		return fmt.Errorf("make data folder: %w", err)
	}
	if err := c.initdb(ctx, h.dataAside(), given); err != nil {
		return err
	}
	return h.showData()
}

// initdb tries locales from the best on: lower() and the like must know more
// than ASCII, which "C" does not, and not every system has the first.
func (c cluster) initdb(ctx context.Context, dataDir, passwordFile string) error {
	var err error
	for _, locale := range []string{"C.UTF-8", "en_US.UTF-8", "C"} {
		if err = c.initdbWith(ctx, dataDir, passwordFile, locale); err == nil || ctx.Err() != nil {
			return err
		}
	}
	return err
}

func (c cluster) initdbWith(ctx context.Context, dataDir, passwordFile, locale string) error {
	cmd := exec.CommandContext(ctx, c.bin.path("initdb"), "--pgdata="+dataDir, "--username="+superuser,
		"--pwfile="+passwordFile, "--auth=scram-sha-256", "--encoding=UTF8", "--locale="+locale,
		"--no-sync", "--no-instructions")
	cmd.Dir = filepath.Dir(dataDir)
	cmd.Env = childEnvironment(cmd.Dir)
	cmd.SysProcAttr = attributes(c.acct)
	dieWithParent(cmd.SysProcAttr, syscall.SIGKILL)
	var printed bytes.Buffer
	cmd.Stdout, cmd.Stderr = &printed, &printed
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("run initdb: %w: %s", err, lastBytes(printed.Bytes(), 2000))
	}
	return nil
}

func lastBytes(text []byte, limit int) string {
	return strings.TrimSpace(string(text[max(0, len(text)-limit):]))
}
