package deciding

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

// refusal is one decision that the gate refuses.
type refusal struct {
	name   string
	status int
	word   string
	needs  []string
	// item changes the item; act makes the decision; settings are in force meanwhile.
	item     func(c *gatewaytest.Cast, s *gatewaytest.ItemSpec)
	act      func(c *gatewaytest.Cast, i gatewaytest.Item) map[string]any
	settings map[string]string
	// prepare does what has to be done to the item before.
	prepare func(ctx context.Context, t *gatewaytest.Target, i gatewaytest.Item) error
	// then looks at the refusal.
	then func(c *gatewaytest.Cast, i gatewaytest.Item, p gatewaytest.Problem, h http.Header) error
}

func by(who func(c *gatewaytest.Cast) string, state, comment string) func(*gatewaytest.Cast, gatewaytest.Item) map[string]any {
	return func(c *gatewaytest.Cast, _ gatewaytest.Item) map[string]any {
		return gatewaytest.Decision(who(c), state, comment)
	}
}

func theOwner(c *gatewaytest.Cast) string     { return c.Owner }
func theOutsider(c *gatewaytest.Cast) string  { return c.Outsider }
func theInactive(c *gatewaytest.Cast) string  { return c.Inactive }
func theRequester(c *gatewaytest.Cast) string { return c.Requester }
func theTarget(c *gatewaytest.Cast) string    { return c.Target }

// refusals are all of the gate that one call and its settings can bring about.
func refusals() []refusal {
	return slices.Concat(refusedApprovers(), refusedDecisions(), refusedForNow())
}

// refusedApprovers are decisions of those who must not decide.
func refusedApprovers() []refusal {
	return []refusal{
		{name: "somebody who neither owns the item nor is in the group", status: 422, word: "not_owner",
			act: by(theOutsider, gatewaytest.Approved, "")},
		{name: "somebody outside of the owning group", status: 422, word: "not_owner", act: by(theOutsider, gatewaytest.Approved, ""),
			item: func(c *gatewaytest.Cast, s *gatewaytest.ItemSpec) { s.Owner = c.Group }},
		{name: "an inactive owner", status: 422, word: "inactive", act: by(theInactive, gatewaytest.Approved, ""),
			item: func(c *gatewaytest.Cast, s *gatewaytest.ItemSpec) { s.Owner = c.Inactive }},
		{name: "an inactive member", status: 422, word: "inactive",
			act:  by(func(c *gatewaytest.Cast) string { return c.Left }, gatewaytest.Approved, ""),
			item: func(c *gatewaytest.Cast, s *gatewaytest.ItemSpec) { s.Owner = c.Group }},
		{name: "nobody", status: 422, word: "unknown_approver",
			act: by(func(*gatewaytest.Cast) string { return gatewaytest.AbsentID() }, gatewaytest.Approved, "")},
		{name: "a workgroup itself", status: 422, word: "unknown_approver",
			act:  by(func(c *gatewaytest.Cast) string { return c.Group }, gatewaytest.Approved, ""),
			item: func(c *gatewaytest.Cast, s *gatewaytest.ItemSpec) { s.Owner = c.Group }},
		{name: "the id of another object as approver", status: 422, word: "unknown_approver",
			act: func(_ *gatewaytest.Cast, i gatewaytest.Item) map[string]any {
				return gatewaytest.Decision(i.ID, gatewaytest.Approved, "")
			}},
		{name: "a name in the place of an id", status: 422, word: "unknown_approver",
			act: func(c *gatewaytest.Cast, _ gatewaytest.Item) map[string]any {
				return gatewaytest.Decision(c.Names[c.Owner], gatewaytest.Approved, "")
			}},
		{name: "the requester", status: 422, word: "self_approval", act: by(theRequester, gatewaytest.Approved, ""),
			item: func(c *gatewaytest.Cast, s *gatewaytest.ItemSpec) { s.Owner = c.Requester }},
		{name: "the target", status: 422, word: "self_approval", act: by(theTarget, gatewaytest.Approved, ""),
			item: func(c *gatewaytest.Cast, s *gatewaytest.ItemSpec) { s.Owner = c.Target }},
		{name: "the target by its name alone, in other letters", status: 422, word: "self_approval",
			act: by(theOwner, gatewaytest.Approved, ""),
			item: func(c *gatewaytest.Cast, s *gatewaytest.ItemSpec) {
				s.Target, s.Item.TargetName = "", strings.ToUpper(c.Names[c.Owner])
			}},
		{name: "the target as a member of the owning group", status: 422, word: "self_approval",
			act:  by(func(c *gatewaytest.Cast) string { return c.Member }, gatewaytest.Approved, ""),
			item: func(c *gatewaytest.Cast, s *gatewaytest.ItemSpec) { s.Owner, s.Target = c.Group, c.Member }},
	}
}

