package slacksim

import (
	"encoding/json"
	"fmt"

	"github.com/iiq-approvals/bot/internal/slacksim/blockkit"
)

// View is a modal or a Home tab as a person sees it.
type View struct {
	ID              string          `json:"id"`
	Type            string          `json:"type"`
	User            string          `json:"user"`
	CallbackID      string          `json:"callback_id"`
	ExternalID      string          `json:"external_id"`
	PrivateMetadata string          `json:"private_metadata"`
	Hash            string          `json:"hash"`
	RootViewID      string          `json:"root_view_id"`
	PreviousViewID  string          `json:"previous_view_id"`
	Title           string          `json:"title"`
	Submit          string          `json:"submit"`
	Close           string          `json:"close"`
	NotifyOnClose   bool            `json:"notify_on_close"`
	ClearOnClose    bool            `json:"clear_on_close"`
	Blocks          json.RawMessage `json:"blocks"`
	// Errors are the sentences under the fields, by block_id, after a submission that the app refused.
	Errors map[string]string `json:"errors,omitempty"`
	// Revision counts the versions of this view.
	Revision int `json:"revision"`
}

type view struct {
	View
	raw   map[string]any
	state values
	open  bool
}

// viewPayload is what an app sends as `view`.
type viewPayload struct {
	Type            string          `json:"type"`
	CallbackID      string          `json:"callback_id"`
	ExternalID      string          `json:"external_id"`
	PrivateMetadata string          `json:"private_metadata"`
	NotifyOnClose   bool            `json:"notify_on_close"`
	ClearOnClose    bool            `json:"clear_on_close"`
	Blocks          json.RawMessage `json:"blocks"`
	Title           textPayload     `json:"title"`
	Submit          textPayload     `json:"submit"`
	Close           textPayload     `json:"close"`
}

type textPayload struct {
	Text string `json:"text"`
}

// fill makes v show what the app sent, which must have been validated. What stands in its inputs stays where block and
// action are the same.
func (s *Sim) fill(v *view, raw json.RawMessage) error {
	var p viewPayload
	if err := json.Unmarshal(raw, &p); err != nil {
		return fmt.Errorf("read view: %w", err)
	}
	blocks, err := blockkit.FillIDs(p.Blocks, s.shortID)
	if err != nil {
		return fmt.Errorf("read view: %w", err)
	}
	var whole map[string]any
	if err := json.Unmarshal(raw, &whole); err != nil {
		return fmt.Errorf("read view: %w", err)
	}
	v.raw = whole
	v.Type, v.CallbackID, v.PrivateMetadata = p.Type, p.CallbackID, p.PrivateMetadata
	v.NotifyOnClose, v.ClearOnClose, v.Blocks = p.NotifyOnClose, p.ClearOnClose, blocks
	v.Title, v.Submit, v.Close = p.Title.Text, p.Submit.Text, p.Close.Text
	v.ExternalID = p.ExternalID
	v.Hash = fmt.Sprintf("%d.%s", s.stamp().Unix(), s.random(8))
	v.Errors = nil
	v.Revision++
	v.state = freshState(v.Blocks, v.state)
	return nil
}

// freshState is what stands in the inputs of these blocks: what stood there before, else the initial values.
func freshState(blocks json.RawMessage, before values) values {
	out := values{}
	for _, c := range blockkit.Controls(blocks) {
		if !stateful(c.Type) {
			continue
		}
		state := before[c.BlockID][c.ActionID]
		if state == nil || state["type"] != c.Type {
			state = initialState(c)
		}
		out.put(c.BlockID, c.ActionID, state)
	}
	return out
}

// object is the view as the Web API and the payloads give it.
func (s *Sim) viewObject(v *view) map[string]any {
	o := map[string]any{
		"id": v.ID, "team_id": s.opts.TeamID, "type": v.Type, "callback_id": v.CallbackID, "external_id": v.ExternalID,
		"private_metadata": v.PrivateMetadata, "hash": v.Hash, "root_view_id": v.RootViewID, "previous_view_id": nil,
		"app_id": s.opts.AppID, "app_installed_team_id": s.opts.TeamID, "bot_id": s.opts.BotID,
		"blocks": v.Blocks, "state": map[string]any{"values": v.state.clone()},
		"clear_on_close": v.ClearOnClose, "notify_on_close": v.NotifyOnClose,
		"title": v.raw["title"], "submit": v.raw["submit"], "close": v.raw["close"],
	}
	if v.PreviousViewID != "" {
		o["previous_view_id"] = v.PreviousViewID
	}
	return o
}

func (v *view) copy() View {
	out := v.View
	if v.Errors != nil {
		out.Errors = map[string]string{}
		for k, e := range v.Errors {
			out.Errors[k] = e
		}
	}
	return out
}

// Modals gives the modals that are open before a user, the one in front last.
func (s *Sim) Modals(user string) []View {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]View, 0, len(s.modals[user]))
	for _, v := range s.modals[user] {
		out = append(out, v.copy())
	}
	return out
}

// Home gives what the app has published on a user's Home tab.
func (s *Sim) Home(user string) (View, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.homes[user]
	if v == nil {
		return View{}, false
	}
	return v.copy(), true
}

// VisibleView gives all words of a view, its title and buttons too, as its user reads them.
func (s *Sim) VisibleView(v View) string {
	body := s.visible(v.Blocks, "", v.User)
	if v.Type == "modal" {
		body = v.Title + "\n" + body
		for _, id := range sortedKeys(v.Errors) {
			body += "\n" + v.Errors[id]
		}
		if v.Submit != "" {
			body += "\n[" + v.Submit + "]"
		}
	}
	return body
}
