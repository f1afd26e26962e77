package slacksim

import (
	"encoding/json"

	"github.com/iiq-approvals/bot/internal/slacksim/blockkit"
)

func (s *Sim) viewsOpen(c *call) (result, error) {
	raw, err := s.modalArgument(c)
	if err != nil {
		return nil, err
	}
	t, err := s.redeem(c.text("trigger_id"))
	if err != nil {
		return nil, err
	}
	for len(s.modals[t.user]) > 0 {
		s.dropTop(t.user)
	}
	return s.place(t.user, raw)
}

func (s *Sim) viewsPush(c *call) (result, error) {
	raw, err := s.modalArgument(c)
	if err != nil {
		return nil, err
	}
	t, err := s.redeem(c.text("trigger_id"))
	if err != nil {
		return nil, err
	}
	switch stack := s.modals[t.user]; {
	case t.view == nil || t.view.Type != "modal" || len(stack) == 0:
		return nil, invalidArguments("invalid_trigger_id", "`trigger_id` does not come from a modal")
	case len(stack) >= maxStack:
		return nil, fail("push_limit_reached")
	}
	return s.place(t.user, raw)
}

// modalArgument takes and validates `view` before anything is looked up, so that a mistake costs no trigger.
func (s *Sim) modalArgument(c *call) (json.RawMessage, error) {
	if err := c.needs("trigger_id", "view"); err != nil {
		return nil, err
	}
	raw := c.json("view")
	return raw, refused(blockkit.CheckModal(raw))
}

// place puts a modal in front of a user.
func (s *Sim) place(user string, raw json.RawMessage) (result, error) {
	v := &view{View: View{ID: s.newID("V"), User: user}, open: true}
	if err := s.fill(v, raw); err != nil {
		return nil, invalidArguments("", err.Error())
	}
	if v.ExternalID != "" && s.byExternalID(v.ExternalID) != nil {
		return nil, fail("duplicate_external_id")
	}
	v.RootViewID = v.ID
	if stack := s.modals[user]; len(stack) > 0 {
		v.RootViewID, v.PreviousViewID = stack[0].ID, stack[len(stack)-1].ID
	}
	s.modals[user] = append(s.modals[user], v)
	s.views[v.ID] = v
	s.note(Notice{Kind: "view_opened", User: user, Detail: v.ID})
	return result{"view": s.viewObject(v)}, nil
}

// dropTop takes away the modal in front.
func (s *Sim) dropTop(user string) {
	stack := s.modals[user]
	if len(stack) == 0 {
		return
	}
	top := stack[len(stack)-1]
	top.open = false
	delete(s.views, top.ID)
	s.modals[user] = stack[:len(stack)-1]
	s.note(Notice{Kind: "view_closed", User: user, Detail: top.ID})
}

func (s *Sim) byExternalID(id string) *view {
	for _, v := range s.views {
		if v.ExternalID == id {
			return v
		}
	}
	return nil
}

func (s *Sim) viewsUpdate(c *call) (result, error) {
	if err := c.needs("view"); err != nil {
		return nil, err
	}
	var v *view
	switch {
	case c.text("view_id") != "":
		v = s.views[c.text("view_id")]
	case c.text("external_id") != "":
		v = s.byExternalID(c.text("external_id"))
	default:
		return nil, invalidArguments("", "[ERROR] missing required field: view_id")
	}
	if v == nil {
		return nil, fail("not_found")
	}
	raw := c.json("view")
	check := blockkit.CheckModal
	if v.Type == "home" {
		check = blockkit.CheckHome
	}
	if err := refused(check(raw)); err != nil {
		return nil, err
	}
	if h := c.text("hash"); h != "" && h != v.Hash {
		return nil, fail("hash_conflict")
	}
	if err := s.fill(v, raw); err != nil {
		return nil, invalidArguments("", err.Error())
	}
	s.note(Notice{Kind: "view_updated", User: v.User, Detail: v.ID})
	return result{"view": s.viewObject(v)}, nil
}

func (s *Sim) viewsPublish(c *call) (result, error) {
	if err := c.needs("user_id", "view"); err != nil {
		return nil, err
	}
	raw := c.json("view")
	if err := refused(blockkit.CheckHome(raw)); err != nil {
		return nil, err
	}
	user := s.users[c.text("user_id")]
	switch {
	case user == nil || user.Deleted || user.IsStranger:
		return nil, invalidArguments("", "[ERROR] invalid `user_id`")
	case !s.switches.HomeTab:
		return nil, fail("not_enabled")
	}
	v := s.homes[user.ID]
	if h := c.text("hash"); h != "" && (v == nil || h != v.Hash) {
		return nil, fail("hash_conflict")
	}
	if v == nil {
		v = &view{View: View{ID: s.newID("V"), User: user.ID}, open: true}
		v.RootViewID = v.ID
	}
	if err := s.fill(v, raw); err != nil {
		return nil, invalidArguments("", err.Error())
	}
	s.homes[user.ID], s.views[v.ID] = v, v
	s.note(Notice{Kind: "home_published", User: user.ID, Detail: v.ID})
	return result{"view": s.viewObject(v)}, nil
}
