package slacksim

import (
	"bytes"
	"embed"
	"html/template"
	"io/fs"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/iiq-approvals/bot/internal/slacksim/blockkit"
)

//go:embed page
var pageFiles embed.FS

const pageSecurity = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

// maxShown is how many of the latest messages of a conversation the page shows.
const maxShown = 200

var pageTemplates = sync.OnceValue(func() *template.Template {
	funcs := template.FuncMap{
		"clock": func(t time.Time) string { return t.UTC().Format("15:04:05") },
		"emoji": emojis,
		"json":  func(v any) string { return string(mustJSON(v)) },
		"initial": func(c *blockkit.Control) string {
			s, _ := c.Raw["initial_value"].(string)
			return s
		},
		"multiline": func(c *blockkit.Control) bool { b, _ := c.Raw["multiline"].(bool); return b },
		"chosen":    chosen,
	}
	return template.Must(template.New("").Funcs(funcs).ParseFS(pageFiles, "page/*.html"))
})

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

// page serves the workspace as a person sees it: the frame at /, and its parts as HTML fragments.
func (s *Sim) page(mux *http.ServeMux) {
	static, err := fs.Sub(pageFiles, "page")
	if err != nil {
		s.log.Error("open page files", "error", err)
		return
	}
	mux.Handle("GET /static/", http.StripPrefix("/static/", http.FileServerFS(static)))
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) { s.render(w, "frame", s.frame(r)) })
	mux.HandleFunc("GET /_sim/pane/messages", func(w http.ResponseWriter, r *http.Request) { s.render(w, "messages", s.messagesPane(r)) })
	mux.HandleFunc("GET /_sim/pane/home", func(w http.ResponseWriter, r *http.Request) { s.render(w, "home", s.homePane(r)) })
	mux.HandleFunc("GET /_sim/pane/modal", func(w http.ResponseWriter, r *http.Request) { s.render(w, "modal", s.modalPane(r)) })
}

func (s *Sim) render(w http.ResponseWriter, name string, data any) {
	var b bytes.Buffer
	if err := pageTemplates().ExecuteTemplate(&b, name, data); err != nil {
		s.log.Error("render page", "part", name, "error", err)
		http.Error(w, "render page", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", pageSecurity)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	_, _ = b.WriteTo(w)
}

type frameData struct {
	Bot      string
	User     string
	Users    []User
	Channels []Channel
	Commands []string
}

func (s *Sim) frame(r *http.Request) frameData {
	d := frameData{Bot: s.opts.BotName, User: r.URL.Query().Get("user"), Commands: s.opts.Commands}
	for _, u := range s.Users() {
		if !u.Deleted && !u.IsBot {
			d.Users = append(d.Users, u)
		}
	}
	if d.User == "" && len(d.Users) > 0 {
		d.User = d.Users[0].ID
	}
	for _, c := range s.Channels() {
		if c.Kind != "im" && slices.Contains(c.Members, d.User) {
			d.Channels = append(d.Channels, c)
		}
	}
	return d
}

type paneMessage struct {
	Message
	Author string
	Nodes  []blockkit.Node
	Own    bool
}

// messagesPane are the latest messages of a conversation and the private answers in it, in the order of their time.
func (s *Sim) messagesPane(r *http.Request) []paneMessage {
	user, ch := r.URL.Query().Get("user"), r.URL.Query().Get("channel")
	if ch == "" {
		ch, _ = s.DM(user)
	}
	var list []Message
	for _, m := range append(s.Messages(ch), s.Ephemerals(user)...) {
		if m.Channel == ch && !m.Deleted {
			list = append(list, m)
		}
	}
	slices.SortFunc(list, func(a, b Message) int { return strings.Compare(padTS(a.TS), padTS(b.TS)) })
	list = list[max(0, len(list)-maxShown):]
	reader := s.Reader(user)
	out := make([]paneMessage, 0, len(list))
	for _, m := range list {
		nodes := blockkit.Layout(m.Blocks, reader)
		if len(nodes) == 0 {
			nodes = []blockkit.Node{{Kind: "text", Spans: blockkit.Mrkdwn(m.Text, reader)}}
		}
		out = append(out, paneMessage{Message: m, Author: reader.User(m.User), Nodes: nodes, Own: m.BotID == ""})
	}
	return out
}

type paneView struct {
	View
	Nodes []blockkit.Node
}

func (s *Sim) homePane(r *http.Request) *paneView {
	user := r.URL.Query().Get("user")
	v, ok := s.Home(user)
	if !ok {
		return nil
	}
	return &paneView{View: v, Nodes: blockkit.Layout(v.Blocks, s.Reader(user))}
}

func (s *Sim) modalPane(r *http.Request) *paneView {
	user := r.URL.Query().Get("user")
	stack := s.Modals(user)
	if len(stack) == 0 {
		return nil
	}
	v := stack[len(stack)-1]
	return &paneView{View: v, Nodes: blockkit.Layout(v.Blocks, s.Reader(user))}
}
