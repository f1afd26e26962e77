package localpg

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// fakeHome holds small data that look like a cluster's.
func fakeHome(t *testing.T) *home {
	t.Helper()
	h := &home{path: t.TempDir()}
	for name, text := range map[string]string{
		"data/PG_VERSION": "15\n", "data/base/1/1259": "pages", "data/empty": "", "password": "secret",
	} {
		path := filepath.Join(h.path, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

func TestCacheGivesBackWhatItTook(t *testing.T) {
	t.Parallel()
	cache := clusterCache{dir: t.TempDir(), key: "cluster-15-x"}
	if err := cache.load(&home{path: t.TempDir()}, nil); !errors.Is(err, errNotCached) {
		t.Fatalf("empty cache: %v, want %v", err, errNotCached)
	}
	if err := cache.save(fakeHome(t)); err != nil {
		t.Fatal(err)
	}
	h := &home{path: t.TempDir()}
	if err := cache.load(h, nil); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		h.passwordFile(): "secret", filepath.Join(h.data(), "base/1/1259"): "pages", filepath.Join(h.data(), "empty"): "",
	} {
		if got, err := os.ReadFile(path); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v, want got %v", path, got, err, want)
		}
	}
}

func TestDamagedCacheEntryIsNotUsed(t *testing.T) {
	t.Parallel()
	tests := map[string]func(entry string) error{
		"file cut short":  func(e string) error { return os.Truncate(filepath.Join(e, "data/base/1/1259"), 2) },
		"file gone":       func(e string) error { return os.Remove(filepath.Join(e, "data/empty")) },
		"data gone":       func(e string) error { return os.RemoveAll(filepath.Join(e, "data")) },
		"password gone":   func(e string) error { return os.Remove(filepath.Join(e, "password")) },
		"size gone":       func(e string) error { return os.Remove(filepath.Join(e, "whole.json")) },
		"size unreadable": func(e string) error { return os.WriteFile(filepath.Join(e, "whole.json"), nil, 0o600) },
	}
	for name, damage := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cache := clusterCache{dir: t.TempDir(), key: "cluster-15-x"}
			if err := cache.save(fakeHome(t)); err != nil {
				t.Fatal(err)
			}
			if err := damage(cache.entry()); err != nil {
				t.Fatal(err)
			}
			h := &home{path: t.TempDir()}
			if err := cache.load(h, nil); !errors.Is(err, errNotCached) {
				t.Fatalf("load: %v, want %v", err, errNotCached)
			}
			if !missing(h.data()) || !missing(h.dataAside()) || !missing(h.passwordFile()) {
				t.Error("something was left in the home")
			}
			if err := cache.save(fakeHome(t)); err != nil {
				t.Fatalf("save over it: %v", err)
			}
			if err := cache.load(h, nil); err != nil {
				t.Fatalf("load again: %v", err)
			}
		})
	}
}

func TestCacheKeepsTheLatestEntries(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "new-123"), 0o700); err != nil {
		t.Fatal(err)
	}
	base := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 6 {
		cache := clusterCache{dir: dir, key: "cluster-" + strconv.Itoa(i)}
		if err := cache.save(fakeHome(t)); err != nil {
			t.Fatal(err)
		}
		at := base.Add(time.Duration(i) * time.Hour)
		if err := os.Chtimes(cache.entry(), at, at); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != cachedClusters {
		t.Errorf("kept %v, want a length of %v", entries, cachedClusters)
	}
	if missing(filepath.Join(dir, "cluster-5")) || !missing(filepath.Join(dir, "cluster-0")) {
		t.Errorf("kept %v, want cluster-5 and no cluster-0", entries)
	}
}

func TestStartFillsAndMendsTheCache(t *testing.T) {
	t.Setenv("HOME", openFolder(t))
	t.Setenv("XDG_CACHE_HOME", "")
	server := start(t, Options{})
	cache, err := openCache(server.bin, server.acct)
	if err != nil {
		t.Fatal(err)
	}
	if missing(filepath.Join(cache.entry(), "whole.json")) {
		t.Fatal("the cache was not filled")
	}
	if err := os.Remove(filepath.Join(cache.entry(), "data", "PG_VERSION")); err != nil {
		t.Fatal(err)
	}
	again := start(t, Options{})
	if again.password == server.password {
		t.Error("the damaged entry was used")
	}
	if third := start(t, Options{}); third.password != again.password {
		t.Error("the mended entry was not used")
	}
}

func TestStartWithoutUsableCacheFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("HOME", file)
	t.Setenv("XDG_CACHE_HOME", "")
	server := start(t, Options{})
	if got := ask(t, server.URL("postgres"), "SELECT 'up'"); got != "up" {
		t.Errorf(`answer %q, want "up"`, got)
	}
}
