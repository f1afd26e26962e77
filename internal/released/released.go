package released

import (
	"bufio"
	_ "embed"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

//go:embed releases.txt
var releases string

// Release is one version that was released.
type Release struct {
	Version string
	// Commit is the full hash of the commit that was released.
	Commit string
	// Migrations are those that this version brought, in the order of their numbers.
	Migrations []Migration
}

// Migration is a file of the folder migrations as it was released.
type Migration struct {
	File string
	// SHA256 is the hash of the file's bytes, in hexadecimal.
	SHA256 string
}

// All gives every release, the oldest first.
func All() ([]Release, error) { return parse(releases) }

// Latest gives the release that installations upgrade from.
func Latest() (Release, error) {
	all, err := All()
	if err != nil {
		return Release{}, err
	}
	return all[len(all)-1], nil
}

var (
	versionForm = regexp.MustCompile(`^[0-9]+\.[0-9]+\.[0-9]+$`)
	commitForm  = regexp.MustCompile(`^[0-9a-f]{40}$`)
	fileForm    = regexp.MustCompile(`^[0-9]{5}_[a-z0-9_]+\.(sql|go)$`)
	sha256Form  = regexp.MustCompile(`^[0-9a-f]{64}$`)
)

// parse reads the list. A line that it does not understand is an error: a guard that skips lines guards nothing.
func parse(text string) ([]Release, error) {
	var all []Release
	lines := bufio.NewScanner(strings.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		words := strings.Fields(lines.Text())
		if len(words) == 0 || strings.HasPrefix(words[0], "#") {
			continue
		}
		switch {
		case len(words) == 3 && words[0] == "release" && versionForm.MatchString(words[1]) && commitForm.MatchString(words[2]):
			all = append(all, Release{Version: words[1], Commit: words[2]})
		case len(words) == 3 && words[0] == "migration" && fileForm.MatchString(words[1]) && sha256Form.MatchString(words[2]) &&
			len(all) > 0:
			latest := &all[len(all)-1]
			latest.Migrations = append(latest.Migrations, Migration{File: words[1], SHA256: words[2]})
		default:
			return nil, fmt.Errorf("read list of releases: line %d: %q", n, lines.Text())
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read list of releases: %w", err)
	}
	if len(all) == 0 {
		return nil, errors.New("read list of releases: it is empty")
	}
	return all, nil
}
