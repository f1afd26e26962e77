package shadow

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// fates is what somebody decided for each method that the bot calls. Whoever adds a call decides here as well.
func fates() map[string]fate {
	return map[string]fate{
		"auth.test": passed, "users.info": passed, "users.lookupByEmail": passed, "users.list": passed,
		"dnd.info": passed, "dnd.teamInfo": passed,
		"chat.postMessage": stored, "chat.update": stored,
		"conversations.open": answered, "conversations.history": answered,
		"chat.postEphemeral": refused, "views.open": refused, "views.update": refused, "views.publish": refused,
		"apps.connections.open": refused,
	}
}

// methodsCalled reads from the source which methods the packages of Slack call.
func methodsCalled(t *testing.T) []string {
	t.Helper()
	var files []*ast.File
	err := filepath.WalkDir(filepath.Join("..", "slackui"), func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		files = append(files, file)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	constants, found := constantsOf(files), map[string]bool{}
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			if name, ok := calledMethod(n, constants); ok {
				found[name] = true
			}
			return true
		})
	}
	return slices.Sorted(maps.Keys(found))
}

// constantsOf gives the texts of constants that have one, by their names.
func constantsOf(files []*ast.File) map[string]string {
	texts := map[string]string{}
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Names) != 1 || len(spec.Values) != 1 {
				return true
			}
			if lit, ok := spec.Values[0].(*ast.BasicLit); ok {
				if text, err := strconv.Unquote(lit.Value); err == nil {
					texts[spec.Names[0].Name] = text
				}
			}
			return true
		})
	}
	return texts
}

// calledMethod finds call(ctx, "method", …), and one(ctx, "method", …), which hands its method on; everything that calls
// Slack's Web API goes through them.
func calledMethod(n ast.Node, constants map[string]string) (string, bool) {
	c, ok := n.(*ast.CallExpr)
	if !ok || len(c.Args) != 3 {
		return "", false
	}
	f, ok := c.Fun.(*ast.SelectorExpr)
	if !ok || f.Sel.Name != "call" && f.Sel.Name != "one" {
		return "", false
	}
	switch method := c.Args[1].(type) {
	case *ast.BasicLit:
		name, err := strconv.Unquote(method.Value)
		return name, err == nil
	case *ast.Ident:
		name, known := constants[method.Name]
		return name, known
	}
	return "", false
}

// Every method that the bot calls has a fate that somebody decided.
func TestEveryMethodThatIsCalledHasAFate(t *testing.T) {
	t.Parallel()
	called := methodsCalled(t)
	if len(called) < 10 {
		t.Fatalf("only %v were found, want a length of at least 10", called)
	}
	decided := fates()
	for _, method := range called {
		want, known := decided[method]
		if !known {
			t.Errorf("%s is called, and nobody decided what a shadow does with it", method)
		} else if got := fateOf(method); got != want {
			t.Errorf("%s: %d, want %d", method, got, want)
		}
		delete(decided, method)
	}
	for method := range decided {
		t.Errorf("%s is not called any more", method)
	}
}

// What is passed on only reads: Slack's methods that change something are in no case among it.
func TestGuard(t *testing.T) {
	t.Parallel()
	w := newEnv(t)
	writes := []string{
		"chat.postEphemeral", "chat.delete", "chat.deleteScheduledMessage", "chat.scheduleMessage", "chat.meMessage", "chat.unfurl",
		"views.open", "views.push", "views.update", "views.publish", "apps.connections.open", "apps.uninstall", "auth.revoke",
		"conversations.create", "conversations.join", "conversations.invite", "conversations.archive", "conversations.mark",
		"users.profile.set", "users.setPresence", "users.deletePhoto", "dnd.setSnooze", "dnd.endDnd", "reactions.add", "pins.add",
		"files.upload", "reminders.add", "admin.users.remove", "something.new", "", "users.info/../chat.postMessage", "Users.Info",
	}
	for _, method := range writes {
		if _, err := w.call(t.Context(), w.api+method, url.Values{"text": {"secret words"}, "channel": {"U1"}}); !errors.Is(err,
			ErrRefused) {
			t.Errorf("%q: %v, want %v", method, err, ErrRefused)
		}
	}
	if len(w.came) != 0 || len(w.gone) != len(writes) {
		t.Errorf("%v arrived, %d of %d counted, want a length of 0 and a length of %v", w.came, len(w.gone), len(writes), len(writes))
	}
	secret := "https://hooks.slack.com/actions/T1/2/confidential"
	for _, address := range []string{secret, strings.Replace(w.api, "/api/", "/response/confidential", 1),
		"https://slack.com/api/users.info"} {
		if _, err := w.call(t.Context(), address, nil); !errors.Is(err, ErrRefused) {
			t.Errorf("%s: %v, want %v", address, err, ErrRefused)
		}
	}
	if n := strings.Count(w.log.String(), "refused"); n != len(writes)+3 || strings.Contains(w.log.String(), "secret") ||
		strings.Contains(w.log.String(), "confidential") {
		t.Errorf(`%d lines of the log: %s, want n %v, String without "secret" and String without "confidential"`,
			n, w.log, len(writes)+3)
	}
	reads := 0
	for method, f := range fates() {
		if f == passed {
			reads++
			if _, err := w.call(t.Context(), w.api+method, nil); err != nil {
				t.Errorf("%s: %v", method, err)
			}
		}
	}
	if len(w.came) != reads {
		t.Errorf("%v arrived, want %d", w.came, reads)
	}
	if n := len(w.list(Filter{})); n != 0 {
		t.Errorf("%d messages were stored, want 0", n)
	}
}
