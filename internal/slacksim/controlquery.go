package slacksim

import (
	"fmt"
	"net/http"
	"time"
)

// shownMessage is a message with its words and its buttons, so that a caller need not know Block Kit.
type shownMessage struct {
	Message
	Visible string   `json:"visible"`
	Buttons []Button `json:"buttons"`
}

func (s *Sim) shown(list []Message, user string) []shownMessage {
	out := make([]shownMessage, 0, len(list))
	for _, m := range list {
		out = append(out, shownMessage{Message: m, Visible: s.VisibleTo(user, m), Buttons: Buttons(m)})
	}
	return out
}

type shownView struct {
	View
	Visible string   `json:"visible"`
	Buttons []Button `json:"buttons"`
}

func (s *Sim) shownView(v View) shownView {
	return shownView{View: v, Visible: s.VisibleView(v), Buttons: v.Buttons()}
}

func (s *Sim) queryRoutes(mux *http.ServeMux) {
	simple := map[string]func() any{
		"users": func() any { return s.Users() }, "channels": func() any { return s.Channels() },
		"sockets": func() any { return s.Sockets() }, "calls": func() any { return s.Calls() },
		"faults": func() any { return s.Faults() }, "switches": func() any { return s.Switches() },
		"stats": func() any {
			return map[string]any{"stats": s.Stats(), "pending_events": s.PendingEvents(), "seq": s.Seq()}
		},
		"clock": func() any { return map[string]time.Time{"now": s.Now()} },
		"seq":   func() any { return map[string]uint64{"seq": s.Seq()} },
	}
	for path, get := range simple {
		give(mux, path, func(func(string) string) (any, error) { return get(), nil })
	}
	give(mux, "messages", func(arg func(string) string) (any, error) {
		return s.shown(s.Messages(arg("channel")), arg("user")), nil
	})
	give(mux, "inbox", func(arg func(string) string) (any, error) {
		return s.shown(s.Inbox(arg("user")), arg("user")), nil
	})
	give(mux, "ephemerals", func(arg func(string) string) (any, error) {
		return s.shown(s.Ephemerals(arg("user")), arg("user")), nil
	})
	give(mux, "message", func(arg func(string) string) (any, error) {
		m, err := s.Message(arg("channel"), arg("ts"))
		return shownMessage{Message: m, Visible: s.VisibleTo(arg("user"), m), Buttons: Buttons(m)}, err
	})
	give(mux, "dm", func(arg func(string) string) (any, error) {
		id, err := s.DM(arg("user"))
		return map[string]string{"channel": id}, err
	})
	s.viewQueries(mux)
}

func (s *Sim) viewQueries(mux *http.ServeMux) {
	give(mux, "modals", func(arg func(string) string) (any, error) {
		out := []shownView{}
		for _, v := range s.Modals(arg("user")) {
			out = append(out, s.shownView(v))
		}
		return out, nil
	})
	give(mux, "home", func(arg func(string) string) (any, error) {
		v, ok := s.Home(arg("user"))
		if !ok {
			return nil, fmt.Errorf("home tab of %s: %w", arg("user"), ErrNotSeen)
		}
		return s.shownView(v), nil
	})
}
