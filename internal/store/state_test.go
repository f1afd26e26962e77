package store_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
)

// day is one item of an environment, with people, workers and rounds that do whatever comes to them in any order. Claims
// are kept long after they were lost.
type day struct {
	*env
	rt     *rapid.T
	item   string
	owners []string
	// readAt is when somebody last asked IIQ; a sight may be stored much later.
	readAt []time.Time
	claims []store.Claim
	shows  []shownCard
	rows   rowsSeen
	broken string
}

// shownCard is a worker's claim on a card, and what it has read of the card.
type shownCard struct {
	store.CardClaim
	view approvals.CardView
}

// rowsSeen is what was so once and must stay.
type rowsSeen struct {
	ended     map[string]string
	withdrawn map[string]string
	cards     map[string]string
}

func (d *day) ok(err error) {
	d.rt.Helper()
	if err != nil {
		d.rt.Fatal(err)
	}
}

// okOrRefused takes a refusal for an answer.
func (d *day) okOrRefused(err error) {
	d.rt.Helper()
	if _, refused := approvals.AsRefusal(err); !refused {
		d.ok(err)
	}
}

// TestAnyOrderOfEvents plays events in any order against the states of decisions, cards and items.
func TestAnyOrderOfEvents(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.must(o.saveGroup("group", "Owners", []string{"sam", "nora"}))
	var runs atomic.Int64
	wrong := broken()
	rapid.Check(t, func(rt *rapid.T) {
		d := &day{env: o, rt: rt, item: fmt.Sprintf("item%d", runs.Add(1)), owners: []string{"sam", "nora", "group"}, broken: wrong,
			rows: rowsSeen{ended: map[string]string{}, withdrawn: map[string]string{}, cards: map[string]string{}}}
		d.ask()
		d.see()
		rt.Repeat(map[string]func(*rapid.T){
			"":                func(*rapid.T) { d.check() },
			"ask IIQ":         d.plain(d.ask),
			"see open":        d.plain(d.see),
			"see closed":      d.plain(d.seeClosed),
			"gone":            d.plain(d.gone),
			"decide":          d.plain(d.decide),
			"claim decision":  d.plain(d.claim),
			"settle decision": d.plain(d.settle),
			"claims run out":  d.plain(d.lapse),
			"members change":  d.plain(d.regroup),
			"release cards":   d.plain(d.release),
			"claim card":      d.plain(d.claimCard),
			"show card":       d.plain(d.showCard),
		})
		d.finish()
	})
}

func (d *day) plain(f func()) func(*rapid.T) {
	return func(rt *rapid.T) { d.rt = rt; f() }
}

func pick[T any](d *day, all []T, what string) T { return rapid.SampledFrom(all).Draw(d.rt, what) }

func (d *day) ask() {
	at, err := d.Now(context.Background())
	d.ok(err)
	d.readAt = append(d.readAt, at)
}

func (d *day) sight() approvals.WorkItem {
	w := request(d.item, pick(d, d.owners, "owner"))
	w.Level = pick(d, []string{"Normal", "High"}, "level")
	w.Target, w.Requester = approvals.Ref{ID: "lee", Name: "lee.x"}, approvals.Ref{ID: "lee", Name: "lee.x"}
	return w
}

func (d *day) see() {
	_, err := d.Seen(context.Background(), schedule.Lease{}, pick(d, d.readAt, "read at"), []approvals.WorkItem{d.sight()})
	d.ok(err)
}

func (d *day) seeClosed() {
	w := d.sight()
	w.State = pick(d, []approvals.ItemState{approvals.StateFinished, approvals.StateRejected, approvals.StateExpired}, "state")
	_, err := d.Seen(context.Background(), schedule.Lease{}, pick(d, d.readAt, "read at"), []approvals.WorkItem{w})
	d.ok(err)
}

func (d *day) gone() {
	_, err := d.Gone(context.Background(), schedule.Lease{}, pick(d, d.readAt, "read at"), d.item,
		approvals.OutcomeView{Outcome: approvals.OutcomeCompleted, At: d.now})
	d.ok(err)
}

func (d *day) decide() {
	verdict := pick(d, []approvals.Verdict{approvals.Approve, approvals.Deny}, "verdict")
	click := approvals.Click{ID: uuid.NewString(), Person: person(pick(d, []string{"sam", "nora", "dana"}, "who")), WorkItemID: d.item,
		Verdict: verdict, Comment: "why"}
	_, err := d.Decide(context.Background(), click)
	d.okOrRefused(err)
}

