package app

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
)

// manifest is manifest.yml as paths to values: features.bot_user.display_name, settings.…bot_events[0].
type manifest map[string]string

// flatten writes every value under its path.
func (m manifest) flatten(path string, value any) {
	switch v := value.(type) {
	case map[string]any:
		for key, inner := range v {
			m.flatten(strings.TrimPrefix(path+"."+key, "."), inner)
		}
	case []any:
		for n, inner := range v {
			m.flatten(fmt.Sprintf("%s.[%d]", path, n), inner)
		}
	default:
		m[path] = fmt.Sprint(v)
	}
}

func loadManifest(t *testing.T) manifest {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "manifest.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var whole map[string]any
	if err := yaml.Unmarshal(data, &whole); err != nil {
		t.Fatalf("manifest.yml: %v", err)
	}
	m := manifest{}
	m.flatten("", whole)
	return m
}

func (m manifest) list(name string) []string {
	var values []string
	for i := 0; ; i++ {
		value, ok := m[fmt.Sprintf("%s.[%d]", name, i)]
		if !ok {
			return values
		}
		values = append(values, value)
	}
}

func TestManifestAgreesWithTheCode(t *testing.T) {
	t.Parallel()
	m, app := loadManifest(t), NeededSlackApp()
	for _, tt := range []struct {
		name      string
		got, want []string
	}{
		{"bot scopes", m.list("oauth_config.scopes.bot"), app.BotScopes},
		{"events", m.list("settings.event_subscriptions.bot_events"), app.Events},
		{"commands", []string{m["features.slash_commands.[0].command"]}, app.Commands},
	} {
		if !slices.Equal(sorted(tt.got), sorted(tt.want)) {
			t.Errorf("%s: manifest has %v, code needs %v", tt.name, tt.got, tt.want)
		}
	}
	if _, second := m["features.slash_commands.[1].command"]; second {
		t.Error("a second command")
	}
}

// The events of the app are those that the router has a handler for.
func TestEventsHaveHandlers(t *testing.T) {
	t.Parallel()
	handled := routedEvents(t)
	needed := map[string]bool{}
	for _, e := range NeededSlackApp().Events {
		// message.im is the subscription, message the type of the event: https://docs.slack.dev/reference/events/message.im
		needed[strings.TrimSuffix(e, ".im")] = true
	}
	if !maps.Equal(handled, needed) {
		t.Errorf("handled: %v, subscribed to: %v, want the same", handled, needed)
	}
}

// routedEvents reads the keys of the router's table of events from its source.
func routedEvents(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob("../../internal/slackui/*.go")
	if err != nil {
		t.Fatal(err)
	}
	events := map[string]bool{}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			assign, ok := n.(*ast.AssignStmt)
			if !ok || len(assign.Lhs) != 1 {
				return true
			}
			target, ok := assign.Lhs[0].(*ast.SelectorExpr)
			table, isTable := assign.Rhs[0].(*ast.CompositeLit)
			if ok && isTable && target.Sel.Name == "events" {
				for _, e := range table.Elts {
					key, err := strconv.Unquote(e.(*ast.KeyValueExpr).Key.(*ast.BasicLit).Value)
					if err != nil {
						t.Fatal(err)
					}
					events[key] = true
				}
			}
			return true
		})
	}
	return events
}

func sorted(s []string) []string { return slices.Sorted(slices.Values(s)) }

// The bounds and the closed set of keys are those of https://github.com/slackapi/manifest-schema, version 1.
func TestManifestKeepsToTheSchema(t *testing.T) {
	t.Parallel()
	m := loadManifest(t)
	bounds := map[string][2]int{
		"display_information.name":                  {1, 35},
		"display_information.description":           {1, 140},
		"display_information.long_description":      {175, 4000},
		"display_information.background_color":      {7, 7},
		"features.bot_user.display_name":            {1, 80},
		"features.slash_commands.[0].command":       {2, 32},
		"features.slash_commands.[0].description":   {1, 2000},
		"features.slash_commands.[0].usage_hint":    {1, 1000},
		"features.slash_commands.[0].should_escape": {4, 5},
	}
	for name, value := range map[string]string{
		"features.app_home.home_tab_enabled":               "true",
		"features.app_home.messages_tab_enabled":           "true",
		"features.app_home.messages_tab_read_only_enabled": "false",
		"features.bot_user.always_online":                  "true",
		"settings.interactivity.is_enabled":                "true",
		"settings.socket_mode_enabled":                     "true",
		"settings.token_rotation_enabled":                  "false",
		"settings.org_deploy_enabled":                      "false",
	} {
		if m[name] != value {
			t.Errorf("%s is %q, want %s", name, m[name], value)
		}
		bounds[name] = [2]int{4, 5}
	}
	for name, value := range m {
		b, known := bounds[name]
		if strings.HasPrefix(name, "oauth_config.scopes.bot.[") || strings.HasPrefix(name, "settings.event_subscriptions.bot_events.[") {
			b, known = [2]int{1, 100}, true
		}
		if n := utf8.RuneCountInString(value); !known || n < b[0] || n > b[1] {
			t.Errorf("%s: %d characters, known %t, want %d to %d of a known field", name, n, known, b[0], b[1])
		}
		delete(bounds, name)
	}
	for name := range bounds {
		t.Errorf("%s is missing", name)
	}
	if !strings.HasPrefix(m["features.slash_commands.[0].command"], "/") {
		t.Error("a command begins with a slash")
	}
}
