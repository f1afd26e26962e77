package mutants

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// fewest is how many mutants the list has at least.
const fewest = 50

// fewestOfGateway is the same for the gateway's sources.
const fewestOfGateway = 40

// Each text stands in the tree once, each test is there, and no two mutants are the same mistake.
func TestTheListIsNotStale(t *testing.T) {
	t.Parallel()
	list, err := Ours()
	if err != nil {
		t.Fatalf("read the list: got %v, want no error", err)
	}
	if len(list) < fewest {
		t.Errorf("the list has %d mutants, want %d at least", len(list), fewest)
	}
	gateways, err := Gateway()
	if err != nil || len(gateways) < fewestOfGateway {
		t.Errorf("the gateway's list: got %d mutants, %v, want %d at least", len(gateways), err, fewestOfGateway)
	}
	for _, m := range gateways {
		if !m.java() {
			t.Errorf("mutant %s: got the file %s, want a source of the gateway", m.Name, m.File)
		}
	}
	list = append(list, gateways...)
	tree, seen := os.DirFS("../.."), map[string]string{}
	for _, m := range list {
		if err := m.Stale(tree); err != nil {
			t.Errorf("mutant %s: %v", m.Name, err)
		}
		changed, _ := m.Apply(tree)
		mistake := m.File + "\n" + string(changed)
		if other, twice := seen[mistake]; twice {
			t.Errorf("mutants %s and %s are one mistake", other, m.Name)
		}
		seen[mistake] = m.Name
	}
}

const first = `
# A comment.
name  first
why   Harm.
file  a/a.go
in    func a(
old   x < 1
new   x <= 1
test  ./a TestA TestB
hangs
`

func TestAListIsRead(t *testing.T) {
	t.Parallel()
	got, err := Parse(first + "\n\nname second\nwhy Harm.\nfile b.go\nold return err\ntest ./b TestC\n")
	if err != nil {
		t.Fatalf("read the list: got %v, want no error", err)
	}
	want := []Mutant{
		{Name: "first", Why: "Harm.", File: "a/a.go", In: "func a(", Old: "x < 1", New: "x <= 1", Package: "./a",
			Tests: []string{"TestA", "TestB"}, Hangs: true, line: 3},
		{Name: "second", Why: "Harm.", File: "b.go", Old: "return err", Package: "./b", Tests: []string{"TestC"}, line: 13},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(Mutant{})); diff != "" {
		t.Errorf("mutants (-want +got):\n%s", diff)
	}
}

func TestAListWithAMistakeIsAnError(t *testing.T) {
	t.Parallel()
	for want, text := range map[string]string{
		"first is there twice":          first + "\n" + first,
		`"what"`:                        strings.Replace(first, "why ", "what ", 1),
		`"old"`:                         strings.Replace(first, "new ", "old ", 1),
		`"first" has no why`:            strings.Replace(first, "why   Harm.\n", "", 1),
		"a package and its tests":       strings.Replace(first, "TestA TestB", "", 1),
		"changes nothing":               strings.Replace(first, "x <= 1", "x < 1", 1),
		`"Test.*" is no name`:           strings.Replace(first, "TestA", "Test.*", 1),
		"one line with a package":       first + "test ./b TestC",
		`"hangs": not a key`:            strings.Replace(first, "hangs", "hangs sometimes", 1),
		`line 3: mutant "" has no name`: strings.Replace(first, "name  first\n", "", 1),
	} {
		if _, err := Parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error: got %v, want one that says %s", err, want)
		}
	}
}

func TestAMutantChangesItsTextAlone(t *testing.T) {
	t.Parallel()
	function := func(name string) string { return "\nfunc " + name + "() bool {\n\treturn x < 1\n}\n" }
	tree := fstest.MapFS{
		"a/a.go":      {Data: []byte("package a\n" + function("b") + function("a") + function("c"))},
		"a/a_test.go": {Data: []byte("package a\n\nfunc TestA(t *testing.T) {}\n\nfunc TestB(t *testing.T) {}\n")},
	}
	list, err := Parse(first)
	if err != nil {
		t.Fatalf("read the list: got %v, want no error", err)
	}
	m := list[0]
	got, err := m.Apply(tree)
	want := strings.Replace(string(tree["a/a.go"].Data), "func a() bool {\n\treturn x < 1", "func a() bool {\n\treturn x <= 1", 1)
	if string(got) != want || err != nil {
		t.Errorf("changed: got %q and %v, want %q", got, err, want)
	}
	if err := m.Stale(tree); err != nil {
		t.Errorf("in order: got %v, want no error", err)
	}
	for name, change := range map[string]func(*Mutant){
		"a text that is not there":             func(m *Mutant) { m.Old = "x < 2" },
		"a text that is there three times":     func(m *Mutant) { m.In = "" },
		"a function that is not there":         func(m *Mutant) { m.In = "func d(" },
		"a beginning of several functions":     func(m *Mutant) { m.In = "func " },
		"a file that is not there":             func(m *Mutant) { m.File = "a/b.go" },
		"a test that is not there":             func(m *Mutant) { m.Tests = []string{"TestA", "TestC"} },
		"a test of which there is a beginning": func(m *Mutant) { m.Tests = []string{"Test"} },
	} {
		stale := m
		change(&stale)
		if err := stale.Stale(tree); err == nil || !strings.Contains(err.Error(), "stale") {
			t.Errorf("%s: got %v, want an error that says stale", name, err)
		}
	}
}