// claim takes the decision of the item, as the next attempt or as one that was named before.
func (d *day) claim() {
	id := d.one(`SELECT id::text FROM decisions WHERE work_item_id = $1 AND state = 'recording' ORDER BY clicked_at LIMIT 1`, d.item)
	if id == "" {
		return
	}
	c, err := d.ClaimDecision(context.Background(), uuid.MustParse(id), rapid.Int32Range(1, 8).Draw(d.rt, "attempt"), time.Hour)
	if errors.Is(err, approvals.ErrClaimLost) {
		return
	}
	d.ok(err)
	d.claims = append(d.claims, c)
}

// settle ends a claim in any way, also one that was lost long ago: then nothing may change.
func (d *day) settle() {
	if len(d.claims) == 0 {
		return
	}
	c := pick(d, d.claims, "claim")
	ctx := context.Background()
	ways := map[string]func() error{
		"write":    func() error { return d.BeforeWrite(ctx, c) },
		"recorded": func() error { return d.Recorded(ctx, c) },
		"refuse":   func() error { return d.Refuse(ctx, c, &approvals.Refusal{Code: approvals.RefusedForwarded}) },
		"too late": func() error {
			return d.RefuseGone(ctx, c, approvals.OutcomeView{Outcome: approvals.OutcomeDenied, By: "lee.x", At: d.now})
		},
		"give up": func() error { return d.GiveUp(ctx, c) },
		"retry":   func() error { return d.Retry(ctx, c, 0, approvals.IIQTrouble{Kind: approvals.TroubleAway}, "away") },
	}
	way := pick(d, slices.Sorted(maps.Keys(ways)), "way")
	holds := d.one(`SELECT (state = 'recording' AND attempt = $2 AND (claimed_until > clock_timestamp() OR $3))::text FROM decisions WHERE id = $1`, c.DecisionID, c.Attempt, way == "retry")
	before := d.snapshot()
	err := ways[way]()
	switch {
	case holds == "true":
		d.ok(err)
	case way != "retry" && !errors.Is(err, approvals.ErrClaimLost):
		d.rt.Fatalf("%s without a claim gave %v", way, err)
	case d.snapshot() != before:
		d.rt.Fatalf("%s without a claim changed something:\n%s\n%s", way, before, d.snapshot())
	}
}

func (d *day) lapse() {
	d.exec(`UPDATE decisions SET claimed_until = 'epoch' WHERE work_item_id = $1`, d.item)
	d.exec(`UPDATE cards SET claimed_until = clock_timestamp() - interval '1 ms' WHERE work_item_id = $1 AND claimed_until > clock_timestamp()`, d.item)
}

func (d *day) regroup() {
	sets := [][]string{{"sam", "nora"}, {"sam"}, {"nora", "dana"}, {}}
	d.ok(d.saveGroup("group", "", pick(d, sets, "members")))
}

func (d *day) release() {
	_, err := d.ReleaseCards(context.Background())
	d.ok(err)
}

func (d *day) cardIDs() []string {
	all := d.one(`SELECT coalesce(string_agg(id::text, ' ' ORDER BY created_at, id), '') FROM cards WHERE work_item_id = $1`, d.item)
	return strings.Fields(all)
}

func (d *day) claimCard() {
	ids := d.cardIDs()
	if len(ids) == 0 {
		return
	}
	id := uuid.MustParse(pick(d, ids, "card"))
	c, err := d.ClaimCard(context.Background(), id, rapid.Int32Range(1, 12).Draw(d.rt, "attempt"), time.Hour)
	if errors.Is(err, approvals.ErrClaimLost) {
		return
	}
	d.ok(err)
	v, err := d.CardView(context.Background(), id)
	d.ok(err)
	d.shows = append(d.shows, shownCard{c, v})
}

// showCard ends a claim on a card in any way, also one that was lost long ago.
func (d *day) showCard() {
	if len(d.shows) == 0 {
		return
	}
	s := pick(d, d.shows, "claim")
	ctx := context.Background()
	ways := map[string]func() error{
		"shown": func() error {
			return d.CardShown(ctx, s.CardClaim, "D1", "1."+s.CardID.String(), s.view.Want, []byte(s.view.Phase))
		},
		"failed": func() error { return d.CardFailed(ctx, s.CardClaim, 0, false, "away") },
		"ended":  func() error { return d.CardEnded(ctx, s.CardClaim, "gone") },
	}
	if !s.Posted {
		ways["posting"] = func() error { return d.BeforePost(ctx, s.CardClaim, "T1", "U1") }
		ways["found"] = func() error { return d.CardFound(ctx, s.CardClaim, "D1", "1."+s.CardID.String()) }
		ways["unreachable"] = func() error { return d.CardUnreachable(ctx, s.CardClaim, s.view.Want, "nobody") }
	}
	way := pick(d, slices.Sorted(maps.Keys(ways)), "way")
	holds := d.one(`SELECT (attempt = $2)::text FROM cards WHERE id = $1`, s.CardID, s.Attempt)
	before := d.snapshot()
	err := ways[way]()
	if !errors.Is(err, approvals.ErrClaimLost) && !errors.Is(err, store.ErrNeededAgain) {
		d.ok(err)
	}
	if holds != "true" && d.snapshot() != before {
		d.rt.Fatalf("%s without a claim changed something:\n%s\n%s", way, before, d.snapshot())
	}
}

