package slackui

import (
	"encoding/json"

	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/slackui/socket"
)

// Asks are the ports of all handlers but those of clicks: words, lists, pages, details, events. They have their own
// workers and connections, so that no number of questions keeps a click from being stored. All are needed.
type Asks struct {
	// AtOnce bounds how many look-ups run together. It is below the number of connections of Asks, because Postgres, which
	// clicks share, computes a look-up, and because the asker has to be found out beside them.
	AtOnce    int
	People    People
	Reader    Reader
	Sender    Sender
	Personal  Personal
	Languages Languages
	Reviews   Reviews
	Dedupe    Dedupe
	Messages  Messages
}

// asking returns a router whose handlers use these ports.
func (r *Router) asking(a Asks) *Router {
	cfg := r.RouterConfig
	cfg.People, cfg.Reader, cfg.Sender, cfg.Personal = a.People, a.Reader, a.Sender, a.Personal
	cfg.Languages, cfg.Reviews, cfg.Dedupe, cfg.Messages = a.Languages, a.Reviews, a.Dedupe, a.Messages
	asks := &Router{core: &core{RouterConfig: cfg, clock: r.clock, log: r.log, turns: r.turns}}
	asks.bind()
	return asks
}

// peeked is the part of a payload that tells a question from everything else.
type peeked struct {
	Type    string   `json:"type"`
	Actions []action `json:"actions"`
	Event   struct {
		Type string `json:"type"`
	} `json:"event"`
}

// isAsk reports whether an envelope only wants an answer. A payload that cannot be read does not count.
func isAsk(e *socket.Envelope) bool {
	if e.Kind == socket.KindCommand {
		return true
	}
	var p peeked
	if json.Unmarshal(e.Payload, &p) != nil {
		return false
	}
	switch {
	case e.Kind == socket.KindEvent:
		return p.Event.Type == "message" || p.Event.Type == "app_mention"
	case e.Kind == socket.KindInteraction && p.Type == "block_actions" && len(p.Actions) == 1:
		return p.Actions[0].asks()
	}
	return false
}

// asks reports whether a control leads to another page or to details. Every other control is a click: it stores
// something, or opens a form that does.
func (a action) asks() bool {
	switch a.ActionID {
	case cards.ActionNextPage, cards.ActionPreviousPage, cards.ActionHomeNextPage, cards.ActionHomePreviousPage,
		cards.ActionDetailsNext, cards.ActionDetailsPrevious, cards.ActionLinesNext, cards.ActionLinesPrevious:
		return true
	case cards.ActionMore, cards.ActionHomeMore:
		if a.SelectedOption == nil {
			return false
		}
		choice, _, err := cards.ParseMenu(a.SelectedOption.Value, a.BlockID)
		return err == nil && choice == cards.MenuDetails
	}
	return false
}
