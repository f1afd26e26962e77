package mutants

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// The tiny module has a rule with two bounds, and a test of the lower one alone.
const (
	tinyRule = `package tiny

func Allowed(n int) bool { return n >= 1 && n <= 9 }
`
	tinyTest = `package tiny

import (
	"os"
	"testing"
)

func TestLower(t *testing.T) {
	if Allowed(0) || !Allowed(1) {
		t.Error("wrong")
	}
}

func TestSkipped(t *testing.T) { t.Skip() }

func TestRed(t *testing.T) { t.Error(os.Args) }
`
	tinyList = `
name lower
why  Too little is allowed.
file rule.go
old  n >= 1
new  n >= 0
test . TestLower

name upper
why  Too much is allowed.
file rule.go
old  n <= 9
new  n <= 10
test . TestLower

name typed
why  None.
file rule.go
old  n >= 1
new  n >= "1"
test . TestLower

name gone
why  None.
file rule.go
old  n > 1
new  n > 0
test . TestLower
`
)

// tiny writes the module into a folder of its own.
func tiny(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"go.mod": "module tiny\n\ngo 1.26\n", "rule.go": tinyRule, "rule_test.go": tinyTest} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func parsed(t *testing.T, text string) []Mutant {
	t.Helper()
	list, err := Parse(text)
	if err != nil {
		t.Fatalf("read the list: got %v, want no error", err)
	}
	return list
}

// What survives, does not compile or is stale is told, and is not well. The tree stays as it is.
func TestASurvivorIsTold(t *testing.T) {
	t.Parallel()
	dir, list, said := tiny(t), parsed(t, tinyList), &strings.Builder{}
	report, verdicts := NewReport(said, len(list)), map[string]Verdict{}
	r := Runner{Dir: dir, Jobs: 2, Limit: time.Minute}
	if err := r.Run(t.Context(), list, func(x Result) { report.Take(x); verdicts[x.Mutant.Name] = x.Verdict }); err != nil {
		t.Fatalf("run: got %v, want no error", err)
	}
	want := map[string]Verdict{"lower": Killed, "upper": Survived, "typed": Broken, "gone": Outdated}
	if diff := cmp.Diff(want, verdicts); diff != "" {
		t.Errorf("verdicts (-want +got):\n%s", diff)
	}
	well, err := report.End()
	if well || err != nil {
		t.Errorf("the list is well: got %t and %v, want false", well, err)
	}
	for _, part := range []string{"upper: SURVIVED\n  Too much is allowed.\n  rule.go\n  - n <= 9\n  + n <= 10\n", "by TestLower",
		"1 of 4 mutants were killed", "mismatched types", `"n > 1" stands 0 times`} {
		if !strings.Contains(said.String(), part) {
			t.Errorf("the report lacks %q:\n%s", part, said)
		}
	}
	if now, err := os.ReadFile(filepath.Join(dir, "rule.go")); string(now) != tinyRule || err != nil {
		t.Errorf("the tree was changed: %q, %v", now, err)
	}
}

// Tests that fail, are skipped or are missing kill nothing.
func TestARedTreeKillsNothing(t *testing.T) {
	t.Parallel()
	dir := tiny(t)
	for test, red := range map[string]bool{"TestLower": false, "TestRed": true, "TestSkipped": true, "TestGone": true} {
		list := []Mutant{{Name: "m", Package: ".", Tests: []string{test}}}
		var begun []string
		err := Runner{Dir: dir, Limit: time.Minute}.Check(t.Context(), list, func(pkg string) { begun = append(begun, pkg) })
		if errors.Is(err, ErrRed) != red || !red && err != nil || !cmp.Equal(begun, []string{"."}) {
			t.Errorf("%s: got %v after %v, want red: %t", test, err, begun, red)
		}
	}
}

func TestARunThatIsEndedIsAnError(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := Runner{Dir: tiny(t), Limit: time.Minute}.Run(ctx, parsed(t, tinyList), func(Result) {})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error: got %v, want %v", err, context.Canceled)
	}
}

