package released

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestReleasesAreInTheChangelog holds the two places that name a release against each other.
func TestReleasesAreInTheChangelog(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	all, err := All()
	if err != nil {
		t.Fatal(err)
	}
	var sections []string
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "## ") && !strings.HasPrefix(line, "## Unreleased") {
			sections = append([]string{strings.TrimSpace(line)}, sections...)
		}
	}
	if len(sections) != len(all) {
		t.Fatalf("CHANGELOG.md has the releases %q, and the list has %d, want a length of %v", sections, len(all), len(all))
	}
	for n, r := range all {
		if want := "## " + r.Version + " (commit " + r.Commit[:7] + ")"; sections[n] != want {
			t.Errorf("CHANGELOG.md has %q, want %q", sections[n], want)
		}
	}
}

func TestLatestIsTheLast(t *testing.T) {
	t.Parallel()
	all, err := parse("# words\n\nrelease 0.1.0 " + hash(40, "a") + "\nmigration 00001_one.sql " + hash(64, "b") +
		"\nrelease 0.2.0 " + hash(40, "c") + "\nmigration 00002_two.go " + hash(64, "d") + "\nmigration 00003_three.sql " + hash(64, "e") +
		"\n")
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 2 || all[1].Version != "0.2.0" || len(all[0].Migrations) != 1 || len(all[1].Migrations) != 2 {
		t.Errorf(`got %+v, want a length of 2, Version "0.2.0", a length of 1 and a length of 2`, all)
	}
	latest, err := Latest()
	if err != nil || latest.Commit == "" || len(latest.Migrations) == 0 {
		t.Errorf(`the latest is %+v: %v, want Commit other than "" and a length other than 0`, latest, err)
	}
}

func TestWrongListsAreRefused(t *testing.T) {
	t.Parallel()
	release := "release 0.1.0 " + hash(40, "a") + "\n"
	for name, text := range map[string]string{
		"nothing":                    "# words\n",
		"another word":               release + "tag v0.1.0\n",
		"a short commit":             "release 0.1.0 557416c\n",
		"no version":                 "release latest " + hash(40, "a") + "\n",
		"a migration of no release":  "migration 00001_one.sql " + hash(64, "b") + "\n" + release,
		"a short hash":               release + "migration 00001_one.sql " + hash(40, "b") + "\n",
		"a file of another folder":   release + "migration ../00001_one.sql " + hash(64, "b") + "\n",
		"more words than there are":  release + "migration 00001_one.sql " + hash(64, "b") + " changed\n",
		"a hash in the file's place": release + "migration " + hash(64, "b") + " 00001_one.sql\n",
	} {
		if all, err := parse(text); err == nil {
			t.Errorf("%s: taken as %+v, want an error", name, all)
		}
	}
}

func hash(length int, letter string) string { return strings.Repeat(letter, length) }

// TestAShallowCloneIsNamed builds in a clone that has the last commit alone, and outside of any clone.
func TestAShallowCloneIsNamed(t *testing.T) {
	origin := filepath.Join(t.TempDir(), "origin")
	mustGit(t, "init", "--quiet", origin)
	for _, words := range []string{"first", "second"} {
		mustGit(t, "-C", origin, "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "--quiet", "--allow-empty", "-m", words)
	}
	first := strings.TrimSpace(mustGit(t, "-C", origin, "rev-parse", "HEAD^"))
	shallow := filepath.Join(t.TempDir(), "shallow")
	mustGit(t, "clone", "--quiet", "--depth", "1", "file://"+origin, shallow)
	for dir, words := range map[string]string{shallow: "git fetch --unshallow", origin: "", t.TempDir(): "no git clone"} {
		t.Chdir(dir)
		err := Build(t.Context(), Release{Version: "0.1.0", Commit: first}, filepath.Join(t.TempDir(), "bot"))
		switch {
		case err == nil:
			t.Errorf("%s: an empty commit was built", dir)
		case errors.Is(err, ErrNoHistory) != (words != "") || !strings.Contains(err.Error(), words):
			t.Errorf("%s: %v", dir, err)
		}
	}
	if left := mustGit(t, "-C", origin, "worktree", "list"); strings.Count(left, "\n") != 1 {
		t.Errorf("work trees are left:\n%s", left)
	}
}

func mustGit(t *testing.T, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	cmd := exec.CommandContext(t.Context(), "git", args...)
	cmd.Env = outsideGit()
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return string(out)
}
