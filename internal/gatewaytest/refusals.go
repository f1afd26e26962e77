package gatewaytest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// refusal is one decision that the gate refuses.
type refusal struct {
	name   string
	status int
	word   string
	needs  []string
	// item changes the item; act makes the decision; settings are in force meanwhile.
	item     func(c *cast, s *ItemSpec)
	act      func(c *cast, i Item) map[string]any
	settings map[string]string
	// prepare does what has to be done to the item before.
	prepare func(ctx context.Context, t *Target, i Item) error
	// then looks at the refusal.
	then func(c *cast, i Item, p problem, h http.Header) error
}

func by(who func(c *cast) string, state, comment string) func(*cast, Item) map[string]any {
	return func(c *cast, _ Item) map[string]any { return decision(who(c), state, comment) }
}

func theOwner(c *cast) string     { return c.owner }
func theOutsider(c *cast) string  { return c.outsider }
func theInactive(c *cast) string  { return c.inactive }
func theRequester(c *cast) string { return c.requester }
func theTarget(c *cast) string    { return c.target }

// refusals are all of the gate that one call and its settings can bring about.
func refusals() []refusal {
	return []refusal{
		{name: "somebody who neither owns the item nor is in the group", status: 422, word: "not_owner", act: by(theOutsider, approved,
			"")},
		{name: "somebody outside of the owning group", status: 422, word: "not_owner", act: by(theOutsider, approved, ""),
			item: func(c *cast, s *ItemSpec) { s.Owner = c.group }},
		{name: "an inactive owner", status: 422, word: "inactive", act: by(theInactive, approved, ""),
			item: func(c *cast, s *ItemSpec) { s.Owner = c.inactive }},
		{name: "an inactive member", status: 422, word: "inactive", act: by(func(c *cast) string { return c.left }, approved, ""),
			item: func(c *cast, s *ItemSpec) { s.Owner = c.group }},
		{name: "nobody", status: 422, word: "unknown_approver", act: by(func(*cast) string { return absentID() }, approved, "")},
		{name: "a workgroup itself", status: 422, word: "unknown_approver", act: by(func(c *cast) string { return c.group }, approved, ""),
			item: func(c *cast, s *ItemSpec) { s.Owner = c.group }},
		{name: "the id of another object as approver", status: 422, word: "unknown_approver",
			act: func(_ *cast, i Item) map[string]any { return decision(i.ID, approved, "") }},
		{name: "a name in the place of an id", status: 422, word: "unknown_approver",
			act: func(c *cast, _ Item) map[string]any { return decision(c.names[c.owner], approved, "") }},
		{name: "the requester", status: 422, word: "self_approval", act: by(theRequester, approved, ""),
			item: func(c *cast, s *ItemSpec) { s.Owner = c.requester }},
		{name: "the target", status: 422, word: "self_approval", act: by(theTarget, approved, ""),
			item: func(c *cast, s *ItemSpec) { s.Owner = c.target }},
		{name: "the target as a member of the owning group", status: 422, word: "self_approval",
			act:  by(func(c *cast) string { return c.member }, approved, ""),
			item: func(c *cast, s *ItemSpec) { s.Owner, s.Target = c.group, c.member }},
		{name: "a denial without the reason that is demanded", status: 422, word: "comment_required", act: by(theOwner, denied, " \n ")},
		{name: "an approval without the reason that is demanded", status: 422, word: "comment_required", act: by(theOwner, approved, ""),
			settings: map[string]string{"commentOn": "Finished,Rejected"}},
		{name: "an item that demands a signature", status: 422, word: "signature", act: by(theOwner, approved, ""),
			item: func(_ *cast, s *ItemSpec) { s.Item.ESign = "meaning" }},
		{name: "an item of another type", status: 422, word: "wrong_type", act: by(theOwner, approved, ""),
			item: func(_ *cast, s *ItemSpec) { s.Item.Type, s.NoRequest = "ViolationReview", true }},
		{name: "an item of an excluded application", status: 422, word: "excluded", act: by(theOwner, approved, ""),
			settings: map[string]string{"excludeApplications": "Active Directory"}},
		{name: "an item of an excluded application that demands a signature", status: 422, word: "excluded", act: by(theOwner, approved, ""),
			item:     func(_ *cast, s *ItemSpec) { s.Item.ESign = "meaning" },
			settings: map[string]string{"excludeApplications": "Active Directory"}},
		{name: "a state that is no decision", status: 400, word: "bad_state", act: by(theOwner, "Expired", "x")},
		{name: "a state in other letters", status: 400, word: "bad_state", act: by(theOwner, "finished", "x")},
		{name: "no state", status: 400, word: "bad_state", act: by(theOwner, "", "x")},
		{name: "an engine that throws", status: 500, word: "iiq", act: by(theOwner, approved, ""),
			prepare: func(ctx context.Context, t *Target, _ Item) error { return gatewayOf(t).FailEngine(ctx, 1) }},
		{name: "an item whose row somebody else holds", status: 503, word: "busy", act: by(theOwner, approved, ""),
			prepare: func(ctx context.Context, t *Target, i Item) error { return gatewayOf(t).Hold(ctx, i.ID, time.Minute) },
			then:    wantRetryAfter},
		{name: "more decisions in a minute than an administrator allows", status: 429, word: "too_many", act: by(theOwner, approved, ""),
			settings: map[string]string{"maxDecisionsPerMinute": "1"}, prepare: decideAnother, then: wantRetryAfter},
		{name: "an item that somebody decided in IdentityIQ", status: 409, word: "decided", act: ofRequest(theOwner),
			prepare: decideThere, then: wantWinner},
		{name: "an item that somebody decided in IdentityIQ, by an outsider", status: 409, word: "decided", act: ofRequest(theTarget),
			prepare: decideThere, then: wantWinner},
		{name: "an item that somebody decided here", status: 409, word: "decided", act: by(theTarget, approved, ""),
			prepare: decideHere, then: wantOwner},
		{name: "an item that expired", status: 404, word: "gone", act: by(theOwner, approved, ""),
			prepare: func(ctx context.Context, t *Target, i Item) error { return t.Fixtures.Expire(ctx, i.ID) }},
	}
}

