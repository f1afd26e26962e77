package acting

import (
	"context"
	"maps"
	"net/http"
	"time"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

// act is a call that changes something and is no decision on a work item. What holds for all of them is checked of each.
type act struct {
	// op is the operation that offers it; outcome is what X-Outcome says when it was done.
	op, outcome, method string
	// path gives its path for an id.
	path func(id string) string
	// make makes what the act is about, and a body that is taken.
	make func(ctx context.Context, t *gatewaytest.Target) (subject, error)
	// needed are members without which the body is none; others names members with values of the wrong type.
	needed []string
	others map[string][]any
	// absent is how an id is refused that no such object has.
	absent refusedAs
	// onItem marks what is done to a work item, onPerson what somebody does to themselves. bare marks what needs no body.
	onItem, onPerson, bare bool
}

// refusedAs is a status with a word.
type refusedAs struct {
	status int
	word   string
}

// subject is what an act is about.
type subject struct {
	c    *gatewaytest.Cast
	id   string
	item gatewaytest.Item
	// body is taken; change makes another act of it.
	body   map[string]any
	change map[string]any
	// stored is what IdentityIQ has of it.
	stored func() (string, error)
}

func itemPath(what string) func(string) string {
	return func(id string) string { return "/object/WorkItem/" + id + "/" + what }
}

func gone() refusedAs { return refusedAs{http.StatusNotFound, "gone"} }

// notTexts are values that are no text.
func notTexts() []any { return []any{7, true, []string{"x"}, map[string]any{"a": 1}} }

// acts are all of them.
func acts() []act {
	return []act{
		{op: "comment", outcome: "comment", method: http.MethodPost, path: itemPath("comment"), make: aComment,
			needed: []string{"approver"},
			others: map[string][]any{"approver": notTexts(),
				"comment": append(notTexts(), gatewaytest.LongComment())}, absent: gone(), onItem: true},
		{op: "assign", outcome: "assign", method: http.MethodPost, path: itemPath("assign"), make: anAssign, needed: []string{"approver"},
			others: map[string][]any{"approver": notTexts(), "to": notTexts()}, absent: gone(), onItem: true},
		{op: "forward", outcome: "forward", method: http.MethodPost, path: itemPath("forward"), make: aForward,
			needed: []string{"approver", "to"}, others: map[string][]any{"approver": notTexts(), "to": notTexts(),
				"comment": append(notTexts(), gatewaytest.LongComment())}, absent: gone(), onItem: true},
		{op: "forwarding", outcome: "away", method: http.MethodPut, path: awayPath, make: anAway,
			needed: []string{"approver", "to", "from", "until"}, others: map[string][]any{"approver": notTexts(), "to": notTexts(),
				"from": notNumbers(), "until": notNumbers()}, absent: nobody(), onPerson: true},
		{op: "forwarding", outcome: "back", method: http.MethodDelete, path: awayPath, make: aBack,
			others: map[string][]any{"approver": append(notTexts(), "")}, absent: nobody(), onPerson: true, bare: true},
		{op: "reviews.decide", outcome: "decide-lines", method: http.MethodPut, path: linesPath, make: aLineDecision,
			needed: []string{"approver", "decisions"}, others: map[string][]any{"approver": notTexts(), "decisions": notWishes()},
			absent: gone()},
		{op: "reviews.sign", outcome: "sign", method: http.MethodPost, path: signPath, make: aSign, needed: []string{"approver", "expect"},
			others: map[string][]any{"approver": notTexts(), "expect": {[]int{1}, map[string]any{"items": 2, "kept": 1},
				map[string]any{"items": "2", "kept": 1, "revoked": 1}}}, absent: gone()},
	}
}

func awayPath(id string) string { return "/identities/" + id + "/forwarding" }

func nobody() refusedAs { return refusedAs{http.StatusUnprocessableEntity, "unknown_approver"} }

// notNumbers are values that are no whole number.
func notNumbers() []any { return []any{"7", 7.5, true, []int{7}, map[string]any{"a": 1}} }

// onItem is an act on an item of the target.
func (t deeds) onItem(ctx context.Context, body func(c *gatewaytest.Cast) map[string]any, change map[string]any,
	specs ...func(*gatewaytest.ItemSpec),
) (subject, error) {
	c, i, err := t.CastAndItem(ctx, specs...)
	if err != nil {
		return subject{}, err
	}
	return subject{c: c, id: i.ID, item: i, body: body(c), change: change,
		stored: func() (string, error) { return t.Fixtures.Stored(ctx, i.ID) }}, nil
}

func aComment(ctx context.Context, t *gatewaytest.Target) (subject, error) {
	return on(t).onItem(ctx, func(c *gatewaytest.Cast) map[string]any {
		return map[string]any{"approver": c.Owner, "comment": "Which <team>?"}
	}, map[string]any{"comment": "other words"})
}

func anAssign(ctx context.Context, t *gatewaytest.Target) (subject, error) {
	return on(t).onItem(ctx, func(c *gatewaytest.Cast) map[string]any { return map[string]any{"approver": c.Member, "to": c.Member} },
		map[string]any{"to": nil}, func(s *gatewaytest.ItemSpec) { s.Owner = t.People().Group })
}

func aForward(ctx context.Context, t *gatewaytest.Target) (subject, error) {
	if _, err := t.Actors(ctx); err != nil {
		return subject{}, err
	}
	return on(t).onItem(ctx, func(c *gatewaytest.Cast) map[string]any {
		return map[string]any{"approver": c.Owner, "to": c.Outsider, "comment": "on leave"}
	}, map[string]any{"to": t.People().Member})
}

// anAway is somebody who goes away from an hour ago, for two hours.
func anAway(ctx context.Context, t *gatewaytest.Target) (subject, error) {
	c, err := t.Actors(ctx)
	if err != nil {
		return subject{}, err
	}
	name := t.Unique("Ada.Away")
	id, err := t.Fixtures.AddPerson(ctx, gatewaytest.Person{Name: name, DisplayName: name})
	now := time.Now().UnixMilli()
	body := map[string]any{"approver": id, "to": c.Outsider, "from": now - 3_600_000, "until": now + 3_600_000}
	return subject{c: c, id: id, body: body, change: map[string]any{"until": now + 7_200_000},
		stored: func() (string, error) { return t.Fixtures.StoredPerson(ctx, id) }}, err
}

// aBack is somebody who is away and comes back.
func aBack(ctx context.Context, t *gatewaytest.Target) (subject, error) {
	s, err := anAway(ctx, t)
	if err != nil {
		return s, err
	}
	_, err = on(t).done(ctx, actOf("away"), s, s.body, "away")
	s.body, s.change = map[string]any{"approver": s.id}, map[string]any{"to": s.c.Outsider}
	return s, err
}

// perform sends an act, with headers as name and value in turn.
func (t deeds) perform(ctx context.Context, a act, id string, body any, named ...string) (gatewaytest.Reply, error) {
	return t.Send(ctx, gatewaytest.Call{Method: a.method, Path: a.path(id), Body: body, Header: gatewaytest.Headers(named...)})
}

// refuses wants an act to be refused by a word, and everything to be as it was.
func (t deeds) refuses(ctx context.Context, a act, s subject, body any, want refusedAs) (gatewaytest.Problem, gatewaytest.Reply, error) {
	var p gatewaytest.Problem
	var r gatewaytest.Reply
	err := t.Leaves(ctx, s.stored, func() error {
		var err error
		if r, err = t.perform(ctx, a, s.id, body); err != nil {
			return err
		}
		p, err = r.Refused(want.status, want.word)
		return err
	})
	return p, r, err
}

// with gives the subject's body with other members; nil stays, as JSON's null.
func (s subject) with(members map[string]any) map[string]any {
	body := maps.Clone(s.body)
	maps.Copy(body, members)
	return body
}

// without gives the subject's body without a member.
func (s subject) without(name string) map[string]any {
	body := maps.Clone(s.body)
	delete(body, name)
	return body
}
