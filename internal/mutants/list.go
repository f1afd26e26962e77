package mutants

import (
	_ "embed"
	"fmt"
	"regexp"
	"strings"
)

//go:embed mutants.txt
var ours string

//go:embed gateway.txt
var gateways string

// Mutant is one mistake, and the tests that have to find it.
type Mutant struct {
	Name string
	// Why says what harm the mistake would do.
	Why string
	// File is the path in the module. In, which may be "", is the beginning of the function or query that has the text.
	File, In string
	// Old stands there once; New stands there in its place.
	Old, New string
	// Package is a folder of the module, as ./internal/x. Tests are names of its tests.
	Package string
	Tests   []string
	// Part narrows the one test to some of its parts, as go test -run wants them behind the slash; "" is the whole test.
	Part string
	// Hangs is true where a test that runs out of time has found the mistake.
	Hangs bool
	// line is where the mutant begins in the list.
	line int
}

// Ours are the mutants of this project.
func Ours() ([]Mutant, error) { return Parse(ours) }

// Gateway are the mutants of the gateway's sources, which are Java. Their tests want a JDK.
func Gateway() ([]Mutant, error) { return Parse(gateways) }

// testName is what a name of a test looks like: it goes into a regular expression as it is.
var testName = regexp.MustCompile(`^Test\w+$`)

// Parse reads a list. A mutant is a paragraph of lines, each a key and a text; lines that begin with # are left out.
func Parse(text string) ([]Mutant, error) {
	var all []Mutant
	names := map[string]bool{}
	m, begun := Mutant{}, false
	end := func() error {
		if !begun {
			return nil
		}
		if err := m.complete(); err != nil {
			return err
		}
		if names[m.Name] {
			return fmt.Errorf("line %d: mutant %s is there twice", m.line, m.Name)
		}
		names[m.Name] = true
		all = append(all, m)
		m, begun = Mutant{}, false
		return nil
	}
	for n, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "#") {
			continue
		}
		if line == "" {
			if err := end(); err != nil {
				return nil, err
			}
			continue
		}
		if !begun {
			m, begun = Mutant{line: n + 1}, true
		}
		if err := m.set(line); err != nil {
			return nil, fmt.Errorf("line %d: %w", n+1, err)
		}
	}
	return all, end()
}

// set takes one line of the mutant's paragraph.
func (m *Mutant) set(line string) error {
	key, value, _ := strings.Cut(line, " ")
	value = strings.TrimSpace(value)
	if key == "hangs" && value == "" {
		m.Hangs = true
		return nil
	}
	if key == "test" {
		words := strings.Fields(value)
		if len(words) < 2 || m.Package != "" {
			return fmt.Errorf("%q: a mutant has one line with a package and its tests", line)
		}
		m.Package, m.Tests = words[0], words[1:]
		return nil
	}
	at, known := map[string]*string{"name": &m.Name, "why": &m.Why, "file": &m.File, "in": &m.In, "old": &m.Old, "new": &m.New,
		"part": &m.Part}[key]
	if !known || *at != "" {
		return fmt.Errorf("%q: not a key, or there twice", key)
	}
	*at = value
	return nil
}

// complete checks that a mutant says all that is needed. Only New may be empty.
func (m *Mutant) complete() error {
	for key, value := range map[string]string{"name": m.Name, "why": m.Why, "file": m.File, "old": m.Old, "test": m.Package} {
		if value == "" {
			return fmt.Errorf("line %d: mutant %q has no %s", m.line, m.Name, key)
		}
	}
	if m.Part != "" && len(m.Tests) != 1 {
		return fmt.Errorf("line %d: mutant %s has parts of %d tests, want one", m.line, m.Name, len(m.Tests))
	}
	if m.Old == m.New {
		return fmt.Errorf("line %d: mutant %s changes nothing", m.line, m.Name)
	}
	for _, test := range m.Tests {
		if !testName.MatchString(test) {
			return fmt.Errorf("line %d: mutant %s: %q is no name of a test", m.line, m.Name, test)
		}
	}
	return nil
}