// snapshot is all that workers can change of the item.
func (d *day) snapshot() string {
	return d.one(`SELECT coalesce(string_agg(d::text, E'\n' ORDER BY id), '') FROM decisions d WHERE work_item_id = $1`, d.item) +
		d.one(`SELECT coalesce(string_agg(c::text, E'\n' ORDER BY id), '') FROM cards c WHERE work_item_id = $1`, d.item) +
		d.one(`SELECT w::text FROM work_items w WHERE id = $1`, d.item)
}

// never are conditions of the tables that no order of events may bring about.
func never() map[string]string {
	return map[string]string{
		"two decisions hold one round":             `SELECT 1 FROM decisions WHERE work_item_id = $1 AND state IN ('recording', 'recorded') GROUP BY round HAVING count(*) > 1`,
		"a card shows more than it should":         `SELECT 1 FROM cards WHERE work_item_id = $1 AND shown > want`,
		"a card that was never sent shows":         `SELECT 1 FROM cards WHERE work_item_id = $1 AND state IN ('new', 'held', 'waiting') AND shown > 0`,
		"a posted card has no message":             `SELECT 1 FROM cards WHERE work_item_id = $1 AND state = 'posted' AND message_ts = ''`,
		"approvers differ from their item":         `SELECT 1 FROM work_item_approvers a JOIN work_items w ON w.id = a.work_item_id WHERE w.id = $1 AND a.open <> (w.state = 'open')`,
		"a closed item is said not to be recorded": `SELECT 1 FROM work_items WHERE id = $1 AND state = 'closed' AND not_recorded`,
		"an open item has an outcome":              `SELECT 1 FROM work_items WHERE id = $1 AND state = 'open' AND outcome <> ''`,
		"a closed item has no outcome":             `SELECT 1 FROM work_items WHERE id = $1 AND state = 'closed' AND outcome = ''`,
		"recorded in this round, and open":         `SELECT 1 FROM work_items w JOIN decisions d ON d.work_item_id = w.id AND d.round = w.round WHERE w.id = $1 AND d.state = 'recorded' AND w.state = 'open'`,
		"an ended decision is claimed":             `SELECT 1 FROM decisions WHERE work_item_id = $1 AND state <> 'recording' AND (claimed_until > 'epoch' OR stalled OR ended_at IS NULL)`,
		"a decision of a round that never was":     `SELECT 1 FROM work_items w JOIN decisions d ON d.work_item_id = w.id AND d.round > w.round WHERE w.id = $1`,
		"two cards follow for one person":          `SELECT 1 FROM cards WHERE work_item_id = $1 AND withdrawn = '' AND state <> 'ended' AND NOT asked GROUP BY identity_id HAVING count(*) > 1`,
		"an active approver of another owner":      `SELECT 1 FROM work_items w JOIN work_item_approvers a ON a.work_item_id = w.id AND a.active WHERE w.id = $1 AND w.state = 'open' AND a.identity_id <> w.owner_id AND NOT EXISTS (SELECT 1 FROM workgroup_members m WHERE m.workgroup_id = w.owner_id AND m.identity_id = a.identity_id)`,
		"somebody may decide and has no card":      `SELECT 1 FROM work_items w JOIN work_item_approvers a ON a.work_item_id = w.id AND a.active WHERE w.id = $1 AND w.state = 'open' AND w.round = 1 AND NOT EXISTS (SELECT 1 FROM cards c WHERE c.work_item_id = w.id AND c.identity_id = a.identity_id AND c.withdrawn = '')`,
	}
}

// broken asks all of never in one go.
func broken() string {
	var parts []string
	for what, sql := range never() {
		parts = append(parts, fmt.Sprintf(`SELECT '%s' AS what WHERE EXISTS (%s)`, what, sql))
	}
	return `SELECT coalesce(string_agg(what, '; '), '') FROM (` + strings.Join(parts, " UNION ALL ") + `) AS broken`
}

