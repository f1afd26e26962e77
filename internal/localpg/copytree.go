package localpg

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// treeSize is what a copy moved; two equal sizes say that nothing was cut.
type treeSize struct {
	Files int   `json:"files"`
	Bytes int64 `json:"bytes"`
}

// copyTree copies folders and plain files to a place that does not exist yet,
// readable for their owner alone, and gives them to the account.
func copyTree(from, to string, acct *account) (treeSize, error) {
	var size treeSize
	err := filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		if entry.IsDir() {
			if err := os.Mkdir(target, 0o700); err != nil {
				return err
			}
			return own(target, acct)
		}
		if !entry.Type().IsRegular() {
			return fmt.Errorf("%s is no plain file", path)
		}
		written, err := copyFile(path, target, acct)
		size.Files++
		size.Bytes += written
		return err
	})
	if err != nil {
		return treeSize{}, fmt.Errorf("copy folder: %w", err)
	}
	return size, nil
}

func copyFile(from, to string, acct *account) (written int64, err error) {
	in, err := os.Open(from)
	if err != nil {
		return 0, err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	if written, err = io.Copy(out, in); err != nil {
		return written, err
	}
	return written, own(to, acct)
}
