package localpg

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
)

// account is the unprivileged user that the server runs as when we are root.
// A nil account means: as ourselves.
type account struct {
	name     string
	uid, gid uint32
}

func (a *account) String() string {
	if a == nil {
		return "(our own)"
	}
	return a.name
}

// serverAccount picks the account. initdb looks its user up by id, so that a
// number without an entry will not do.
func serverAccount() (*account, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	return lookUpAccount("nobody", "postgres")
}

func lookUpAccount(names ...string) (*account, error) {
	for _, name := range names {
		found, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.ParseUint(found.Uid, 10, 32)
		gid, gidErr := strconv.ParseUint(found.Gid, 10, 32)
		if err := errors.Join(uidErr, gidErr); err != nil || uid == 0 {
			continue
		}
		return &account{name: name, uid: uint32(uid), gid: uint32(gid)}, nil
	}
	return nil, fmt.Errorf("find an account for the server: Postgres does not run as root, and there is none of %q; "+
		"run as another user, or use a server of your own by its address", names)
}

// firstClosed gives the first folder on the way to path (itself included)
// that the account cannot enter, or "".
func firstClosed(path string, acct *account) string {
	if acct == nil {
		return ""
	}
	if parent := filepath.Dir(path); parent != path {
		if at := firstClosed(parent, acct); at != "" {
			return at
		}
	}
	info, err := os.Stat(path)
	if err != nil || !mayEnter(info, acct) {
		return path
	}
	return ""
}

// mayEnter judges by the permission bits, as the kernel does: the owner's
// bits for the owner, else the group's for the group, else the others'.
func mayEnter(info os.FileInfo, acct *account) bool {
	mode := info.Mode().Perm()
	uid, gid, known := ownerOf(info)
	switch {
	case known && uid == acct.uid:
		return mode&0o100 != 0
	case known && gid == acct.gid:
		return mode&0o010 != 0
	}
	return mode&0o001 != 0
}

// own gives a file or folder to the account.
func own(path string, acct *account) error {
	if acct == nil {
		return nil
	}
	if err := os.Chown(path, int(acct.uid), int(acct.gid)); err != nil {
		return fmt.Errorf("give %s to %s: %w", path, acct, err)
	}
	return nil
}
