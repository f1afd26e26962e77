package localpg

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/iiq-approvals/bot/internal/patience"
)

// archive is what a repository serves: a zip around a tar of the binaries.
// testdata/scripts.txz holds bin/postgres, which prints the version 17.5, and
// bin/initdb and bin/pg_ctl, which fail.
func archive(t *testing.T) []byte {
	t.Helper()
	inner, err := os.ReadFile("testdata/scripts.txz")
	if err != nil {
		t.Fatal(err)
	}
	var outer bytes.Buffer
	writer := zip.NewWriter(&outer)
	file, err := writer.Create("postgres.txz")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.Write(inner); err != nil {
		t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	return outer.Bytes()
}

// repository serves an archive with its checksum, and counts the downloads.
func repository(t *testing.T, checksumOf []byte) (address string, downloads *atomic.Int32) {
	t.Helper()
	body, sum := archive(t), sha256.Sum256(checksumOf)
	downloads = new(atomic.Int32)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, ".sha256") {
			_, _ = w.Write([]byte(hex.EncodeToString(sum[:])))
			return
		}
		downloads.Add(1)
		_, _ = w.Write(body)
	}))
	t.Cleanup(server.Close)
	return server.URL, downloads
}

func newDownloader(t *testing.T, from string) downloader {
	t.Helper()
	d := downloader{cache: openFolder(t), from: from, log: slog.New(slog.DiscardHandler)}
	// What is tried next is in the tests of npm.
	t.Setenv("PATH", t.TempDir())
	// The library leaves its log in the temporary folder.
	t.Setenv("TMPDIR", t.TempDir())
	return d
}

// left lists what a download should have removed.
func left(t *testing.T, d downloader) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(d.cache, "download-*"))
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

func TestDownloadIsKept(t *testing.T) {
	address, downloads := repository(t, archive(t))
	d := newDownloader(t, address)
	acct, err := serverAccount()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(d.cache, "download-cut-off"), 0o700); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		bin, err := d.provide(t.Context(), acct)
		if err != nil {
			t.Fatal(err)
		}
		if bin.major != 17 || !strings.HasPrefix(bin.dir, d.cache) {
			t.Errorf("provided %+v, want major 17 and dir that begins with %v", bin, d.cache)
		}
	}
	if n := downloads.Load(); n != 1 {
		t.Errorf("%d downloads, want 1", n)
	}
	if paths := left(t, d); len(paths) != 0 {
		t.Errorf("left: %v, want a length of 0", paths)
	}
}

func TestDownloadWithWrongChecksumIsNotUsed(t *testing.T) {
	address, _ := repository(t, []byte("something else"))
	d := newDownloader(t, address)
	if bin, err := d.provide(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "checksum") {
		t.Errorf(`provided %+v, %v, want an error and Error with "checksum"`, bin, err)
	}
}

func TestRepositoryAway(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	d := newDownloader(t, server.URL)
	if bin, err := d.provide(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "no version found") {
		t.Errorf(`provided %+v, %v, want an error and Error with "no version found"`, bin, err)
	}
}

func TestCanceledDownloadCleansUpLater(t *testing.T) {
	asked, answer := make(chan struct{}, 2), make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked <- struct{}{}
		<-answer
		http.Error(w, "too late", http.StatusServiceUnavailable)
	}))
	t.Cleanup(server.Close)
	d := newDownloader(t, server.URL)
	ctx, cancel := context.WithCancel(t.Context())
	result := make(chan error, 1)
	go func() {
		_, err := d.provide(ctx, nil)
		result <- err
	}()
	patience.Receive(t, "the request", asked)
	cancel()
	if err := patience.Receive(t, "the result", result); !errors.Is(err, context.Canceled) {
		t.Errorf("canceled: %v, want %v", err, context.Canceled)
	}
	close(answer)
	patience.Until(t, "removal of the download", func() bool { return len(left(t, d)) == 0 })
}

func TestDownloadedBinariesAreOpenToOthers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, mode := range map[string]os.FileMode{"postgres": 0o700, "readme": 0o600} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, mode); err != nil {
			t.Fatal(err)
		}
	}
	if err := openUp(dir); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]os.FileMode{".": 0o755, "postgres": 0o755, "readme": 0o644} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v, want Mode %v", name, info.Mode(), err, want)
		}
	}
}

func TestTemporaryCacheOpensForTheAccount(t *testing.T) {
	t.Setenv("HOME", "/dev/null")
	t.Setenv("XDG_CACHE_HOME", "")
	if _, err := cacheFolder(nil); err != nil {
		t.Fatal(err)
	}
	acct, err := serverAccount()
	if err != nil {
		t.Fatal(err)
	}
	dir, err := cacheFolder(acct)
	if err != nil {
		t.Fatal(err)
	}
	if at := firstClosed(dir, acct); at != "" {
		t.Errorf(`account %s cannot enter %s, want ""`, acct, at)
	}
}