// ofRequest names the request, by whose summaries alone an item that is gone can be found.
func ofRequest(who func(c *cast) string) func(*cast, Item) map[string]any {
	return func(c *cast, i Item) map[string]any {
		return decision(who(c), approved, "", "expect", map[string]any{"request": i.Request})
	}
}

func decideThere(ctx context.Context, t *Target, i Item) error {
	return t.Fixtures.Decide(ctx, i.ID, t.people.outsider, denied)
}

func decideHere(ctx context.Context, t *Target, i Item) error {
	_, err := t.decide(ctx, i.ID, decision(t.people.owner, denied, "no"))
	return err
}

func wantOwner(c *cast, _ Item, p problem, _ http.Header) error {
	return errors.Join(same("who decided", p.Winner.ID, c.owner), same("their name", p.Winner.Name, c.names[c.owner]),
		same("state", p.State, denied))
}

func wantRetryAfter(_ *cast, _ Item, _ problem, h http.Header) error {
	if h.Get("Retry-After") == "" {
		return errors.New("got no Retry-After, want one")
	}
	return nil
}

func wantWinner(c *cast, i Item, p problem, _ http.Header) error {
	found := []error{
		same("who decided", p.Winner.ID, c.outsider), same("their name", p.Winner.Name, c.names[c.outsider]), same("state", p.State,
			denied),
		same("source", p.Source, "summary"),
		same("lines", fmt.Sprint(p.Lines), fmt.Sprint([]lineState{{i.Lines[0].ID, denied}, {i.Lines[1].ID, denied}})),
	}
	if p.At <= 0 {
		found = append(found, errors.New("got no time of the decision, want one"))
	}
	return errors.Join(found...)
}

// decideAnother uses up what is allowed in a minute.
func decideAnother(ctx context.Context, t *Target, _ Item) error {
	other, err := t.item(ctx)
	if err != nil {
		return err
	}
	_, err = t.decide(ctx, other.ID, decision(t.people.owner, approved, ""))
	return err
}
