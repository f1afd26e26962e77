package metrics

import (
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/store"
)

// told gathers a registry as lines: name{label=value,…} value; a histogram is told by its count.
func told(t *testing.T, registry *prometheus.Registry) []string {
	t.Helper()
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, f := range families {
		for _, m := range f.GetMetric() {
			var labels []string
			for _, l := range m.GetLabel() {
				labels = append(labels, l.GetName()+"="+l.GetValue())
			}
			value := m.GetGauge().GetValue() + m.GetCounter().GetValue() + float64(m.GetHistogram().GetSampleCount())
			lines = append(lines, fmt.Sprintf("%s{%s} %g", f.GetName(), strings.Join(labels, ","), value))
		}
	}
	return lines
}

func want(t *testing.T, lines []string, wanted ...string) {
	t.Helper()
	for _, w := range wanted {
		if !slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(l, w) }) {
			t.Errorf("%s is not told in\n%s", w, strings.Join(lines, "\n"))
		}
	}
}

// troubles makes, in the database, what the alerts are about.
const troubles = `
INSERT INTO schedules (name, last_ok_at, failing_since) VALUES
    ('poll', clock_timestamp() - interval '1000 seconds', clock_timestamp() - interval '900 seconds'), ('reconcile', NULL, NULL);
INSERT INTO work_items (id, type, owner_id, created_at, content_hash, state, outcome, outcome_here, closed_at) VALUES
    ('open', 'Approval', 'o', now(), '', 'open', '', false, NULL),
    ('here', 'Approval', 'o', now(), '', 'closed', 'approved', true, now()),
    ('there', 'Approval', 'o', now(), '', 'closed', 'denied', false, now()),
    ('old', 'Approval', 'o', now(), '', 'closed', 'denied', false, now() - interval '2 hours');
INSERT INTO work_items (id, type, owner_id, created_at, content_hash, gaps, gaps_of) VALUES
    ('cut', 'Approval', 'o', now(), 'a', '{line,text}', 'a'), ('whole', 'Approval', 'o', now(), 'a', '{}', 'a'),
    ('elsewhere', 'Approval', 'o', now(), 'b', '{line}', 'a');
INSERT INTO cards (id, work_item_id, identity_id, state, failures) VALUES
    (gen_random_uuid(), 'open', 'o', 'posted', 3), (gen_random_uuid(), 'open', 'o', 'waiting', 2),
    	(gen_random_uuid(), 'open', 'p', 'unreachable', 0);
INSERT INTO decisions (id, work_item_id, round, click_id, verdict, sent_comment, identity_id, decider_name, slack_team_id, slack_user_id,
	clicked_at, stalled, last_error, trouble)
    VALUES (gen_random_uuid(), 'open', 1, 'c', 'approve', '', 'o', 'O', 'T', 'U', now() - interval '10 minutes', true, 'x',
	'{"kind":"error","of":"x"}');
UPDATE identity_sync SET people = 7, completed_at = clock_timestamp() - interval '13 hours', activity_known = false;
INSERT INTO identity_links (team_id, slack_user_id, identity_id, how) VALUES ('T', 'U', 'o', 'email');
INSERT INTO identity_refusals (side, who, why) VALUES ('slack', 'U2', 'no_identity'), ('slack', 'U3', 'no_identity'),
	('iiq', 'p', 'not_in_slack');
UPDATE socket_seats SET until = clock_timestamp() + interval '1 minute' WHERE seat <= 3;
INSERT INTO database_losses (how, at, head_seq, decisions) VALUES ('seen', now(), 1, 1), ('command', now(), 1, 1),
	('seen', now() - interval '25 hours', 1, 1);
INSERT INTO absences (kind, id, since, asked_at) VALUES ('work_item', 'open', now() - interval '2 minutes', now()),
	('work_item', 'x', now(), now());
INSERT INTO river_job (kind, args, queue, state, max_attempts) SELECT 'show_card', '{}', 'posts', 'available', 1 FROM generate_series(1, 5);
`