// What go test says, and what follows for a mutant that may hang or not.
func TestVerdicts(t *testing.T) {
	t.Parallel()
	const passes, lives = `{"Action":"pass","Test":"TestA"}` + "\n", "no test failed of TestA in ./a"
	late := `{"Action":"output","Test":"TestA","Output":"panic: test timed out after 1s\n"}` + "\n" + `{"Action":"fail","Test":"TestA"}`
	for name, c := range map[string]struct {
		said   string
		hangs  bool
		want   Verdict
		detail string
	}{
		"all pass":                    {passes + `{"Action":"pass"}`, false, Survived, lives},
		"a part of a test fails":      {`{"Action":"fail","Test":"TestA/b"}` + "\n" + `{"Action":"fail"}`, false, Killed, "TestA/b"},
		"the process ends":            {`{"Action":"fail"}`, false, Killed, "the end of the process"},
		"it is not built":             {`{"Action":"build-fail"}` + "\n" + `{"Action":"fail","FailedBuild":"a"}`, false, Broken, ""},
		"what it imports is not":      {`{"Action":"fail","FailedBuild":"b"}`, false, Broken, ""},
		"out of time":                 {late, false, Late, "a time-out kills only where the list says: hangs"},
		"out of time, as it may":      {late, true, Killed, "a time-out"},
		"lines that are no event":     {"go: downloading\n" + passes, false, Survived, lives},
		"out of time is said, passed": {`{"Action":"output","Output":"panic: test timed out after 1s"}` + "\n" + passes, true, Survived, lives},
	} {
		m := Mutant{Package: "./a", Tests: []string{"TestA"}, Hangs: c.hangs}
		if got, detail := m.judge(read([]byte(c.said))); got != c.want || detail != c.detail {
			t.Errorf("%s: got %s (%s), want %s (%s)", name, got, detail, c.want, c.detail)
		}
	}
}

// A mutant of the gateway's sources has a copy of them, and one that is not built kills nothing.
func TestMutantsOfTheGateway(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	const file = "gateway/plugin/A.java"
	for name, text := range map[string]string{
		file:               "class A {\n    int a() {\n        return 1;\n    }\n}\n",
		"gateway/build.sh": "true\n",
	} {
		if err := errors.Join(os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o700),
			os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	m := Mutant{Name: "m", File: file, In: "int a() {", Old: "return 1;", New: "return 2;", Package: "./a", Tests: []string{"TestA"},
		Part: "some_part"}
	r := Runner{Dir: dir, Limit: time.Minute, binaries: &binaries{paths: map[string]string{"./a": "/tests"}}}
	run, err := r.prepare(t.Context(), t.TempDir(), m)
	if err != nil || len(run.env) != 1 || run.binary != "/tests" {
		t.Fatalf("prepare: got %+v, %v, want one variable, and the compiled tests", run, err)
	}
	copied, named := strings.CutPrefix(run.env[0], SourcesVariable+"=")
	changed, err := os.ReadFile(filepath.Join(copied, "plugin", "A.java"))
	if !named || err != nil || !strings.Contains(string(changed), "return 2;") {
		t.Errorf("the copy: got %q, %v, want the mistake in it", changed, err)
	}
	if _, err := os.Stat(filepath.Join(copied, "build.sh")); err != nil {
		t.Errorf("the copy: got %v, want all of the folder", err)
	}
	if got := run.pattern(); got != "^(TestA)$/some_part" {
		t.Errorf("what is run: got %q, want the part of the test", got)
	}
	said := `{"Action":"output","Test":"TestA","Output":"build the gateway: exit status 1\n"}` + "\n" + `{"Action":"fail","Test":"TestA"}`
	if got, _ := m.judge(read([]byte(said))); got != Broken {
		t.Errorf("not built: got %s, want %s", got, Broken)
	}
}
