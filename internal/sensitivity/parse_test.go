package sensitivity_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iiq-approvals/bot/internal/sensitivity"
)

var update = flag.Bool("update", false, "write the golden files anew")

func said(mistakes []sensitivity.Mistake, file string) string {
	var b strings.Builder
	for _, m := range mistakes {
		b.WriteString(m.In(file) + "\n")
	}
	return b.String()
}

// Every mistake of a file is one line with its place.
func TestMistakesAreToldWithTheirPlace(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/wrong*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v, want a length other than 0", err)
	}
	for _, file := range files {
		rules, mistakes, err := sensitivity.Read(file)
		if err != nil {
			t.Fatal(err)
		}
		if !rules.Empty() {
			t.Errorf("%s: there are rules for all its mistakes", file)
		}
		got := said(mistakes, filepath.Base(file))
		golden := strings.TrimSuffix(file, ".yaml") + ".golden.txt"
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", file, diff)
		}
	}
}

func TestWrongFiles(t *testing.T) {
	t.Parallel()
	many := "rules:\n" + strings.Repeat("  - {match: {application: a}, show: none}\n", 1001)
	patterns := "rules:\n  - match: {application: [" + strings.TrimSuffix(strings.Repeat("a,", 201), ",") + "]}\n    show: none\n"
	for name, c := range map[string]struct{ file, want string }{
		"empty":             {"", "f:1:1: the file is empty"},
		"only a comment":    {"# nothing\n", "f:1:1: the file is empty"},
		"a list":            {"- a\n", "f:1:1: the file is a list"},
		"a word":            {"rules\n", "f:1:1: the file is a single value"},
		"no rule":           {"rules: []\n", "f:1:1: the file holds nothing back"},
		"rules of nothing":  {"rules:\n", "rules is nothing"},
		"idle default":      {"default: {show: whole}\n", "f:1:1: the file holds nothing back"},
		"idle rule":         {"rules:\n  - {match: {application: a}, show: none}\n  - {match: {application: b}, show: whole}\n", "f:3:5: the rule changes nothing"},
		"a tab":             {"rules:\n\t- a\n", "f:2:1: "},
		"two documents":     {"default: {show: none}\n---\ndefault: {show: none}\n", "f:3:1: the file has 2 documents"},
		"twice a key":       {"default: {show: none}\ndefault: {show: masked}\n", "f:2:1: default stands there twice"},
		"the same rule":     {"rules:\n  - {match: {application: [a, b]}, show: none}\n  - {match: {application: [B, A]}, show: masked}\n", "f:3:5: the rule looks for the same as the one in line 2"},
		"the same name":     {"rules:\n  - {name: x, match: {application: a}, show: none}\n  - {name: x, match: {application: b}, show: none}\n", "f:3:5: the rule has the name of the one in line 2"},
		"an empty text":     {"rules:\n  - match: {application: ''}\n    show: none\n", "f:2:26: application is empty"},
		"nothing for text":  {"rules:\n  - match:\n      application:\n    show: none\n", "application is nothing"},
		"yes for text":      {"rules:\n  - match: {application: true}\n    show: none\n", "f:2:26: application is the word true"},
		"too large":         {"# " + strings.Repeat("x", 256<<10), "f:1:1: the file is too large"},
		"no text":           {"rules: \xff\xfe", "f:1:1: the file is no text"},
		"too many rules":    {many, "there are 1001 rules"},
		"too many patterns": {patterns, "f:2:26: application is a list of 201"},
		"a long pattern": {"rules:\n  - {match: {application: " + strings.Repeat("a", 301) + "}, show: none}\n",
			"application is too long"},
		"an anchor":       {"default: &d {show: none}\n", "default is an anchor"},
		"cut off":         {"rules: [", "f:1:"},
		"an empty demand": {"default: {demand: []}\n", "demand is an empty list"},
		"an empty match":  {"rules:\n  - {match: {}, show: none}\n", "match is empty"},
	} {
		_, mistakes := sensitivity.Parse([]byte(c.file))
		got := said(mistakes, "f")
		if !strings.Contains(got, c.want) {
			t.Errorf("%s: told %q, want %q", name, got, c.want)
		}
		for line := range strings.Lines(got) {
			if !strings.Contains(line, "; expected ") {
				t.Errorf("%s: %q does not say what is expected", name, line)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"rules:\n  - match: {application: a}\n    show: none\n", "default: {show: masked}", "{", "- - -",
		"a: &a [*a]"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		rules, mistakes := sensitivity.Parse(data)
		if rules.Empty() == (len(mistakes) == 0) {
			t.Errorf("%d mistakes, and rules that hold something back: %t, want Empty other than %v",
				len(mistakes), !rules.Empty(), len(mistakes) == 0)
		}
		rules.Judge(sensitivity.Item{Type: "Approval", Lines: []sensitivity.Line{{Application: string(data)}}})
	})
}

func TestAFileThatCannotBeReadIsAnError(t *testing.T) {
	t.Parallel()
	if _, _, err := sensitivity.Read(filepath.Join(t.TempDir(), "none.yaml")); err == nil {
		t.Error("it was read")
	}
	if _, _, err := sensitivity.Read(t.TempDir()); err == nil {
		t.Error("a folder was read")
	}
}

// The example and what the documents show are files without mistakes.
func TestTheExamplesAreInOrder(t *testing.T) {
	t.Parallel()
	rules, mistakes, err := sensitivity.Read("../../deploy/sensitivity.yaml")
	if err != nil || len(mistakes) > 0 || len(rules.All()) < 5 {
		t.Errorf("the example: %d rules, %v\n%s", len(rules.All()), err, said(mistakes, "sensitivity.yaml"))
	}
	page, err := os.ReadFile("../../docs/sensitivity.md")
	if err != nil {
		t.Fatal(err)
	}
	shown := strings.Split(string(page), "```yaml\n")[1:]
	if len(shown) == 0 {
		t.Fatal("the page shows no file")
	}
	for _, rest := range shown {
		text, _, _ := strings.Cut(rest, "```")
		if _, mistakes := sensitivity.Parse([]byte(text)); len(mistakes) > 0 {
			t.Errorf("%s\n%s", text, said(mistakes, "page"))
		}
	}
}