func TestFiguresOfTheWholeBot(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	if _, err := pool.Exec(t.Context(), troubles); err != nil {
		t.Fatal(err)
	}
	desk := store.New(pool, nil, nil, store.Config{}, time.Now, slog.New(slog.DiscardHandler))
	registry := prometheus.NewRegistry()
	registry.MustRegister(newBacklogCollector(desk), newFiguresCollector(pool))
	lines := told(t, registry)
	want(t, lines,
		"iiqbot_database_up{} 1", "iiqbot_round_failing_seconds{round=poll} 9", "iiqbot_round_since_success_seconds{round=poll} 100",
		"iiqbot_round_failing_seconds{round=reconcile} 0", "iiqbot_work_items_open{} 4", "iiqbot_work_items_open_not_whole{} 1",
		"iiqbot_work_items_open_by_gap{gap=line} 1",
		"iiqbot_work_items_open_by_gap{gap=text} 1", "iiqbot_work_items_open_by_gap{gap=size} 0",
		"iiqbot_work_items_open_by_show{show=whole} 4", "iiqbot_work_items_open_by_show{show=none} 0",
		"iiqbot_work_items_closed_last_hour{outcome=approved,where=slack} 1", "iiqbot_work_items_closed_last_hour{outcome=denied,where=iiq} 1",
		"iiqbot_missing{kind=work_item} 2", "iiqbot_missing_held{kind=work_item} 1", "iiqbot_missing{kind=member} 0",
		"iiqbot_missing_held{kind=member} 0",
		"iiqbot_cards_failing{} 1", "iiqbot_cards_behind{} 2", "iiqbot_approvers_unreachable{} 1", "iiqbot_socket_seats_taken{} 3",
		"iiqbot_database_losses{} 2",
		"iiqbot_decisions_unfinished{} 1", "iiqbot_decision_oldest_seconds{} 60",
		"iiqbot_decisions_held{trouble=error} 1", "iiqbot_decisions_held{trouble=away} 0", "iiqbot_decisions_held{trouble=account} 0",
		"iiqbot_queue_jobs{queue=posts,state=available} 5", "iiqbot_queue_jobs{queue=decisions,state=available} 0",
		"iiqbot_people{} 7", "iiqbot_people_linked{} 1", "iiqbot_people_unmatched{side=slack} 2", "iiqbot_people_unmatched{side=iiq} 1",
		"iiqbot_activity_known{} 0", "iiqbot_identity_sync_age_seconds{} 46800")
	if slices.ContainsFunc(lines, func(l string) bool {
		return strings.HasPrefix(l, "iiqbot_round_since_success_seconds{round=reconcile}")
	}) {
		t.Error("a round that never ended well tells when it did")
	}
	if _, err := pool.Exec(t.Context(), "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$"); err != nil {
		t.Fatal(err)
	}
	pool.Reset()
	registry = prometheus.NewRegistry()
	registry.MustRegister(newFiguresCollector(pool))
	if lines := told(t, registry); len(lines) != 1 || lines[0] != "iiqbot_database_up{} 0" {
		t.Errorf(`of a read-only database: %v, want a length of 1 and lines[0] "iiqbot_database_up{} 0"`, lines)
	}
	pool.Close()
	registry = prometheus.NewRegistry()
	registry.MustRegister(newFiguresCollector(pool))
	if lines := told(t, registry); len(lines) != 1 || lines[0] != "iiqbot_database_up{} 0" {
		t.Errorf(`without a database: %v, want a length of 1 and lines[0] "iiqbot_database_up{} 0"`, lines)
	}
}

func TestStagesAreCounted(t *testing.T) {
	t.Parallel()
	m := New("1", "c")
	m.Sighted(store.SeenStats{New: 2, Closed: 1})
	m.DecisionEnded("retry", time.Second)
	m.DecisionEnded("recorded", 2*time.Second)
	m.BookingCorrected(approvals.BookedOther)
	for err, word := range map[error]string{
		nil: "stored", errors.New("away"): "failed", approvals.ErrUncertain: "uncertain",
		&approvals.Refusal{Code: approvals.RefusedNotYours}: "not_yours",
	} {
		if got := commitWord(approvals.Receipt{}, err); got != word {
			t.Errorf("%v is told as %q, want %q", err, got, word)
		}
	}
	if got := commitWord(approvals.Receipt{Repeated: true}, nil); got != "repeated" {
		t.Errorf(`a repeated click is told as %q, want "repeated"`, got)
	}
	lines := told(t, m.Registry)
	want(t, lines, "iiqbot_work_items_seen_total{change=new} 2", "iiqbot_work_items_seen_total{change=closed} 1",
		"iiqbot_work_items_seen_total{change=reopened} 0", "iiqbot_decision_attempts_total{result=retry} 1",
		"iiqbot_decision_attempts_total{result=given_up} 0",
		"iiqbot_bookings_corrected_total{booked=other} 1", "iiqbot_bookings_corrected_total{booked=recorded} 0",
		"iiqbot_decision_seconds{result=recorded} 1")
	if slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(l, "iiqbot_decision_seconds{result=retry}") }) {
		t.Error("an attempt that is to be made again ended a decision")
	}
}

// A post is measured from when the card was made; the last copy that follows a recorded decision ends its way.
func TestCardsAreMeasured(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	if _, err := pool.Exec(t.Context(), troubles); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	m := New("1", "c")
	desk := store.New(pool, nil, nil, store.Config{}, time.Now, slog.New(slog.DiscardHandler))
	changed := m.CardChanged(desk, func() time.Time { return now }, slog.New(slog.DiscardHandler))
	ended := approvals.CardView{Phase: approvals.PhaseEnded, Item: approvals.WorkItem{ID: "open"},
		Decision: &approvals.DecisionView{State: approvals.DecisionRecorded, EndedAt: now.Add(-time.Second)}}
	changed(t.Context(), store.CardClaim{CreatedAt: now.Add(-time.Second)}, approvals.CardView{Phase: approvals.PhaseOpen})
	changed(t.Context(), store.CardClaim{Posted: true}, ended)
	want(t, told(t, m.Registry), "iiqbot_card_post_seconds{} 1", "iiqbot_converge_seconds{} 0")
	if _, err := pool.Exec(t.Context(), "UPDATE cards SET shown = want"); err != nil {
		t.Fatal(err)
	}
	changed(t.Context(), store.CardClaim{Posted: true}, ended)
	want(t, told(t, m.Registry), "iiqbot_card_post_seconds{} 1", "iiqbot_converge_seconds{} 1")
}
