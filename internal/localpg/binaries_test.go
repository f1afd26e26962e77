package localpg

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestParseVersion(t *testing.T) {
	t.Parallel()
	tests := []struct {
		printed, version string
		major            int
	}{
		{"postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n", "15.18 (Debian 15.18-0+deb12u1)", 15},
		{"postgres (PostgreSQL) 17.5\n", "17.5", 17},
		{"postgres (PostgreSQL) 18beta1\r\n", "18beta1", 18},
		{"psql 15", "", 0},
		{"", "", 0},
	}
	for _, test := range tests {
		version, major, err := parseVersion(test.printed)
		if version != test.version || major != test.major || (err != nil) != (test.major == 0) {
			t.Errorf("%q: %q, %d, %v, want version %v, major %v and an error %t",
				test.printed, version, major, err, test.version, test.major, test.major == 0)
		}
	}
}

func TestNewestFirst(t *testing.T) {
	t.Parallel()
	dirs := []string{"/usr/lib/postgresql/9/bin", "/usr/lib/postgresql/17/bin", "/usr/lib/postgresql/bin", "/usr/lib/postgresql/14/bin"}
	slices.SortFunc(dirs, newestFirst)
	if got := strings.Join(dirs, " "); !strings.HasPrefix(got, "/usr/lib/postgresql/17/bin /usr/lib/postgresql/14/bin /usr/lib/postgresql/9/bin") {
		t.Errorf("got %q, want the folders of 17, 14 and 9 first, in this order", got)
	}
}

// fakeInstallation is a folder with programs that tell a version.
func fakeInstallation(t *testing.T, version string, names ...string) string {
	t.Helper()
	dir := openFolder(t)
	for _, name := range names {
		script := "#!/bin/sh\necho 'postgres (PostgreSQL) " + version + "'\n"
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestInspectBinaries(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		dir  string
		want string // in the error; "" for none
	}{
		"whole":     {fakeInstallation(t, "16.1", "postgres", "initdb"), ""},
		"too old":   {fakeInstallation(t, "13.9", "postgres", "initdb"), "older than 14"},
		"no initdb": {fakeInstallation(t, "16.1", "postgres"), "initdb"},
		"not there": {filepath.Join(t.TempDir(), "none"), "resolve folder"},
		"no number": {fakeInstallation(t, "new", "postgres", "initdb"), "not known"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := inspectBinaries(t.Context(), test.dir, nil)
			if (err == nil) != (test.want == "") || (err != nil && !strings.Contains(err.Error(), test.want)) {
				t.Errorf("error %v, want %q", err, test.want)
			}
		})
	}
}

func TestPathComesFirst(t *testing.T) {
	real := fakeInstallation(t, "16.1", "postgres", "initdb")
	linked := openFolder(t)
	if err := os.Symlink(filepath.Join(real, "postgres"), filepath.Join(linked, "postgres")); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", linked+":"+os.Getenv("PATH"))
	bin, err := findBinaries(t.Context(), nil, 0, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	resolved, err := filepath.EvalSymlinks(real)
	if err != nil {
		t.Fatal(err)
	}
	if bin.dir != resolved || bin.major != 16 {
		t.Errorf("found %+v, want dir %v and major 16", bin, resolved)
	}
}

func TestAnotherMajorIsPassedOver(t *testing.T) {
	t.Setenv("PATH", fakeInstallation(t, "98.1", "postgres", "initdb"))
	if bin, err := findBinaries(t.Context(), nil, 98, slog.New(slog.DiscardHandler)); err != nil || bin.major != 98 {
		t.Errorf("found %+v, %v, want major 98", bin, err)
	}
	if bin, err := findBinaries(t.Context(), nil, 99, slog.New(slog.DiscardHandler)); !errors.Is(err, ErrNoBinaries) {
		t.Errorf("found %+v, %v, want %v", bin, err, ErrNoBinaries)
	}
}

func TestBinariesOutOfReachAreNotUsed(t *testing.T) {
	t.Parallel()
	closed := filepath.Join(openFolder(t), "closed")
	if err := os.MkdirAll(filepath.Join(closed, "bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	stranger := &account{name: "stranger", uid: 4000000001, gid: 4000000001}
	if at := firstClosed(filepath.Join(closed, "bin"), stranger); at != closed {
		t.Errorf("closed at %q, want %v", at, closed)
	}
	if at := firstClosed(filepath.Join(closed, "bin"), nil); at != "" {
		t.Errorf(`closed to ourselves at %q, want ""`, at)
	}
}

func TestNoAccountIsAnError(t *testing.T) {
	t.Parallel()
	if _, err := lookUpAccount("no-such-account-here", "root"); err == nil || !strings.Contains(err.Error(), "no-such-account-here") {
		t.Errorf(`error %v, want an error and Error with "no-such-account-here"`, err)
	}
}

func TestOutputIsBounded(t *testing.T) {
	t.Parallel()
	out := &output{log: slog.New(slog.DiscardHandler)}
	for range 100 {
		if _, err := out.Write([]byte("a line\nand half of")); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := out.Write([]byte(strings.Repeat("x", 1<<20))); err != nil {
		t.Fatal(err)
	}
	if len(out.lines) != keptLines || len(out.rest) > longestLine || len(out.tail()) > (longestLine+1)*keptLines {
		t.Errorf("kept %d lines, %d bytes, want a length of %v, a length of at most %v and a length of at most %v",
			len(out.lines), len(out.tail()), keptLines, longestLine, (longestLine+1)*keptLines)
	}
}

func TestFilesAreCopiedOnce(t *testing.T) {
	t.Parallel()
	h := fakeHome(t)
	if _, err := copyTree(h.data(), h.data(), nil); !errors.Is(err, os.ErrExist) {
		t.Errorf("copy onto itself: %v, want %v", err, os.ErrExist)
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(h.data(), "link")); err != nil {
		t.Fatal(err)
	}
	if _, err := copyTree(h.data(), filepath.Join(t.TempDir(), "to"), nil); err == nil {
		t.Error("a symbolic link was copied")
	}
}
