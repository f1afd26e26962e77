package audit_test

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/audit"
)

// click is one decision of a test: who decided whose item, how, how long after the card, when, and how it ended.
type click struct {
	who, owner, verdict string
	// after is the time from the card to the click; 0 for one without a card.
	after time.Duration
	at    string
	bulk  bool
	ends  []audit.Entry
}

func recorded() audit.Entry { return audit.Entry{Kind: audit.DecisionRecorded} }

func refused() audit.Entry { return audit.Entry{Kind: audit.DecisionRefused} }

func corrected(booked string) audit.Entry {
	return audit.Entry{Kind: audit.DecisionCorrected, Corrects: &audit.Correction{Booked: booked}}
}

// write puts decisions into the log, with the ends of each an hour after it.
func (b book) write(all ...click) {
	b.Helper()
	for n, c := range all {
		at, err := time.Parse(time.DateTime, c.at)
		if err != nil {
			b.Fatal(err)
		}
		id := fmt.Sprintf("d-%s-%d", b.Name(), n)
		e := audit.Entry{Kind: audit.DecisionClicked, DecisionID: id, Verdict: c.verdict, Shown: &audit.Shown{},
			Who:  &audit.Who{IdentityID: "id-" + c.who, IdentityName: c.who, DisplayName: "D. " + c.who},
			Item: &audit.Item{ID: "w", Number: "1", Owner: &audit.Ref{ID: "id-" + c.owner, Name: c.owner}}}
		if c.after > 0 {
			e.Shown.Posted = at.Add(-c.after)
		}
		b.append(e)
		b.asOwner(`UPDATE audit_log SET at = $1, payload = CASE WHEN $2 THEN (payload::jsonb || '{"bulk":"b"}')::json ELSE payload END
			WHERE seq = (SELECT max(seq) FROM audit_log)`, at, c.bulk)
		for _, end := range c.ends {
			end.DecisionID, end.Verdict, end.Who, end.Item = id, c.verdict, e.Who, e.Item
			b.append(end)
			b.asOwner(`UPDATE audit_log SET at = $1 WHERE seq = (SELECT max(seq) FROM audit_log)`, at.Add(time.Hour))
		}
	}
}

