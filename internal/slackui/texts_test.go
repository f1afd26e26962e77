package slackui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/looping"
)

// No entry of the catalogue is missing in any language, nor any sentence of the handlers.
func TestNoTextIsMissing(t *testing.T) {
	said := handlerSentences(t)
	for _, l := range approvals.Languages() {
		c := reflect.ValueOf(speak(l)).Elem()
		for i := range c.NumField() {
			if name := c.Type().Field(i).Name; c.Field(i).IsZero() {
				t.Errorf("%s lacks %s", l, name)
			}
		}
		if l == approvals.English {
			continue
		}
		for name, sentence := range said {
			if speak(l).in(sentence) == sentence {
				t.Errorf("%s lacks %s", l, name)
			}
		}
		if got := len(speak(l).sentences); got != len(said) {
			t.Errorf("%s has %d sentences of handlers, and there are %d", l, got, len(said))
		}
	}
}

// handlerKeys are the sentences that handlers name in English and that are translated when they are said.
var handlerKey = regexp.MustCompile(`^(Sentence[A-Z]\w*|sentenceSent|sentenceBackToUsual|sentenceSettingsSaved)$`)

// handlerSentences finds the constants by their names.
func handlerSentences(t *testing.T) map[string]string {
	t.Helper()
	said := map[string]string{}
	for _, f := range sources(t, "*.go") {
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			for i, name := range spec.Names {
				if !handlerKey.MatchString(name.Name) || i >= len(spec.Values) {
					continue
				}
				if lit, ok := spec.Values[i].(*ast.BasicLit); ok {
					text, err := strconv.Unquote(lit.Value)
					if err != nil {
						t.Fatal(err)
					}
					said[name.Name] = text
				}
			}
			return true
		})
	}
	if len(said) < 10 {
		t.Fatalf("found only %d sentences", len(said))
	}
	return said
}

var parsed = token.NewFileSet()

// sources parses the files of the package, without tests.
func sources(t *testing.T, patterns ...string) map[string]*ast.File {
	t.Helper()
	files := map[string]*ast.File{}
	for _, pattern := range patterns {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(parsed, name, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			files[name] = f
		}
	}
	return files
}

var (
	catalogueName = regexp.MustCompile(`^(word|sentence|say)[A-Z]`)
	// notForPeople are functions whose arguments go into logs and errors, or are compared with what others sent.
	notForPeople = regexp.MustCompile(`^(Errorf|New|Info|Warn|Error|Debug|With|Log|MustCompile|EqualFold|HasPrefix|NewReplacer|panic|Format|Parse|Cut)$`)
	sentenceLike = regexp.MustCompile(`\pL\pL+[,;:]? \pL|^\p{Lu}\pL\pL`)
)

// Whatever reaches people comes out of the catalogue, in their own language: no renderer or handler has words of its own,
// and none takes those of English directly.
func TestNoTextBypassesTheCatalogue(t *testing.T) {
	files := sources(t, "render_*.go", "handle_*.go", "respond_words.go", "router*.go")
	if len(files) < 20 {
		t.Fatalf("only %d files", len(files))
	}
	for name, f := range files {
		for _, d := range f.Decls {
			checkForText(t, name, d)
		}
	}
}

func checkForText(t *testing.T, file string, d ast.Decl) {
	if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.IMPORT {
		return
	}
	ast.Inspect(d, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Field:
			return n.Tag == nil
		case *ast.CallExpr:
			return !notForPeople.MatchString(nameOfCall(n))
		case *ast.CaseClause:
			// What is compared is of others; what follows is looked at.
			for _, s := range n.Body {
				ast.Inspect(s, func(n ast.Node) bool { return !flagText(t, file, n) })
			}
			return false
		case *ast.BinaryExpr:
			if n.Op == token.EQL || n.Op == token.NEQ {
				return false
			}
		case *ast.SelectorExpr:
			// t.wordX is the reader's own language.
			ast.Inspect(n.X, func(n ast.Node) bool { return !flagText(t, file, n) })
			return false
		case *ast.ValueSpec:
			if len(n.Names) > 0 && handlerKey.MatchString(n.Names[0].Name) {
				return false
			}
		}
		return !flagText(t, file, n)
	})
}

// flagText reports a word that bypasses the catalogue; it gives true where nothing below is to be looked at.
func flagText(t *testing.T, file string, n ast.Node) bool {
	switch n := n.(type) {
	case *ast.CallExpr:
		return notForPeople.MatchString(nameOfCall(n))
	case *ast.SelectorExpr:
		return true
	case *ast.Ident:
		if catalogueName.MatchString(n.Name) && !handlerKey.MatchString(n.Name) && n.Name != "sayDateError" {
			t.Errorf("%s: %s is English alone; take it from the catalogue", parsed.Position(n.Pos()), n.Name)
		}
	case *ast.BasicLit:
		if n.Kind != token.STRING {
			return false
		}
		if text, err := strconv.Unquote(n.Value); err != nil || sentenceLike.MatchString(text) {
			t.Errorf("%s: %s is no part of the catalogue", parsed.Position(n.Pos()), n.Value)
		}
	}
	return false
}

