package localpg

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"
)

// cachedClusters is how many initialised folders are kept (about 40 MB each);
// the least lately used go first.
const cachedClusters = 3

// errNotCached says that the cache has no whole folder under its key.
var errNotCached = errors.New("not in the cache")

// clusterCache keeps initialised data folders of one user.
type clusterCache struct {
	dir string
	key string
}

// openCache gives the cache in the user's cache folder, else in the temporary
// one.
func openCache(bin binaries, acct *account) (clusterCache, error) {
	dir, err := cacheFolder(nil)
	if err != nil {
		return clusterCache{}, err
	}
	return clusterCache{dir: dir, key: clusterKey(bin, acct)}, nil
}

// cacheFolder gives a folder of ours alone to keep things in. The account,
// if any, must be able to reach it.
func cacheFolder(acct *account) (string, error) {
	if base, err := os.UserCacheDir(); err == nil {
		dir := filepath.Join(base, "iiq-approvals", "localpg")
		if err := os.MkdirAll(dir, 0o755); err == nil && checkWritable(dir) == nil && firstClosed(dir, acct) == "" {
			return dir, nil
		}
	}
	base, err := temporaryBase(temporaryRoots(), acct)
	if err != nil {
		return "", err
	}
	dir := filepath.Join(base, "cache")
	if err := makeFolder(dir, acct); err != nil {
		return "", err
	}
	if acct == nil {
		return dir, nil
	}
	// It may have been made when no account had to reach it.
	if err := os.Chmod(dir, folderMode(acct)); err != nil {
		return "", fmt.Errorf("open cache folder: %w", err)
	}
	return dir, nil
}

// checkWritable tries what the permission bits cannot tell (read-only mounts).
func checkWritable(dir string) error {
	if err := checkOurs(dir); err != nil {
		return err
	}
	file, err := os.CreateTemp(dir, "probe-")
	if err != nil {
		return fmt.Errorf("write to %s: %w", dir, err)
	}
	return errors.Join(file.Close(), os.Remove(file.Name()))
}

// clusterKey changes with everything that initdb's work depends on.
func clusterKey(bin binaries, acct *account) string {
	uid := os.Geteuid()
	sum := sha256.Sum256([]byte("layout 2\n" + bin.version + "\n" + bin.dir + "\n" + acct.String() + "\n" + strconv.Itoa(uid)))
	return "cluster-" + strconv.Itoa(bin.major) + "-" + hex.EncodeToString(sum[:6])
}

func (c clusterCache) entry() string { return filepath.Join(c.dir, c.key) }

func (c clusterCache) lock(ctx context.Context, exclusive bool) (*fileLock, error) {
	return waitLock(ctx, filepath.Join(c.dir, "lock"), exclusive)
}

// load copies the kept folder into the home. A folder that is not whole is
// reported as errNotCached, and the home is as before.
func (c clusterCache) load(h *home, acct *account) error {
	text, err := os.ReadFile(filepath.Join(c.entry(), "whole.json"))
	var want treeSize
	if err != nil || json.Unmarshal(text, &want) != nil {
		return errNotCached
	}
	if err := c.copyInto(h, acct, want); err != nil {
		return errors.Join(errNotCached, err, h.clear())
	}
	now := time.Now()
	return os.Chtimes(c.entry(), now, now)
}

// copyInto brings the password first and the data last, by a rename, since
// data in their place count as whole.
func (c clusterCache) copyInto(h *home, acct *account, want treeSize) error {
	if _, err := copyFile(filepath.Join(c.entry(), "password"), h.passwordFile(), nil); err != nil {
		return fmt.Errorf("copy password: %w", err)
	}
	got, err := copyTree(filepath.Join(c.entry(), "data"), h.dataAside(), acct)
	if err != nil {
		return err
	}
	if got != want {
		return fmt.Errorf("copy data: %d files of %d bytes instead of %d of %d", got.Files, got.Bytes, want.Files, want.Bytes)
	}
	return h.showData()
}

// save keeps a copy of the home's fresh folder. It is written aside and
// renamed, so that a killed process leaves nothing half-written under the key.
func (c clusterCache) save(h *home) error {
	aside, err := os.MkdirTemp(c.dir, "new-")
	if err != nil {
		return fmt.Errorf("make cache entry: %w", err)
	}
	defer os.RemoveAll(aside)
	size, err := copyTree(h.data(), filepath.Join(aside, "data"), nil)
	if err != nil {
		return err
	}
	if _, err := copyFile(h.passwordFile(), filepath.Join(aside, "password"), nil); err != nil {
		return fmt.Errorf("keep password: %w", err)
	}
	text, err := json.Marshal(size)
	if err != nil {
		return fmt.Errorf("write size: %w", err)
	}
	if err := os.WriteFile(filepath.Join(aside, "whole.json"), text, 0o600); err != nil {
		return fmt.Errorf("write size: %w", err)
	}
	if err := os.RemoveAll(c.entry()); err != nil {
		return fmt.Errorf("drop cache entry: %w", err)
	}
	if err := os.Rename(aside, c.entry()); err != nil {
		return fmt.Errorf("name cache entry: %w", err)
	}
	return c.prune()
}

// prune removes what killed processes left half-written, and all but the
// latest entries. The caller holds the exclusive lock.
func (c clusterCache) prune() error {
	halves, err := filepath.Glob(filepath.Join(c.dir, "new-*"))
	if err != nil {
		return fmt.Errorf("list cache: %w", err)
	}
	entries, err := filepath.Glob(filepath.Join(c.dir, "cluster-*"))
	if err != nil {
		return fmt.Errorf("list cache: %w", err)
	}
	slices.SortFunc(entries, func(a, b string) int { return cmp.Compare(lastUse(b), lastUse(a)) })
	for _, path := range append(halves, entries[min(len(entries), cachedClusters):]...) {
		if err := os.RemoveAll(path); err != nil {
			return fmt.Errorf("prune cache: %w", err)
		}
	}
	return nil
}

func lastUse(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.ModTime().UnixNano()
}
