package localpg

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	embeddedpostgres "github.com/fergusstrange/embedded-postgres"
)

// downloadVersion is the Postgres that is fetched when this machine has none.
const downloadVersion = embeddedpostgres.V17

const downloadLimit = 5 * time.Minute

// provideBinaries finds binaries on this machine or downloads them.
func provideBinaries(ctx context.Context, acct *account, log *slog.Logger) (binaries, error) {
	bin, err := findBinaries(ctx, acct, log)
	if !errors.Is(err, ErrNoBinaries) {
		return bin, err
	}
	cache, err := cacheFolder(acct)
	if err != nil {
		return binaries{}, fmt.Errorf("%w: %w", ErrNoBinaries, err)
	}
	bin, err = downloader{cache: cache, log: log}.provide(ctx, acct)
	if err != nil {
		return binaries{}, fmt.Errorf("%w on this machine, and none could be downloaded: %w; "+
			"install PostgreSQL %d or newer, or use a server of your own by its address", ErrNoBinaries, err, oldestMajor)
	}
	return bin, nil
}

// downloader keeps downloaded binaries in a cache folder.
type downloader struct {
	cache string
	from  string // address of the repository; empty for the library's own
	log   *slog.Logger
}

// provide gives the binaries in the cache, fetched first if need be.
func (d downloader) provide(ctx context.Context, acct *account) (binaries, error) {
	lock, err := waitLock(ctx, filepath.Join(d.cache, "download.lock"), true)
	if err != nil {
		return binaries{}, err
	}
	defer lock.release()
	final := filepath.Join(d.cache, "binaries-"+string(downloadVersion)+"-"+runtime.GOOS+"-"+runtime.GOARCH)
	if bin, err := inspectBinaries(ctx, filepath.Join(final, "bin"), acct); err == nil {
		return bin, nil
	}
	d.log.InfoContext(ctx, "no Postgres found on this machine: downloading it once", "version", string(downloadVersion))
	if err := d.fetch(ctx, final); err != nil {
		return binaries{}, err
	}
	return inspectBinaries(ctx, filepath.Join(final, "bin"), acct)
}

// fetch downloads into a folder aside and renames. When the caller does not
// wait any longer the library still writes there, and the folder is removed
// once it has ended; a folder left by a killed process is removed here.
func (d downloader) fetch(ctx context.Context, final string) error {
	if err := d.sweep(); err != nil {
		return err
	}
	aside, err := os.MkdirTemp(d.cache, "download-")
	if err != nil {
		return fmt.Errorf("make download folder: %w", err)
	}
	h := &home{path: aside, temporary: true}
	if h.lock, err = tryLock(filepath.Join(aside, "lock"), true); err != nil {
		return errors.Join(err, h.close())
	}
	done := make(chan error, 1)
	go func() { done <- d.unpack(h, final) }()
	ctx, cancel := context.WithTimeout(ctx, downloadLimit)
	defer cancel()
	select {
	case err := <-done:
		return errors.Join(err, h.close())
	case <-ctx.Done():
		go func() {
			<-done
			if err := h.close(); err != nil {
				d.log.WarnContext(ctx, "download folder not removed", "error", err)
			}
		}()
		return fmt.Errorf("download: %w", ctx.Err())
	}
}

func (d downloader) sweep() error {
	left, err := filepath.Glob(filepath.Join(d.cache, "download-*"))
	if err != nil {
		return fmt.Errorf("list downloads: %w", err)
	}
	for _, path := range left {
		if err := sweepOne(path); err != nil {
			return err
		}
	}
	return nil
}

// unpack lets embedded-postgres download and unpack. It has no call for that
// alone, so it is asked to start a server on data that hold a version and
// nothing else: it unpacks, takes the data for initialised, and its server
// refuses them.
func (d downloader) unpack(h *home, final string) error {
	if err := os.Mkdir(h.data(), 0o700); err != nil {
		return fmt.Errorf("make download folder: %w", err)
	}
	major, _, _ := strings.Cut(string(downloadVersion), ".")
	if err := os.WriteFile(filepath.Join(h.data(), "PG_VERSION"), []byte(major+"\n"), 0o600); err != nil {
		return fmt.Errorf("make download folder: %w", err)
	}
	extracted := filepath.Join(h.path, "extracted")
	config := embeddedpostgres.DefaultConfig().Version(downloadVersion).Port(0).Logger(io.Discard).
		CachePath(filepath.Join(h.path, "archive")).RuntimePath(filepath.Join(h.path, "runtime")).
		BinariesPath(extracted).DataPath(h.data())
	if d.from != "" {
		config = config.BinaryRepositoryURL(d.from)
	}
	refused := embeddedpostgres.NewDatabase(config).Start()
	if _, err := os.Stat(filepath.Join(extracted, "bin", executable("postgres"))); err != nil {
		return fmt.Errorf("download: %w", refused)
	}
	if err := errors.Join(openUp(extracted), os.RemoveAll(final), os.Rename(extracted, final)); err != nil {
		return fmt.Errorf("keep downloaded binaries: %w", err)
	}
	return nil
}

// openUp lets everybody read, and run what its owner can run, whatever the
// umask was: the server may run as another account.
func openUp(root string) error {
	return filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.Type()&fs.ModeSymlink != 0 {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		owner := info.Mode().Perm() & 0o700
		return os.Chmod(path, owner|(owner&0o500)>>3|(owner&0o500)>>6)
	})
}
