package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The peer is installed from whichever registry npm is set up with: its lock file names none, and pins every package by its sum.
func TestThePeerNamesNoRegistry(t *testing.T) {
	t.Parallel()
	source := filepath.Join("..", "..", peerSource)
	text, err := os.ReadFile(filepath.Join(source, "package-lock.json"))
	if err != nil {
		t.Fatal(err)
	}
	var lock struct {
		Packages map[string]struct{ Version, Resolved, Integrity string }
	}
	if err := json.Unmarshal(text, &lock); err != nil {
		t.Fatal(err)
	}
	for name, p := range lock.Packages {
		if p.Resolved != "" || name != "" && (p.Version == "" || p.Integrity == "") {
			t.Errorf("%s: got %+v, want a version and a sum, and no address", name, p)
		}
	}
	text, err = os.ReadFile(filepath.Join(source, "package.json"))
	if err != nil {
		t.Fatal(err)
	}
	var wanted struct{ Dependencies map[string]string }
	if err := json.Unmarshal(text, &wanted); err != nil {
		t.Fatal(err)
	}
	for name, version := range wanted.Dependencies {
		if !regexp.MustCompile(`^\d+\.\d+\.\d+$`).MatchString(version) {
			t.Errorf("%s: got version %q, want one that is pinned", name, version)
		}
	}
	if len(wanted.Dependencies) == 0 || strings.Contains(string(text), "://") {
		t.Errorf("got %s, want packages and no address", text)
	}
}