// check holds the item against what must never be, and against what was so before.
func (d *day) check() {
	if what := d.one(d.broken, d.item); what != "" {
		d.rt.Fatalf("%s:\n%s", what, d.snapshot())
	}
	d.onlyForward()
	closed := d.one(`SELECT (state = 'closed')::text FROM work_items WHERE id = $1`, d.item) == "true"
	for _, id := range d.cardIDs() {
		v, err := d.CardView(context.Background(), uuid.MustParse(id))
		d.ok(err)
		if (v.Phase == approvals.PhaseEnded) != closed && v.Phase != approvals.PhaseForwarded && v.Phase != approvals.PhaseNotYours {
			d.rt.Fatalf("a card tells %s, and that the item is closed is %v, want that an item is closed exactly if its card is in phase %s",
				v.Phase, closed, approvals.PhaseEnded)
		}
	}
}

// onlyForward: what has ended stays as it is, what was withdrawn stays withdrawn, a message is never forgotten.
func (d *day) onlyForward() {
	d.each(`SELECT id::text, 'decision', state, '' FROM decisions WHERE work_item_id = $1
		UNION ALL SELECT id::text, 'card', state, withdrawn FROM cards WHERE work_item_id = $1`, func(id, kind, state, withdrawn string) {
		if kind == "decision" {
			d.decisionForward(id, state)
			return
		}
		if was := d.rows.withdrawn[id]; was != "" && was != withdrawn {
			d.rt.Fatalf("a card was withdrawn as %s and is now %q", was, withdrawn)
		}
		if was := d.rows.cards[id]; !follows(was, state) {
			d.rt.Fatalf("a card was %s and is %s", was, state)
		}
		d.rows.withdrawn[id], d.rows.cards[id] = withdrawn, state
	})
}

func (d *day) decisionForward(id, state string) {
	if was := d.rows.ended[id]; was != "" && was != state {
		d.rt.Fatalf("a decision was %s and is %s", was, state)
	}
	if state != "recording" {
		d.rows.ended[id] = state
	}
}

// follows is the picture of a card in the package's comment; a card may take several steps between two looks.
func follows(was, is string) bool {
	order := map[string][]string{
		"posted": {"posted", "ended"}, "ended": {"ended"}, "held": {"held"},
		"waiting":     {"waiting", "posted", "ended", "unreachable"},
		"unreachable": {"unreachable", "new", "waiting"},
	}
	next, known := order[was]
	return !known || slices.Contains(next, is)
}

func (d *day) each(sql string, f func(id, kind, state, withdrawn string)) {
	rows, err := d.pool.Query(context.Background(), sql, d.item)
	d.ok(err)
	var id, kind, state, withdrawn string
	_, err = pgx.ForEachRow(rows, []any{&id, &kind, &state, &withdrawn}, func() error { f(id, kind, state, withdrawn); return nil })
	d.ok(err)
}

// finish lets good workers do what is left to do: in the end nothing is on its way, and every message tells the last truth.
func (d *day) finish() {
	ctx := context.Background()
	d.lapse()
	// So long ago that Slack carries out nothing more of what the workers sent who vanished.
	for _, at := range []string{"claimed_until", "update_lost_at"} {
		d.exec(`UPDATE cards SET `+at+` = `+at+` - interval '2 minutes' WHERE work_item_id = $1 AND `+at+` > 'epoch'`, d.item)
	}
	d.release()
	for range 20 {
		id := d.one(`SELECT id::text FROM decisions WHERE work_item_id = $1 AND state = 'recording' LIMIT 1`, d.item)
		if id == "" {
			break
		}
		c, err := d.ClaimDecision(ctx, uuid.MustParse(id), 1000, time.Hour)
		d.ok(err)
		d.ok(d.Recorded(ctx, c))
	}
	for _, id := range d.cardIDs() {
		d.showLast(ctx, uuid.MustParse(id))
	}
	d.check()
	if left := d.one(`SELECT (SELECT count(*) FROM decisions WHERE work_item_id = $1 AND state = 'recording') || ' ' ||
		(SELECT count(*) FROM cards WHERE work_item_id = $1 AND state IN ('waiting', 'posted') AND shown < want)`, d.item); left != "0 0" {
		d.rt.Fatalf(`left to do: %s, want "0 0"`, left)
	}
}

func (d *day) showLast(ctx context.Context, id uuid.UUID) {
	c, err := d.ClaimCard(ctx, id, 1000, time.Hour)
	if errors.Is(err, approvals.ErrClaimLost) {
		return
	}
	d.ok(err)
	v, err := d.CardView(ctx, id)
	d.ok(err)
	d.ok(d.CardShown(ctx, c, "D1", "1."+id.String(), v.Want, []byte(v.Phase)))
}
