package deciding

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

// deciding are the checks of decisions that are taken.
func deciding() []gatewaytest.Check {
	return []gatewaytest.Check{
		{Name: "an approval ends the item and is told by the request", Writes: true,
			Run: func(ctx context.Context, t *gatewaytest.Target) error {
				return checkDecision(ctx, t, gatewaytest.Approved)
			}},
		{Name: "a denial ends the item and is told by the request", Writes: true,
			Run: func(ctx context.Context, t *gatewaytest.Target) error {
				return checkDecision(ctx, t, gatewaytest.Denied)
			}},
		{Name: "an item without lines is decided as a whole", Writes: true, Run: checkDecideNoSet},
		{Name: "a member of a nested group decides for it", Writes: true, Run: checkMemberDecides},
		{Name: "lines that were decided before keep their state", Writes: true, Gateway: true, Run: checkKeepsDecidedLines},
		{Name: "a decision has its audit row and its outcome", Writes: true, Gateway: true, Run: checkAudit},
		{Name: "of many at once one decides, and the others are told who", Writes: true, Gateway: true, Run: checkRace},
	}
}

// notListed wants an item to be out of the list.
func (t trace) notListed(ctx context.Context, id string) error {
	list, err := t.Items(ctx, "filter", `id=="`+id+`"`)
	if err == nil && len(list) > 0 {
		if s := list[0].Attr("state"); s == "" || s == "Pending" {
			err = errors.New("list after the decision: got the item, still open, want it gone")
		}
	}
	return err
}

// summary gives the approval summary of an item in its request.
func (t trace) summary(ctx context.Context, i gatewaytest.Item) (gatewaytest.Element, error) {
	if i.Request == "" {
		return gatewaytest.Element{}, fmt.Errorf("an item with a request: %w", gatewaytest.ErrBeyond)
	}
	r, err := t.Get(ctx, "/object/IdentityRequest", "filter", `name=="`+i.Request+`"`)
	if err != nil {
		return gatewaytest.Element{}, err
	}
	list, err := r.List("IdentityRequest")
	if err != nil || len(list) != 1 {
		return gatewaytest.Element{}, errors.Join(err, gatewaytest.Same("requests of that name", len(list), 1))
	}
	for _, s := range list[0].All("ApprovalSummary") {
		if s.Attr("workItemId") == i.ID {
			return s, nil
		}
	}
	return gatewaytest.Element{}, errors.New("request: got no summary of the item, want one")
}

func checkDecision(ctx context.Context, t *gatewaytest.Target, state string) error {
	c, i, err := t.CastAndItem(ctx)
	if err != nil {
		return err
	}
	comment := "Checked & found <good> 👍 (Olu, in Slack)"
	r, err := t.Decide(ctx, i.ID, gatewaytest.Decision(c.Owner, state, comment))
	if err != nil {
		return err
	}
	if err := errors.Join(r.Ended(i.ID, state, []string{state, state}), traceOf(t).notListed(ctx, i.ID)); err != nil {
		return err
	}
	s, err := traceOf(t).summary(ctx, i)
	if err != nil {
		return err
	}
	said := s.Attr("comments") + s.One("Comment").Attr("comment")
	completer := s.Attr("completer")
	if completer != c.Names[c.Owner] && completer != "Display of "+c.Names[c.Owner] {
		return fmt.Errorf("completer in the summary: got %q, want the owner", completer)
	}
	var lines []string
	for _, l := range s.All("ApprovalItem") {
		lines = append(lines, l.Attr("state"))
	}
	err = errors.Join(gatewaytest.Same("comment in the summary", said, comment), gatewaytest.Same("lines in the summary", fmt.Sprint(lines),
		fmt.Sprint([]string{state, state})))
	if got := s.Attr("state"); got != state && got != gatewaytest.Approved {
		err = errors.Join(err, gatewaytest.Same("state in the summary", got, state))
	}
	return err
}

func checkDecideNoSet(ctx context.Context, t *gatewaytest.Target) error {
	c, err := t.Actors(ctx)
	if err != nil {
		return err
	}
	for _, state := range []string{gatewaytest.Approved, gatewaytest.Denied} {
		i, err := t.Item(ctx, gatewaytest.WithoutLines)
		if err != nil {
			return err
		}
		r, err := t.Decide(ctx, i.ID, gatewaytest.Decision(c.Owner, state, "because"))
		if err != nil {
			return err
		}
		if err := errors.Join(r.Ended(i.ID, state, nil), traceOf(t).notListed(ctx, i.ID)); err != nil {
			return err
		}
	}
	return nil
}

func checkMemberDecides(ctx context.Context, t *gatewaytest.Target) error {
	c, err := t.Actors(ctx)
	if err != nil {
		return err
	}
	i, err := t.Item(ctx, gatewaytest.OwnedBy(c.Group))
	if err != nil {
		return err
	}
	r, err := t.Decide(ctx, i.ID, gatewaytest.Decision(c.Member, gatewaytest.Approved, ""))
	if err != nil {
		return err
	}
	return errors.Join(r.Ended(i.ID, gatewaytest.Approved, []string{gatewaytest.Approved, gatewaytest.Approved}),
		traceOf(t).notListed(ctx, i.ID))
}

