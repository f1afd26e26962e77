package slacksim

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// doing is the body of what a person does. Each control reads its own fields.
type doing struct {
	User    string         `json:"user"`
	Channel string         `json:"channel"`
	Command string         `json:"command"`
	Text    string         `json:"text"`
	Tab     string         `json:"tab"`
	Entries map[string]any `json:"entries"`
}

func (s *Sim) personRoutes(mux *http.ServeMux) {
	take(mux, "click", func(ctx context.Context, p Press) (any, error) { return s.Click(ctx, p) })
	take(mux, "submit", func(ctx context.Context, d doing) (any, error) { return s.Submit(ctx, d.User, d.Entries) })
	take(mux, "fill", func(_ context.Context, d doing) (any, error) { return nil, s.Fill(d.User, d.Entries) })
	take(mux, "close", func(ctx context.Context, d doing) (any, error) { return s.CloseModal(ctx, d.User) })
	take(mux, "command", func(ctx context.Context, d doing) (any, error) {
		return s.Command(ctx, d.User, d.Channel, d.Command, d.Text)
	})
	take(mux, "say", func(_ context.Context, d doing) (any, error) { return s.Say(d.User, d.Channel, d.Text) })
	take(mux, "mention", func(_ context.Context, d doing) (any, error) { return s.Mention(d.User, d.Channel, d.Text) })
	take(mux, "open", func(_ context.Context, d doing) (any, error) {
		if d.Tab == "messages" {
			return nil, s.OpenMessages(d.User)
		}
		return nil, s.OpenHome(d.User)
	})
	take(mux, "users", func(_ context.Context, u User) (any, error) { return s.AddUser(u) })
	take(mux, "users/update", func(_ context.Context, change json.RawMessage) (any, error) { return s.updateFromJSON(change) })
	take(mux, "channels", func(_ context.Context, in struct {
		Name    string   `json:"name"`
		Members []string `json:"members"`
	}) (any, error) {
		id, err := s.AddChannel(in.Name, in.Members...)
		return map[string]string{"channel": id}, err
	})
}

// updateFromJSON changes the fields that the body names, of the user whose id it holds.
func (s *Sim) updateFromJSON(change json.RawMessage) (any, error) {
	var who struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(change, &who); err != nil {
		return nil, fmt.Errorf("update user: %w", err)
	}
	var bad error
	u, err := s.UpdateUser(who.ID, func(u *User) { bad = json.Unmarshal(change, u) })
	if bad != nil {
		return nil, fmt.Errorf("update user: %w", bad)
	}
	return u, err
}

// trouble is the body of a switch or a fault of sockets and tokens.
type trouble struct {
	ID      int      `json:"id"`
	N       int      `json:"n"`
	Reason  string   `json:"reason"`
	Token   string   `json:"token"`
	Error   string   `json:"error"`
	Scopes  []string `json:"scopes"`
	Advance string   `json:"advance"`
}

func (s *Sim) troubleRoutes(mux *http.ServeMux) {
	take(mux, "faults", func(_ context.Context, f Fault) (any, error) {
		id, err := s.AddFault(f)
		return map[string]int{"id": id}, err
	})
	do := func(path string, act func(t trouble) (any, error)) {
		take(mux, path, func(_ context.Context, t trouble) (any, error) { return act(t) })
	}
	do("faults/remove", func(t trouble) (any, error) { s.RemoveFault(t.ID); return nil, nil })
	do("sockets/drop", func(t trouble) (any, error) { return map[string]int{"dropped": s.DropSockets(t.N)}, nil })
	do("sockets/disconnect", func(t trouble) (any, error) { return map[string]int{"told": s.Disconnect(t.Reason, t.N)}, nil })
	do("sockets/refresh", func(t trouble) (any, error) { return map[string]int{"told": s.Refresh(t.N)}, nil })
	do("tokens", func(t trouble) (any, error) { return nil, s.killByName(t.Token, t.Error) })
	do("scopes", func(t trouble) (any, error) { s.SetScopes(t.Scopes...); return nil, nil })
	do("uninstall", func(trouble) (any, error) { s.Uninstall(); return nil, nil })
	do("clock", func(t trouble) (any, error) {
		d, err := time.ParseDuration(t.Advance)
		if err == nil {
			s.Advance(d)
		}
		return nil, err
	})
	take(mux, "switches", func(_ context.Context, change json.RawMessage) (any, error) {
		var err error
		s.SetSwitches(func(sw *Switches) { err = json.Unmarshal(change, sw) })
		return s.Switches(), err
	})
}

// killByName takes `bot` and `app` for the app's own tokens, so that no token needs to stand in a script.
func (s *Sim) killByName(name, code string) error {
	value := map[string]string{"bot": s.opts.BotToken, "app": s.opts.AppToken}[name]
	if value == "" {
		return fmt.Errorf("tokens: %q is neither bot nor app", name)
	}
	s.KillToken(value, code)
	return nil
}
