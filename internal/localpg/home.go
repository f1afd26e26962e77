package localpg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// ErrInUse says that the named folder is held by another process.
var ErrInUse = errors.New("folder is in use by another process")

// home is the folder of one server: its data, its password and the lock that
// says that its process lives.
type home struct {
	path      string
	temporary bool
	lock      *fileLock
}

func (h *home) data() string         { return filepath.Join(h.path, "data") }
func (h *home) dataAside() string    { return filepath.Join(h.path, "data.new") }
func (h *home) passwordFile() string { return filepath.Join(h.path, "password") }

// showData puts data that were written aside into their place.
func (h *home) showData() error {
	if err := os.Rename(h.dataAside(), h.data()); err != nil {
		return fmt.Errorf("name data folder: %w", err)
	}
	return nil
}

// clear removes half-made data.
func (h *home) clear() error {
	err := errors.Join(os.RemoveAll(h.dataAside()), os.RemoveAll(h.data()), os.RemoveAll(h.passwordFile()))
	if err != nil {
		return fmt.Errorf("clear half-made data: %w", err)
	}
	return nil
}

// namedHome opens or makes the folder that the caller chose.
func namedHome(dir string, acct *account) (*home, error) {
	path, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("resolve data folder: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, fmt.Errorf("make data folder: %w", err)
	}
	if err := makeFolder(path, acct); err != nil {
		return nil, fmt.Errorf("make data folder: %w", err)
	}
	if at := firstClosed(path, acct); at != "" {
		return nil, fmt.Errorf("use data folder %s: the server runs as %s, which cannot enter %s; "+
			"choose a folder elsewhere, or let others pass with chmod o+x", path, acct, at)
	}
	lock, err := tryLock(filepath.Join(path, "lock"), true)
	if err != nil {
		return nil, fmt.Errorf("lock data folder: %w", err)
	}
	if lock == nil {
		return nil, fmt.Errorf("use data folder %s: %w", path, ErrInUse)
	}
	return &home{path: path, lock: lock}, nil
}

// temporaryHome makes a new folder, in memory where that is wished and there is room, and removes those of dead processes.
func temporaryHome(ctx context.Context, acct *account, inMemory bool) (*home, error) {
	roots := temporaryRoots()
	if inMemory && hasRoom(memoryFolder) {
		roots = slices.Insert(roots, 0, memoryFolder)
	}
	base, err := temporaryBase(roots, acct)
	if err != nil {
		return nil, err
	}
	guard, err := waitLock(ctx, filepath.Join(base, "lock"), true)
	if err != nil {
		return nil, err
	}
	defer guard.release()
	if err := sweep(base); err != nil {
		return nil, err
	}
	path, err := os.MkdirTemp(base, "pg-")
	if err != nil {
		return nil, fmt.Errorf("make temporary folder: %w", err)
	}
	h := &home{path: path, temporary: true}
	if h.lock, err = tryLock(filepath.Join(path, "lock"), true); err == nil {
		err = os.Chmod(path, folderMode(acct))
	}
	if err != nil {
		return nil, errors.Join(err, h.close())
	}
	return h, nil
}

// close removes a temporary folder and gives up the lock.
func (h *home) close() error {
	defer h.lock.release()
	if !h.temporary {
		return nil
	}
	if err := os.RemoveAll(h.path); err != nil {
		return fmt.Errorf("remove temporary folder: %w", err)
	}
	return nil
}

func temporaryRoots() []string { return []string{os.TempDir(), "/tmp", "/var/tmp"} }

// temporaryBase gives the folder that holds all temporary ones of this user, below the first of the roots that will do.
func temporaryBase(roots []string, acct *account) (string, error) {
	var problems []error
	for _, root := range roots {
		if at := firstClosed(root, acct); at != "" {
			problems = append(problems, fmt.Errorf("account %s cannot enter %s", acct, at))
			continue
		}
		path := filepath.Join(root, "iiq-approvals-localpg-"+strconv.Itoa(os.Geteuid()))
		err := makeFolder(path, acct)
		if err == nil {
			err = checkOurs(path)
		}
		if err == nil && acct != nil {
			// An earlier process may have made it for itself alone.
			err = os.Chmod(path, folderMode(acct))
		}
		if err == nil {
			return path, nil
		}
		problems = append(problems, err)
	}
	return "", fmt.Errorf("find a temporary folder: %w", errors.Join(problems...))
}

// checkOurs refuses a folder that somebody else made or can write to, since
// its name is known in advance.
func checkOurs(path string) error {
	info, err := os.Lstat(path)
	if err != nil {
		return fmt.Errorf("look at folder: %w", err)
	}
	uid, _, known := ownerOf(info)
	if !info.IsDir() || (known && int(uid) != os.Geteuid()) || info.Mode().Perm()&0o022 != 0 {
		return fmt.Errorf("use folder %s: it is not ours alone", path)
	}
	return nil
}

// folderMode lets the account pass, and nobody else more than needed.
func folderMode(acct *account) os.FileMode {
	if acct == nil {
		return 0o700
	}
	return 0o711
}

// makeFolder makes a folder with our mode whatever the umask, or leaves an
// existing one as it is.
func makeFolder(path string, acct *account) error {
	err := os.Mkdir(path, folderMode(acct))
	if errors.Is(err, os.ErrExist) {
		return nil
	}
	if err == nil {
		err = os.Chmod(path, folderMode(acct))
	}
	if err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	return nil
}

// sweep removes the temporary folders that no living process holds. The
// caller holds the lock of base, so no folder is between made and locked.
func sweep(base string) error {
	entries, err := os.ReadDir(base)
	if err != nil {
		return fmt.Errorf("read temporary folders: %w", err)
	}
	for _, entry := range entries {
		if !entry.IsDir() || !strings.HasPrefix(entry.Name(), "pg-") {
			continue
		}
		if err := sweepOne(filepath.Join(base, entry.Name())); err != nil {
			return err
		}
	}
	return nil
}

func sweepOne(path string) error {
	lock, err := tryLock(filepath.Join(path, "lock"), true)
	if errors.Is(err, os.ErrNotExist) || (err == nil && lock == nil) {
		return nil
	}
	if err != nil {
		return err
	}
	h := &home{path: path, temporary: true, lock: lock}
	if pid := readPidFile(h.data()).pid; pid != 0 && alive(pid) {
		lock.release()
		return nil
	}
	return h.close()
}
