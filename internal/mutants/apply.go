package mutants

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// ErrStale means that the text that a mutant changes does not stand in the tree once, or its tests are not there.
var ErrStale = errors.New("stale")

// Apply gives the mutant's file with the mistake in it. The error is ErrStale where the text does not stand there once.
func (m Mutant) Apply(tree fs.FS) ([]byte, error) {
	raw, err := fs.ReadFile(tree, m.File)
	if err != nil {
		return nil, fmt.Errorf("%w: read %s: %w", ErrStale, m.File, err)
	}
	before, part, after, err := m.section(string(raw))
	if err != nil {
		return nil, err
	}
	if n := strings.Count(part, m.Old); n != 1 {
		return nil, fmt.Errorf("%w: %q stands %d times in %s, want once", ErrStale, m.Old, n, strings.TrimSpace(m.File+" "+m.In))
	}
	return []byte(before + strings.Replace(part, m.Old, m.New, 1) + after), nil
}

// java tells whether the mutant is one of the gateway's sources.
func (m Mutant) java() bool { return path.Ext(m.File) == ".java" }

// section cuts out the function or query that In begins. It ends with the first line that is a closing brace or a backquote, and in
// Java with the brace of a method.
func (m Mutant) section(text string) (before, part, after string, err error) {
	if m.In == "" {
		return "", text, "", nil
	}
	if n := strings.Count(text, m.In); n != 1 {
		return "", "", "", fmt.Errorf("%w: %q stands %d times in %s, want once", ErrStale, m.In, n, m.File)
	}
	begin := strings.Index(text, m.In)
	end := len(text)
	lasts := []string{"\n}\n", "\n`\n"}
	if m.java() {
		lasts = []string{"\n    }\n"}
	}
	for _, last := range lasts {
		if at := strings.Index(text[begin:], last); at >= 0 {
			end = min(end, begin+at)
		}
	}
	return text[:begin], text[begin:end], text[end:], nil
}

// Stale checks a mutant against the tree: its text stands there once, and so do its tests.
func (m Mutant) Stale(tree fs.FS) error {
	if _, err := m.Apply(tree); err != nil {
		return err
	}
	files, err := fs.Glob(tree, path.Join(path.Clean(m.Package), "*_test.go"))
	if err != nil {
		return fmt.Errorf("list tests of %s: %w", m.Package, err)
	}
	var all strings.Builder
	for _, name := range files {
		text, err := fs.ReadFile(tree, name)
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		all.Write(text)
	}
	for _, test := range m.Tests {
		if !strings.Contains(all.String(), "\nfunc "+test+"(") {
			return fmt.Errorf("%w: %s has no %s", ErrStale, m.Package, test)
		}
	}
	return nil
}