func nameOfCall(c *ast.CallExpr) string {
	switch f := c.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

// What the help shows can be typed, in each language.
func TestTheHelpTellsTheTruth(t *testing.T) {
	means := map[string]wishKind{
		"list": wishList, "requests": wishRequests, "reviews": wishReviews, "overdue": wishOverdue, "done": wishDone, "search": wishSearch,
		"number": wishNumber, "snoozed": wishSnoozed, "settings": wishSettings, "help": wishHelp, "my approvals": wishList,
	}
	for _, l := range approvals.Languages() {
		entries := speak(l).helpEntries()
		if len(entries) != len(means) {
			t.Errorf("%s: %d entries", l, len(entries))
		}
		for _, e := range entries {
			if want, ok := means[e.Word]; !ok || parseWish(e.Show).kind != want {
				t.Errorf("%s: %q is not understood as %s", l, e.Show, e.Word)
			}
		}
	}
}

func TestNumbersInWords(t *testing.T) {
	for n, want := range map[int]string{0: "0", 7: "7", 999: "999", 9999: "9999", 10000: "10.000", 1234567: "1.234.567"} {
		if got := digits(n, "."); got != want {
			t.Errorf("%d is written %q, want %q", n, got, want)
		}
	}
	for l, want := range map[approvals.Language][2]string{
		approvals.English: {"One item waits for you", "12,000 items wait for you"},
		approvals.German:  {"Ein Vorgang wartet auf Sie", "12.000 Vorgänge warten auf Sie"},
		approvals.French:  {"Une tâche vous attend", "12\u202f000 tâches vous attendent"},
		approvals.Spanish: {"Una tarea le espera", "12\u00a0000 tareas le esperan"},
	} {
		c := speak(l)
		if one, many := c.sayListTitle(ListPending, 1, 0), c.sayListTitle(ListPending, 12000, 0); one != want[0] || many != want[1] {
			t.Errorf("%s: %q, %q", l, one, many)
		}
	}
}

func TestUnknownLanguagesAreEnglish(t *testing.T) {
	for _, l := range []approvals.Language{"", "xx", "EN"} {
		if got := speak(l).wordApprove; got != "Approve" {
			t.Errorf("%q says %q", l, got)
		}
	}
	for locale, want := range map[string]approvals.Language{"de-DE": "de", "fr_CA": "fr", "es-419": "es", "en-GB": "en", "ja-JP": "fr", "": "fr"} {
		if got := approvals.LanguageOf(locale, approvals.French); got != want {
			t.Errorf("%q is %q, want %q", locale, got, want)
		}
	}
}

// Every function of the catalogue gives words for whatever it is asked, and each language its own.
func TestEveryEntryDiffersFromEnglish(t *testing.T) {
	english := reflect.ValueOf(speak(approvals.English)).Elem()
	same := map[approvals.Language][]string{}
	for _, l := range approvals.Languages()[1:] {
		c := reflect.ValueOf(speak(l)).Elem()
		for i := range c.NumField() {
			if name := c.Type().Field(i).Name; c.Field(i).Kind() == reflect.String && c.Field(i).String() == english.Field(i).String() {
				same[l] = append(same[l], name)
			}
		}
	}
	for l, names := range same {
		for _, n := range names {
			if !slices.Contains([]string{"wordColon", "wordThing", "wordJustification", "wordDescription", "wordApplication", "wordDate"}, n) {
				t.Errorf("%s has the English %s", l, n)
			}
		}
	}
}

// samples are fixed arguments by type: enough to make every function of the catalogue speak.
func samples(in reflect.Type) []reflect.Value {
	values := map[reflect.Type][]any{
		reflect.TypeFor[string]():                   {"", "Nora"},
		reflect.TypeFor[int]():                      {0, 1, 2, 12345},
		reflect.TypeFor[bool]():                     {true, false},
		reflect.TypeFor[[]string]():                 {[]string{"⚠️"}},
		reflect.TypeFor[time.Time]():                {fixtureNow},
		reflect.TypeFor[time.Weekday]():             {time.Sunday, time.Wednesday},
		reflect.TypeFor[approvals.Hours]():          {approvals.Hours{}, approvals.Hours{To: 24 * time.Hour}, approvals.Hours{From: 9 * time.Hour, To: 17 * time.Hour}},
		reflect.TypeFor[approvals.Days]():           {approvals.Days{}, approvals.Days{1: true, 2: true, 3: true, 6: true}},
		reflect.TypeFor[*approvals.Refusal]():       refusalSamples(),
		reflect.TypeFor[approvals.OutcomeView]():    {approvals.OutcomeView{Outcome: approvals.OutcomeApproved}, approvals.OutcomeView{Outcome: approvals.OutcomeDenied}, approvals.OutcomeView{Approved: 1, Denied: 2}},
		reflect.TypeFor[approvals.ReviewProgress](): {approvals.ReviewProgress{Total: 5}, approvals.ReviewProgress{Total: 5, Done: 2, Delegated: 1}},
		reflect.TypeFor[askWords]():                 {askWords{Kind: askAdd, Roles: true, Lines: 2}, askWords{Kind: askRemove, Requester: "Lee", Target: "Dana"}, askWords{Kind: askChange}, askWords{Kind: askMixed, Target: "Dana"}, askWords{Kind: askNothing}},
	}
	if v, ok := values[in]; ok {
		return valuesOf(v)
	}
	words := map[reflect.Type][]string{
		reflect.TypeFor[approvals.Verdict]():        {"approve", "deny"},
		reflect.TypeFor[ListKind]():                 {"pending", "overdue", "snoozed", "reviews", "requests", "done"},
		reflect.TypeFor[approvals.LinkOnlyReason](): {"signature", "self", "unknown_people", "type", ""},
		reflect.TypeFor[approvals.ItemType]():       {"Approval", "Certification", "Delegation", "Signoff", "Challenge", "ViolationReview", "PolicyViolation", "Form", "Remediation", "ManualAction", "Odd"},
		reflect.TypeFor[approvals.Warning]():        {"violation", "privileged", "self", "overdue", "odd"},
		reflect.TypeFor[approvals.DecisionState]():  {"recording", "recorded", "refused", "given_up"},
		reflect.TypeFor[approvals.Told]():           {"card", "digest", "silent", ""},
		reflect.TypeFor[looping.Later]():            {"hour", "tomorrow", "workday", "date", "never"},
		reflect.TypeFor[approvals.RefusalCode]():    {"not_yours", "closed", "expired", "canceled", "signature", "self", "type", "no_such_item", "no_comment", "odd"},
	}
	var out []reflect.Value
	for _, w := range words[in] {
		out = append(out, reflect.ValueOf(w).Convert(in))
	}
	return out
}

func valuesOf(all []any) []reflect.Value {
	var out []reflect.Value
	for _, v := range all {
		out = append(out, reflect.ValueOf(v))
	}
	return out
}

func refusalSamples() []any {
	var all []any
	for _, code := range []approvals.RefusalCode{
		approvals.RefusedAlreadyDecided, approvals.RefusedBeingRecorded, approvals.RefusedForwarded, approvals.RefusedByIIQ, approvals.RefusedBot,
		approvals.RefusedDeactivated, approvals.RefusedGuest, approvals.RefusedForeign, approvals.RefusedNoEmail, approvals.RefusedNoIdentity,
		approvals.RefusedAmbiguous, approvals.RefusedInactive, approvals.RefusedBoundElsewhere, approvals.RefusedUnknownNow, approvals.RefusedNotInSlack,
		approvals.RefusedNotYours, approvals.RefusedClosed, approvals.RefusedExpired, approvals.RefusedCanceled, approvals.RefusedSignature,
		approvals.RefusedSelf, approvals.RefusedType, approvals.RefusedNoSuchItem, approvals.RefusedNoComment,
	} {
		all = append(all, &approvals.Refusal{Code: code}, &approvals.Refusal{Code: code, Mine: true, Outcome: approvals.OutcomeApproved},
			&approvals.Refusal{Code: code, Outcome: approvals.OutcomeDenied})
	}
	return all
}

// every gives all that a function of the catalogue says to the samples.
func every(f reflect.Value) []string {
	calls := [][]reflect.Value{nil}
	for i := range f.Type().NumIn() {
		var longer [][]reflect.Value
		for _, c := range calls {
			for _, v := range samples(f.Type().In(i)) {
				longer = append(longer, append(slices.Clone(c), v))
			}
		}
		calls = longer
	}
	var said []string
	for _, args := range calls {
		line := ""
		for _, r := range f.Call(args) {
			if r.Kind() == reflect.String {
				line += r.String() + "|"
			}
		}
		said = append(said, line)
	}
	return said
}

// englishWords are words that no other language of ours has.
var englishWords = regexp.MustCompile(`(?i)\b(the|you|your|yours|waits?|waiting|this|and|with|was|were|cannot|already|approved|denied|decided|by|of|reminder)\b`)

// No function falls back to English words, whatever it is asked.
func TestNoEntrySpeaksEnglish(t *testing.T) {
	for _, l := range approvals.Languages()[1:] {
		c := reflect.ValueOf(speak(l)).Elem()
		for i := range c.NumField() {
			f, name := c.Field(i), c.Type().Field(i).Name
			if f.Kind() != reflect.Func || name == "helpEntries" || name == "boundSentence" {
				continue
			}
			// Fields of the catalogue are not exported, and reflect lets nobody call those.
			said := every(reflect.NewAt(f.Type(), unsafe.Pointer(f.UnsafeAddr())).Elem())
			if len(said) == 0 {
				t.Errorf("%s: no samples for %s", l, name)
			}
			for _, line := range said {
				if w := englishWords.FindString(line); w != "" {
					t.Errorf("%s: %s says %q in %q", l, name, w, line)
				}
			}
		}
		for _, sentence := range slices.Sorted(maps.Values(speak(l).sentences)) {
			if w := englishWords.FindString(sentence); w != "" {
				t.Errorf("%s: %q in %q", l, w, sentence)
			}
		}
	}
}
