package released

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// ErrNoHistory says that the repository around the working directory has no such commit, or that there is none.
var ErrNoHistory = errors.New("the commit is not in this clone")

// Build makes the binary of a release at the path out. It takes the sources from the history of the repository around the
// working directory, by a git work tree that is removed again.
func Build(ctx context.Context, r Release, out string) error {
	if err := present(ctx, r); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "iiq-approvals-released-")
	if err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	defer os.RemoveAll(dir)
	tree := filepath.Join(dir, "bot-"+r.Version)
	// A checkout runs the clone's own hooks, which have no part in this.
	if _, err := git(ctx, "-c", "core.hooksPath=/dev/null", "worktree", "add", "--quiet", "--detach", tree, r.Commit); err != nil {
		return err
	}
	err = compile(ctx, tree, out)
	// What was made is removed also after an interrupt.
	_, gone := git(context.WithoutCancel(ctx), "worktree", "remove", "--force", tree)
	return errors.Join(err, gone)
}

// present looks for the commit, so that a clone without history is told from a build that fails.
func present(ctx context.Context, r Release) error {
	_, err := git(ctx, "cat-file", "-e", r.Commit+"^{commit}")
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return fmt.Errorf("look for commit: %w", ctx.Err())
	}
	cure := "this is no git clone"
	if shallow, err := git(ctx, "rev-parse", "--is-shallow-repository"); err == nil {
		cure = "run: git fetch origin " + r.Commit
		if strings.TrimSpace(shallow) == "true" {
			cure = "it is shallow; run: git fetch --unshallow"
		}
	}
	return fmt.Errorf("%w: version %s is %s (%s): %w", ErrNoHistory, r.Version, r.Commit, cure, err)
}

// compile builds without cgo, as releases are built, and without a stamp of the commit, which a work tree may not give.
func compile(ctx context.Context, tree, out string) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-o", out, "./cmd/bot")
	cmd.Dir, cmd.Env = tree, append(outsideGit(), "CGO_ENABLED=0", "GOWORK=off", "PWD="+tree)
	if printed, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build the bot in %s: %w\n%s", tree, err, printed)
	}
	return nil
}

// git runs a command of git's on the repository around the working directory, and gives what it printed.
func git(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Env = outsideGit()
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("run git %s: %w: %s", strings.Join(args, " "), err, strings.TrimSpace(said.String()))
	}
	return out.String(), nil
}

// outsideGit is the environment without what a hook of git's has in it, which would name another work tree.
func outsideGit() []string {
	return slices.DeleteFunc(os.Environ(), func(v string) bool {
		return strings.HasPrefix(v, "GIT_DIR=") || strings.HasPrefix(v, "GIT_WORK_TREE=") || strings.HasPrefix(v, "GIT_INDEX_FILE=")
	})
}
