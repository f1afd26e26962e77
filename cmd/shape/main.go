// Command shape prints the measures of this tree beside those of a release, and exits with 1 where this tree is beyond its
// bounds. It reads the release from the history of the repository; without a history it prints this tree alone, and does not
// judge how many methods a type has, since an old type may have what it had in the release.
//
//	go run ./cmd/shape
//	go run ./cmd/shape --against 557416c --named 0.1.0
package main

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"testing/fstest"

	"github.com/alecthomas/kong"

	"github.com/iiq-approvals/bot/internal/shape"
)

type flags struct {
	Against string `help:"The commit of the release." default:"557416c"`
	Named   string `help:"What the release is called." default:"0.1.0"`
}

func main() {
	var f flags
	kong.Parse(&f, kong.Name("shape"), kong.Description("Measures the tree beside a release, and holds it to its bounds."))
	beyond, err := f.run(context.Background(), os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if beyond {
		os.Exit(1)
	}
}

func (f flags) run(ctx context.Context, w io.Writer) (beyond bool, err error) {
	now, err := shape.Measure(os.DirFS("."))
	if err != nil {
		return false, fmt.Errorf("measure this tree: %w", err)
	}
	var before shape.Shape
	var known *shape.Shape
	tree, err := release(ctx, f.Against)
	if err != nil {
		fmt.Fprintln(os.Stderr, "only this tree, without the bound on methods:", err)
	} else if before, err = shape.Measure(tree); err != nil {
		return false, fmt.Errorf("measure %s: %w", f.Named, err)
	} else {
		known = &before
	}
	bounds := shape.Ours()
	if err := bounds.Print(w, before, f.Named, now); err != nil {
		return false, err
	}
	all := bounds.Beyond(now, known)
	for _, sentence := range all {
		if _, err := fmt.Fprintln(w, "beyond the bounds:", sentence); err != nil {
			return false, fmt.Errorf("write measures: %w", err)
		}
	}
	return len(all) > 0, nil
}

// release reads the Go files of a commit.
func release(ctx context.Context, commit string) (fs.FS, error) {
	out, err := exec.CommandContext(ctx, "git", "archive", "--format=tar", commit).Output()
	if err != nil {
		return nil, fmt.Errorf("read commit %s: %w", commit, err)
	}
	tree, r := fstest.MapFS{}, tar.NewReader(bytes.NewReader(out))
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return tree, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read commit %s: %w", commit, err)
		}
		if !strings.HasSuffix(h.Name, ".go") {
			continue
		}
		text, err := io.ReadAll(r)
		if err != nil {
			return nil, fmt.Errorf("read commit %s: %w", commit, err)
		}
		tree[h.Name] = &fstest.MapFile{Data: text}
	}
}