// refusedDecisions are decisions that must not be taken as they are, or not on such an item.
func refusedDecisions() []refusal {
	return []refusal{
		{name: "a denial without the reason that is demanded", status: 422, word: "comment_required",
			act: by(theOwner, gatewaytest.Denied, " \n ")},
		{name: "an approval without the reason that is demanded", status: 422, word: "comment_required",
			act:      by(theOwner, gatewaytest.Approved, ""),
			settings: map[string]string{"commentOn": "Finished,Rejected"}},
		{name: "an item that demands a signature", status: 422, word: "signature", act: by(theOwner, gatewaytest.Approved, ""),
			item: func(_ *gatewaytest.Cast, s *gatewaytest.ItemSpec) { s.Item.ESign = "meaning" }},
		{name: "an item of another type", status: 422, word: "wrong_type", act: by(theOwner, gatewaytest.Approved, ""),
			item: func(_ *gatewaytest.Cast, s *gatewaytest.ItemSpec) { s.Item.Type, s.NoRequest = "ViolationReview", true }},
		{name: "an item of an excluded application", status: 422, word: "excluded", act: by(theOwner, gatewaytest.Approved, ""),
			settings: map[string]string{"excludeApplications": "Active Directory"}},
		{name: "an item of an excluded application in other letters", status: 422, word: "excluded",
			act:      by(theOwner, gatewaytest.Approved, ""),
			settings: map[string]string{"excludeApplications": "Ledger, ACTIVE directory"}},
		{name: "an item of an excluded application that demands a signature", status: 422, word: "excluded",
			act:      by(theOwner, gatewaytest.Approved, ""),
			item:     func(_ *gatewaytest.Cast, s *gatewaytest.ItemSpec) { s.Item.ESign = "meaning" },
			settings: map[string]string{"excludeApplications": "Active Directory"}},
		{name: "a state that is no decision", status: 400, word: "bad_state", act: by(theOwner, "Expired", "x")},
		{name: "a state in other letters", status: 400, word: "bad_state", act: by(theOwner, "finished", "x")},
		{name: "no state", status: 400, word: "bad_state", act: by(theOwner, "", "x")},
	}
}

// refusedForNow are decisions that would be taken at another time.
func refusedForNow() []refusal {
	return []refusal{
		{name: "an engine that throws", status: 500, word: "iiq", act: by(theOwner, gatewaytest.Approved, ""),
			prepare: func(ctx context.Context, t *gatewaytest.Target, _ gatewaytest.Item) error {
				return gatewaytest.GatewayOf(t).FailEngine(ctx, 1)
			}},
		{name: "an item whose row somebody else holds", status: 503, word: "busy", act: by(theOwner, gatewaytest.Approved, ""),
			prepare: func(ctx context.Context, t *gatewaytest.Target, i gatewaytest.Item) error {
				return gatewaytest.GatewayOf(t).Hold(ctx, i.ID, time.Minute)
			},
			then: gatewaytest.WantRetryAfter},
		{name: "more decisions in a minute than an administrator allows", status: 429, word: "too_many",
			act:      by(theOwner, gatewaytest.Approved, ""),
			settings: map[string]string{"maxDecisionsPerMinute": "1"}, prepare: decideAnother, then: gatewaytest.WantRetryAfter},
		{name: "an item that somebody decided in IdentityIQ", status: 409, word: "decided", act: ofRequest(theOwner),
			prepare: gatewaytest.DecideThere, then: gatewaytest.WantWinner},
		{name: "an item that somebody decided in IdentityIQ, by an outsider", status: 409, word: "decided", act: ofRequest(theTarget),
			prepare: gatewaytest.DecideThere, then: gatewaytest.WantWinner},
		{name: "an item that somebody decided here", status: 409, word: "decided", act: by(theTarget, gatewaytest.Approved, ""),
			prepare: decideHere, then: wantOwner},
		{name: "an item that expired", status: 404, word: "gone", act: by(theOwner, gatewaytest.Approved, ""),
			prepare: func(ctx context.Context, t *gatewaytest.Target, i gatewaytest.Item) error {
				return t.Fixtures.Expire(ctx, i.ID)
			}},
	}
}

// ofRequest names the request, by whose summaries alone an item that is gone can be found.
func ofRequest(who func(c *gatewaytest.Cast) string) func(*gatewaytest.Cast, gatewaytest.Item) map[string]any {
	return func(c *gatewaytest.Cast, i gatewaytest.Item) map[string]any {
		return gatewaytest.Decision(who(c), gatewaytest.Approved, "", "expect", map[string]any{"request": i.Request})
	}
}

func decideHere(ctx context.Context, t *gatewaytest.Target, i gatewaytest.Item) error {
	_, err := t.Decide(ctx, i.ID, gatewaytest.Decision(t.People().Owner, gatewaytest.Denied, "no"))
	return err
}

func wantOwner(c *gatewaytest.Cast, _ gatewaytest.Item, p gatewaytest.Problem, _ http.Header) error {
	return errors.Join(gatewaytest.Same("who decided", p.Winner.ID, c.Owner),
		gatewaytest.Same("their name", p.Winner.Name, c.Names[c.Owner]),
		gatewaytest.Same("state", p.State, gatewaytest.Denied))
}

// decideAnother uses up what is allowed in a minute.
func decideAnother(ctx context.Context, t *gatewaytest.Target, _ gatewaytest.Item) error {
	other, err := t.Item(ctx)
	if err != nil {
		return err
	}
	_, err = t.Decide(ctx, other.ID, gatewaytest.Decision(t.People().Owner, gatewaytest.Approved, ""))
	return err
}