func checkKeepsDecidedLines(ctx context.Context, t *gatewaytest.Target) error {
	c, i, err := t.CastAndItem(ctx, func(s *gatewaytest.ItemSpec) { s.Item.Lines[1].State = gatewaytest.Denied })
	if err != nil {
		return err
	}
	r, err := t.Decide(ctx, i.ID, gatewaytest.Decision(c.Owner, gatewaytest.Approved, ""))
	if err != nil {
		return err
	}
	return r.Ended(i.ID, gatewaytest.Approved, []string{gatewaytest.Approved, gatewaytest.Denied})
}

func checkAudit(ctx context.Context, t *gatewaytest.Target) error {
	c, i, err := t.CastAndItem(ctx)
	if err != nil {
		return err
	}
	before, err := gatewaytest.GatewayOf(t).AuditRows(ctx)
	if err != nil {
		return err
	}
	r, err := t.Decide(ctx, i.ID, gatewaytest.Decision(c.Owner, gatewaytest.Denied, "no"), "Accept", "application/json")
	if err != nil {
		return err
	}
	after, err := gatewaytest.GatewayOf(t).AuditRows(ctx)
	if err != nil {
		return err
	}
	var told gatewaytest.Problem
	if r.Status != http.StatusOK || json.Unmarshal(r.Body, &told) != nil {
		return r.Wrong("status 200 with JSON")
	}
	found := []error{
		gatewaytest.Same("audit rows", after, before+1), gatewaytest.Same("X-Outcome", r.Header.Get("X-Outcome"), "decided"),
		gatewaytest.Same("who decided", told.Winner.ID, c.Owner), gatewaytest.Same("their name", told.Winner.Name,
			c.Names[c.Owner]), gatewaytest.Same("state", told.State,
			gatewaytest.Denied),
		gatewaytest.Same("lines", fmt.Sprint(told.Lines),
			fmt.Sprint([]gatewaytest.LineState{{ID: i.Lines[0].ID, State: gatewaytest.Denied},
				{ID: i.Lines[1].ID, State: gatewaytest.Denied}})),
	}
	if r.Header.Get("X-Audit") == "" || told.At <= 0 || told.Source == "" {
		found = append(found, fmt.Errorf("decision: got X-Audit %q, at %d, source %q, want all three", r.Header.Get("X-Audit"), told.At,
			told.Source))
	}
	return errors.Join(found...)
}

// crowd is how many decide one item at once.
const crowd = 100

// decideAtLast decides as a client does, which asks again where the row is held for too long.
func decideAtLast(ctx context.Context, t *gatewaytest.Target, id string, body any) (gatewaytest.Reply, error) {
	for {
		r, err := t.Decide(ctx, id, body)
		if err != nil || r.Status != http.StatusServiceUnavailable || ctx.Err() != nil {
			return r, err
		}
	}
}

func checkRace(ctx context.Context, t *gatewaytest.Target) error {
	c, err := t.Actors(ctx)
	if err != nil {
		return err
	}
	group, err := t.Fixtures.AddGroup(ctx, t.Unique("Racers"), c.Owner, c.Member)
	if err != nil {
		return err
	}
	i, err := t.Item(ctx, gatewaytest.OwnedBy(group))
	if err != nil {
		return err
	}
	replies, failures := make([]gatewaytest.Reply, crowd), make([]error, crowd)
	var all sync.WaitGroup
	for n := range crowd {
		all.Go(func() {
			who, state := c.Owner, gatewaytest.Approved
			if n%2 == 1 {
				who, state = c.Member, gatewaytest.Denied
			}
			replies[n], failures[n] = decideAtLast(ctx, t, i.ID, gatewaytest.Decision(who, state, fmt.Sprintf("racer %d", n)))
		})
	}
	all.Wait()
	if err := errors.Join(failures...); err != nil {
		return err
	}
	first := slices.IndexFunc(replies, func(r gatewaytest.Reply) bool { return r.Status == http.StatusOK })
	if first < 0 {
		return replies[0].Wrong("one of all racers to decide")
	}
	state, winner := gatewaytest.Approved, c.Owner
	if first%2 == 1 {
		state, winner = gatewaytest.Denied, c.Member
	}
	for n, r := range replies {
		if n == first {
			continue
		}
		p, err := r.Refused(http.StatusConflict, "decided")
		if err := errors.Join(err, gatewaytest.Same("winner", p.Winner.ID, winner), gatewaytest.Same("state", p.State, state)); err != nil {
			return fmt.Errorf("racer %d of %d, %d was first: %w", n, crowd, first, err)
		}
	}
	stored, err := t.Fixtures.Stored(ctx, i.ID)
	if err == nil && !strings.Contains(stored, state) {
		err = fmt.Errorf("stored after the race: got %.300s, want the state %s of the first", stored, state)
	}
	return err
}