func (b book) habits(f audit.Filter, people bool) []string {
	b.Helper()
	var all []string
	err := audit.Habits(b.Context(), b.pool, f, people, func(h audit.Habit) error {
		all = append(all, fmt.Sprintf("%s %s %s bulk=%t people=%d decided=%d approved=%d denied=%d median=%.0f of %d",
			h.Month.Format("2006-01"), h.Of, h.Name, h.Bulk, h.People, h.Decided, h.Approved, h.Denied, h.Median, h.Timed))
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return all
}

func (b book) wantHabits(f audit.Filter, people bool, want ...string) {
	b.Helper()
	if got := b.habits(f, people); !reflect.DeepEqual(got, want) {
		b.Errorf("%+v, people %t: got\n%s\nwant\n%s", f, people, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestHabitsOfGroupsAndPeople(t *testing.T) {
	t.Parallel()
	b, booked := newBook(t), []audit.Entry{recorded()}
	b.write(
		click{who: "sam", owner: "Ledger", verdict: "approve", after: 10 * time.Second, at: "2026-03-01 08:00:00", ends: booked},
		click{who: "kim", owner: "Ledger", verdict: "deny", after: 30 * time.Second, at: "2026-03-02 08:00:00", ends: booked},
		click{who: "kim", owner: "Ledger", verdict: "approve", after: time.Minute, at: "2026-03-31 23:59:59", ends: booked},
		click{who: "sam", owner: "Ledger", verdict: "approve", at: "2026-04-01 00:00:00", ends: booked},
		click{who: "sam", owner: "sam", verdict: "approve", after: time.Second, at: "2026-03-05 08:00:00", bulk: true, ends: booked},
		click{who: "sam", owner: "sam", verdict: "", after: time.Second, at: "2026-03-05 08:00:00", ends: booked},
	)
	groups := []string{
		"2026-03 workgroup Ledger bulk=false people=2 decided=3 approved=2 denied=1 median=30 of 3",
		"2026-04 workgroup Ledger bulk=false people=1 decided=1 approved=1 denied=0 median=0 of 0",
		"2026-03 own items  bulk=false people=1 decided=1 approved=0 denied=0 median=1 of 1",
		"2026-03 own items  bulk=true people=1 decided=1 approved=1 denied=0 median=1 of 1",
	}
	b.wantHabits(audit.Filter{}, false, groups...)
	b.wantHabits(audit.Filter{}, true, append(groups,
		"2026-03 person D. kim bulk=false people=1 decided=2 approved=1 denied=1 median=45 of 2",
		"2026-03 person D. sam bulk=false people=1 decided=2 approved=1 denied=0 median=6 of 2",
		"2026-03 person D. sam bulk=true people=1 decided=1 approved=1 denied=0 median=1 of 1",
		"2026-04 person D. sam bulk=false people=1 decided=1 approved=1 denied=0 median=0 of 0")...)
	april := audit.Filter{Since: time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)}
	b.wantHabits(april, false, groups[1])
	// Its end is booked after the bound, and counts.
	b.wantHabits(audit.Filter{Since: april.Since.Add(-time.Minute), Until: april.Since}, false,
		"2026-03 workgroup Ledger bulk=false people=1 decided=1 approved=1 denied=0 median=60 of 1")
}

// What has had no effect is no decision, and the last entry on how one ended counts.
func TestHabitsOfWhatIsRecorded(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		ends    []audit.Entry
		decided bool
	}{
		"recorded":                 {[]audit.Entry{recorded()}, true},
		"on its way":               {nil, false},
		"refused":                  {[]audit.Entry{refused()}, false},
		"given up":                 {[]audit.Entry{{Kind: audit.DecisionGivenUp}}, false},
		"given up, and taken":      {[]audit.Entry{{Kind: audit.DecisionGivenUp}, recorded()}, true},
		"refused, and corrected":   {[]audit.Entry{refused(), corrected("recorded")}, true},
		"recorded, and corrected":  {[]audit.Entry{recorded(), corrected("refused")}, false},
		"corrected twice":          {[]audit.Entry{refused(), corrected("recorded"), corrected("refused")}, false},
		"corrected back and forth": {[]audit.Entry{recorded(), corrected("refused"), corrected("recorded")}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBook(t)
			b.write(click{who: "sam", owner: "sam", verdict: "approve", at: "2026-03-05 08:00:00", ends: tt.ends})
			if got := b.habits(audit.Filter{}, false); (len(got) == 1) != tt.decided {
				t.Errorf("got %q, want a row: %t", got, tt.decided)
			}
		})
	}
}

func TestHabitsForPrograms(t *testing.T) {
	t.Parallel()
	month := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	rows := []audit.Habit{
		{Month: month, Of: audit.OfGroup, ID: "7f", Name: "=Ledger, Owners", People: 2, Decided: 4, Approved: 1, Denied: 2, Median: 31.25,
			Timed: 3},
		{Month: month, Of: audit.OfOwnItems, Bulk: true, People: 1, Decided: 1},
	}
	for as, want := range map[audit.Format]string{
		audit.CSV: "month,of,id,name,bulk,people,decided,approved,denied,approved_share,median_seconds,timed\n" +
			"2026-03,workgroup,7f,\"'=Ledger, Owners\",false,2,4,1,2,0.333,31.3,3\n" +
			"2026-03,own items,,,true,1,1,0,0,,,0\n",
		audit.JSONL: `{"month":"2026-03","of":"workgroup","id":"7f","name":"=Ledger, Owners","bulk":false,"people":2,"decided":4,"approved":1,` +
			`"denied":2,"approved_share":0.333,"median_seconds":31.3,"timed":3}` + "\n" +
			`{"month":"2026-03","of":"own items","bulk":true,"people":1,"decided":1,"approved":0,"denied":0,"approved_share":null,` +
			`"median_seconds":null,"timed":0}` + "\n",
	} {
		var out bytes.Buffer
		w := audit.NewHabitsWriter(as, &out)
		for _, h := range rows {
			if err := w.Row(h); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.End(); err != nil || out.String() != want {
			t.Errorf("%s: got %v\n%s\nwant\n%s", as, err, out.String(), want)
		}
	}
}

// A month of a long log is found by its time, and the rest of the log is not read.
func TestHabitsOfAMonthAreLookedUp(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	b.asOwner(`ALTER TABLE audit_log DISABLE TRIGGER audit_chain`)
	b.asOwner(`INSERT INTO audit_log (seq, at, kind, payload, prev_hash, hash)
		SELECT n, '2020-01-01'::timestamptz + n * interval '1 hour', CASE n % 2 WHEN 0 THEN 'decision.recorded' ELSE 'decision.clicked' END,
			json_build_object('decision_id', n / 2, 'verdict', 'approve', 'who', json_build_object('identity_id', 'sam')),
			decode(repeat('00', 32), 'hex'), decode(repeat('00', 32), 'hex')
		FROM generate_series(1, 40000) AS n`)
	b.asOwner(`ANALYZE audit_log`)
	since := time.Date(2021, 2, 1, 0, 0, 0, 0, time.UTC)
	plan := b.planOfHabits(audit.Filter{Since: since, Until: since.AddDate(0, 1, 0)})
	if strings.Contains(plan, "Seq Scan on audit_log") || strings.Count(plan, "audit_log_at") != 2 {
		t.Errorf("got\n%s\nwant two looks by audit_log_at", plan)
	}
	if got := b.habits(audit.Filter{Since: since, Until: since.AddDate(0, 1, 0)}, false); len(got) != 1 {
		t.Errorf("got %q, want a row", got)
	}
}

func (b book) planOfHabits(f audit.Filter) string {
	b.Helper()
	ears := &lastAsked{}
	cfg := b.pool.Config().ConnConfig.Copy()
	cfg.Tracer = ears
	conn, err := pgx.ConnectConfig(b.Context(), cfg)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close(b.Context())
	if err := audit.Habits(b.Context(), conn, f, true, func(audit.Habit) error { return nil }); err != nil {
		b.Fatal(err)
	}
	rows, err := b.pool.Query(b.Context(), "EXPLAIN "+ears.sql, ears.args...)
	if err != nil {
		b.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		b.Fatal(err)
	}
	return strings.Join(lines, "\n")
}
