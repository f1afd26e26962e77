package localpg

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// Prepared is what the data of a server hold from its start, beside what initdb makes. It is made once and kept in the cache
// folder, for servers that would each make the same. The zero value is nothing.
type Prepared struct {
	// Content stands for all that Make's work depends on beside the build of Postgres: when that changes, it does.
	Content string
	// Make puts it into a new server, which is stopped cleanly after it. It must leave no connection open. What it makes must
	// not depend on the settings of the server. It runs where nothing is kept under Content, or where the cache cannot be used;
	// its error fails the start, and nothing is kept then.
	Make func(ctx context.Context, server *Server) error
}

// errPreparedNamed says why: a process that is killed between initdb and the end of Make leaves data in a named folder, and
// nobody could tell them from prepared ones.
var errPreparedNamed = errors.New("prepared data are for temporary folders")

// fillPrepared gives the home prepared data: a copy from the cache, else new ones, which then go into the cache.
func (s *Server) fillPrepared(ctx context.Context, c cluster, p Prepared) error {
	if !s.home.temporary {
		return errPreparedNamed
	}
	cache, err := openPreparedCache(s.bin, s.acct, p.Content)
	if err != nil {
		s.log.WarnContext(ctx, "postgres cache not usable", "error", err)
		return s.prepare(ctx, c, p)
	}
	return c.provide(ctx, cache, s.home, func() error { return s.prepare(ctx, c, p) })
}

// openPreparedCache gives a cache in a folder of its own below the other's: it has its own lock, since it is filled while a
// process holds it and looks into the other, and its own bound.
func openPreparedCache(bin binaries, acct *account, content string) (clusterCache, error) {
	cache, err := openCache(bin, acct)
	if err != nil {
		return clusterCache{}, err
	}
	dir := filepath.Join(cache.dir, "prepared")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return clusterCache{}, fmt.Errorf("make cache folder: %w", err)
	}
	if err := checkWritable(dir); err != nil {
		return clusterCache{}, err
	}
	sum := sha256.Sum256([]byte(cache.key + "\n" + content))
	return clusterCache{dir: dir, key: "cluster-" + strconv.Itoa(bin.major) + "-" + hex.EncodeToString(sum[:6])}, nil
}

// prepare runs the server once on new data, for Make alone.
func (s *Server) prepare(ctx context.Context, c cluster, p Prepared) error {
	if err := c.fill(ctx, s.home); err != nil {
		return err
	}
	if err := s.open(ctx); err != nil {
		return err
	}
	err := p.Make(ctx, s)
	if err != nil {
		err = fmt.Errorf("prepare data: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return errors.Join(err, s.halt(syscall.SIGINT))
}
