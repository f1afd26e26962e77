package page

import (
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/iiq-approvals/bot/internal/slacksim/blockkit"
)

var templates = sync.OnceValues(func() (*template.Template, error) {
	return template.New("").Funcs(template.FuncMap{
		"initials": initials, "tint": tint, "chosen": chosen, "initial": initialValue, "multiline": multiline, "count": count,
		"clock":   func(t time.Time) string { return t.Format("15:04:05") },
		"millis":  func(t time.Time) string { return fmt.Sprintf(".%03d", t.Nanosecond()/1_000_000) },
		"number":  func(name string) string { return strings.TrimLeft(name, "0") },
		"asked":   asked,
		"state":   stateWord,
		"lower":   strings.ToLower,
		"dueOf":   dueOf,
		"shorten": onOneLine,
		"inc":     func(n int) int { return n + 1 },
		"paneOf":  func(f frame, n int, chosen string) paneFrame { return paneFrame{Frame: f, N: n, Chosen: chosen} },
	}).ParseFS(assets, "assets/*.html")
})

// render gives a piece of HTML.
func render(name string, data any) (string, error) {
	all, err := templates()
	if err != nil {
		return "", fmt.Errorf("read templates: %w", err)
	}
	var b strings.Builder
	if err := all.ExecuteTemplate(&b, name, data); err != nil {
		return "", fmt.Errorf("render %s: %w", name, err)
	}
	return b.String(), nil
}

// frame is what the whole page is made of before anything has come by the stream.
type frame struct {
	First, Rest []choice
	Panes       []int
	Left, Right string
	Makes       []making
	Owners      []choice
	App, Team   string
	Troubles    []trouble
	Steps       []step
}

// paneFrame is one Slack window before anything has come by the stream.
type paneFrame struct {
	Frame  frame
	N      int
	Chosen string
}

func (p *Page) index(w http.ResponseWriter, _ *http.Request) {
	first, rest := p.cast()
	f := frame{First: first, Rest: rest, Panes: []int{0, 1}, Makes: makings(), Owners: p.owners(),
		App:  p.teller.person(p.Slack.BotUserID()),
		Team: "Example Corp", Troubles: p.troubles.list(), Steps: tour()}
	if all := append(slices.Clone(first), rest...); len(all) > 1 {
		f.Left, f.Right = all[0].ID, all[1].ID
	}
	html, err := render("index", f)
	if err != nil {
		p.Logger.Error("render the page", "error", err)
		http.Error(w, "The page could not be made.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write([]byte(html))
}

// chosen tells whether an option is one of the initial ones.
func chosen(c *blockkit.Control, o blockkit.Choice) bool {
	if one, ok := c.Raw["initial_option"].(map[string]any); ok {
		return one["value"] == o.Value
	}
	many, _ := c.Raw["initial_options"].([]any)
	return slices.ContainsFunc(many, func(v any) bool {
		m, _ := v.(map[string]any)
		return m["value"] == o.Value
	})
}

// initialValue is what stands in a field before anybody has typed.
func initialValue(c *blockkit.Control) string {
	for _, name := range []string{"initial_value", "initial_date", "initial_time"} {
		switch v := c.Raw[name].(type) {
		case string:
			return v
		case json.Number:
			return v.String()
		}
	}
	return ""
}

func multiline(c *blockkit.Control) bool {
	b, _ := c.Raw["multiline"].(bool)
	return b
}

// dueOf says when a work item or a review is due, "" when it is not.
func dueOf(millis int64) string {
	if millis == 0 {
		return ""
	}
	return time.UnixMilli(millis).Format("2 Jan 15:04")
}
