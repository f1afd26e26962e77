package localpg

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// counting prepares data with a table, and counts how often.
type counting struct {
	mu    sync.Mutex
	times int
}

func (c *counting) prepared(content string) Prepared {
	return Prepared{Content: content, Make: func(ctx context.Context, server *Server) error {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.times++
		return server.EnsureDatabase(ctx, "made_"+content)
	}}
}

func hasDatabase(t *testing.T, server *Server, name string) bool {
	t.Helper()
	return ask(t, server.URL(superuser), "SELECT count(*)::text FROM pg_database WHERE datname = '"+name+"'") == "1"
}

// One cache folder serves all, since the first start of each costs an initdb.
func TestPreparedData(t *testing.T) {
	t.Setenv("HOME", openFolder(t))
	t.Setenv("XDG_CACHE_HOME", "")
	t.Run("are made once for all who ask for the same", preparedOnce)
	t.Run("are not kept when they are half made", preparedByHalf)
	t.Run("are made where the cache cannot be used", preparedWithoutCache)
}

func preparedOnce(t *testing.T) {
	var made counting
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			server, err := Start(t.Context(), Options{Fast: true, Prepared: made.prepared("one")})
			if err != nil {
				t.Errorf("start: %v", err)
				return
			}
			if err := server.Stop(); err != nil {
				t.Errorf("stop: %v", err)
			}
		})
	}
	all.Wait()
	later := start(t, Options{Prepared: made.prepared("one")})
	if made.times != 1 || !hasDatabase(t, later, "made_one") {
		t.Errorf("prepared %d times, and there is %v, want once, and what was made", made.times, hasDatabase(t, later, "made_one"))
	}
	other := start(t, Options{Prepared: made.prepared("two")})
	if made.times != 2 || hasDatabase(t, other, "made_one") || !hasDatabase(t, other, "made_two") {
		t.Errorf("prepared %d times for other content, want twice, and the other content alone", made.times)
	}
	if plain := start(t, Options{}); hasDatabase(t, plain, "made_one") || hasDatabase(t, plain, "made_two") {
		t.Error("a server that asked for nothing has what was prepared for others, want nothing")
	}
	cache, err := openPreparedCache(later.bin, later.acct, "one")
	if err != nil {
		t.Fatal(err)
	}
	if left, err := filepath.Glob(filepath.Join(cache.dir, "cluster-*")); err != nil || len(left) != 2 {
		t.Errorf("got %v in the cache, %v, want two entries", left, err)
	}
}

func preparedByHalf(t *testing.T) {
	broken := errors.New("broken")
	var failed *Server
	half := func(ctx context.Context, server *Server) error {
		failed = server
		return errors.Join(server.EnsureDatabase(ctx, "half"), broken)
	}
	_, err := Start(t.Context(), Options{Fast: true, Prepared: Prepared{Content: "three", Make: half}})
	if !errors.Is(err, broken) {
		t.Fatalf("got %v, want %v", err, broken)
	}
	if failed.proc != nil || !missing(failed.home.path) {
		t.Error("the server of the failed start runs or has left its folder, want neither")
	}
	var made counting
	server := start(t, Options{Prepared: made.prepared("three")})
	if made.times != 1 || hasDatabase(t, server, "half") {
		t.Errorf("prepared %d times after a failure, want once, without what the failed one made", made.times)
	}
	dir := filepath.Join(openFolder(t), "kept")
	if _, err := Start(t.Context(), Options{DataDir: dir, Prepared: made.prepared("three")}); !errors.Is(err, errPreparedNamed) {
		t.Errorf("got %v for a named folder, want %v", err, errPreparedNamed)
	}
}

func preparedWithoutCache(t *testing.T) {
	server := start(t, Options{})
	cache, err := openCache(server.bin, server.acct)
	if err != nil {
		t.Fatal(err)
	}
	// A file stands where the folder would be.
	folder := filepath.Join(cache.dir, "prepared")
	if err := errors.Join(os.RemoveAll(folder), os.WriteFile(folder, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	var made counting
	for range 2 {
		if again := start(t, Options{Prepared: made.prepared("four")}); !hasDatabase(t, again, "made_four") {
			t.Error("without a cache nothing was prepared, want it done")
		}
	}
	if made.times != 2 {
		t.Errorf("prepared %d times without a cache, want it for each start", made.times)
	}
}
