package e2e

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/demo"
	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/patience"
)

// The people whom stories name; the rest of the company has no part in most of them.
const (
	sam  = "Sam.Okoye"
	dana = "Dana.Reyes"
	lee  = "Lee.Quinn"
	nora = "Nora.Lindqvist"
)

// story is a world with bots in it.
type story struct {
	*testing.T
	*demo.World
	*cast
}

// cast is what all chapters of a story share.
type cast struct {
	whole    *testing.T
	settings map[string]string
	// tables is the bot's database as the story itself looks at it.
	tables *pgxpool.Pool
	bots   []*botProcess
	// words are what people wrote in Slack and in IdentityIQ.
	words []string
	// pressed is the last press whose effect nobody has seen yet.
	pressed *press
}

// setting changes the environment of the story's bots.
type setting map[string]string

// newStory makes a world that has no bot yet.
func newStory(t *testing.T, settings ...setting) *story {
	t.Helper()
	return storyIn(t, demo.Options{DatabaseURL: dbtest.URL(t)}, settings...)
}

func storyIn(t *testing.T, o demo.Options, settings ...setting) *story {
	t.Helper()
	o.People, o.Seed = 30, 1
	ctx, cancel := context.WithTimeout(context.Background(), patience.Limit())
	defer cancel()
	w, err := demo.Start(ctx, o)
	if err != nil {
		t.Fatalf("make a world: %v", err)
	}
	t.Cleanup(w.Close)
	w.Slack.Record(mostRecorded)
	s := &story{T: t, World: w, cast: &cast{whole: t, settings: w.Settings(), tables: openTables(t, o.DatabaseURL)}}
	maps.Copy(s.settings, setting{"SLACK_LIMITS": "off", "CARDS_AT_ONCE": "0", "LOG_LEVEL": "debug", "RECONCILE_INTERVAL": "1s",
		"WORKGROUP_REFRESH": "1s"})
	for _, change := range settings {
		maps.Copy(s.settings, change)
	}
	t.Cleanup(s.books)
	return s
}

// openTables gives one connection, made when it is first used, and again when Postgres has ended it.
func openTables(t *testing.T, databaseURL string) *pgxpool.Pool {
	t.Helper()
	config, err := pgxpool.ParseConfig(databaseURL)
	if err != nil {
		t.Fatalf("read database address: %v", err)
	}
	config.MaxConns = 1
	config.ShouldPing = func(context.Context, pgxpool.ShouldPingParams) bool { return true }
	pool, err := pgxpool.NewWithConfig(context.Background(), config)
	if err != nil {
		t.Fatalf("open database: %v", err)
	}
	t.Cleanup(pool.Close)
	return pool
}

// tell makes a world with a bot that is ready.
func tell(t *testing.T, settings ...setting) *story {
	t.Helper()
	t.Parallel()
	s := newStory(t, settings...)
	s.start()
	return s
}

// start runs one more bot and waits until it is ready.
func (s *story) start() *botProcess {
	s.Helper()
	b := s.launch()
	s.eventually("the bot is ready", func() bool { code, _ := b.get("/readyz"); return code == 200 })
	return b
}

// launch runs one more bot, until the end of the whole story.
func (s *story) launch() *botProcess {
	s.Helper()
	b := startBot(s.whole, s.settings)
	s.bots = append(s.bots, b)
	return b
}

// bot is the story's latest bot.
func (s *story) bot() *botProcess { return s.bots[len(s.bots)-1] }

// chapter is a part of a story with a name of its own.
func (s *story) chapter(name string, play func(s *story)) {
	s.Run(name, func(t *testing.T) {
		play(&story{T: t, World: s.World, cast: s.cast})
	})
}

// eventually waits until something is so. It is looked at after each change in Slack, and now and then.
func (s *story) eventually(what string, holds func() bool) {
	s.Helper()
	s.within(patience.Limit(), what, holds)
}

func (s *story) within(limit time.Duration, what string, holds func() bool) {
	s.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		changed := s.Slack.Changed()
		if holds() {
			s.pressed = nil
			return
		}
		s.pressAgain()
		select {
		case <-changed:
		case <-tick.C:
		case <-ctx.Done():
			s.picture()
			s.Fatalf("not seen within %s: %s", limit, what)
		}
	}
}

// picture logs what everybody sees, and the end of each bot's log.
func (s *story) picture() {
	s.Helper()
	var b strings.Builder
	for _, u := range s.Slack.Users() {
		mine := append(s.Slack.Inbox(u.ID), s.Slack.Ephemerals(u.ID)...)
		if len(mine) == 0 {
			continue
		}
		b.WriteString("== " + u.RealName + " sees\n")
		for _, m := range mine[max(0, len(mine)-12):] {
			b.WriteString("  -- " + strings.ReplaceAll(s.Slack.VisibleText(m), "\n", "\n     ") + "\n     " + labels(m) + "\n")
		}
		for _, v := range s.Slack.Modals(u.ID) {
			b.WriteString("  modal: " + s.Slack.VisibleView(v) + "\n")
		}
	}
	for _, w := range s.IIQ.Ledger() {
		b.WriteString("== IdentityIQ was told: " + w.State + " by " + w.Approver + " on " + w.Number + " " + w.Reason + "\n")
	}
	s.Log(b.String())
	for _, p := range s.bots {
		s.Logf("the end of a bot's log:\n%s", tail(p.log.String(), 40))
	}
}

// accepted gives the decisions that IdentityIQ has taken from the bot, on one item or, with "", on all.
func (s *story) accepted(itemID string) []iiqsim.Write {
	return slices.DeleteFunc(s.IIQ.Ledger(), func(w iiqsim.Write) bool {
		return !w.Accepted || (itemID != "" && w.ID != itemID)
	})
}

// books compares what IdentityIQ took with what the bot counts as recorded, and looks for anybody without authority.
func (s *story) books() {
	s.Helper()
	taken := map[string]int{}
	for _, w := range s.accepted("") {
		taken[w.ID]++
		if !w.Authority {
			s.Errorf("IdentityIQ took %s by %s, who had no authority over %s", w.State, w.Approver, w.Number)
		}
	}
	recorded, err := s.recordedDecisions()
	if err != nil {
		s.Errorf("read the bot's decisions: %v", err)
		return
	}
	if !maps.Equal(taken, recorded) {
		s.Errorf("IdentityIQ took decisions %v, and the bot counts %v as recorded", taken, recorded)
	}
	s.auditBooks()
	s.secretBooks()
}

// recordedDecisions counts the decisions of each item that the bot takes for recorded.
func (s *story) recordedDecisions() (map[string]int, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience.Limit())
	defer cancel()
	rows, err := s.tables.Query(ctx, "SELECT CASE WHEN entity_id <> '' THEN entity_id ELSE work_item_id END, count(*) FROM decisions WHERE state = 'recorded' GROUP BY 1")
	if err != nil {
		return nil, err
	}
	recorded := map[string]int{}
	var id string
	var n int
	_, err = pgx.ForEachRow(rows, []any{&id, &n}, func() error {
		recorded[id] = n
		return nil
	})
	return recorded, err
}

// sql changes the bot's tables where a story needs time to have gone by.
func (s *story) sql(statement string, args ...any) {
	s.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience.Limit())
	defer cancel()
	_, err := s.tables.Exec(ctx, statement, args...)
	s.must(err)
}

// forgetStanding lets what Slack said of everybody be an hour old.
func (s *story) forgetStanding() {
	s.Helper()
	s.sql("UPDATE slack_users SET checked_at = checked_at - interval '1 hour'")
}

// leasesEnd lets every claim of a worker and of a round run out.
func (s *story) leasesEnd() {
	s.Helper()
	for _, table := range []string{"bulks", "cards", "decisions", "schedules"} {
		s.sql("UPDATE " + table + " SET claimed_until = clock_timestamp() - interval '1 ms' WHERE claimed_until > clock_timestamp()")
	}
}

// roundNow makes a round due. It waits for one that runs, whose end would set the next turn later again.
func (s *story) roundNow(name string) {
	s.Helper()
	s.eventually("the round "+name+" can be made due", func() bool { return s.makeDue(name) })
}

// hurry makes a round due unless it runs. It is false, for conditions that wait for what the round does.
func (s *story) hurry(name string) bool {
	s.Helper()
	s.makeDue(name)
	return false
}

func (s *story) makeDue(name string) bool {
	s.Helper()
	return s.one(`WITH made AS (UPDATE schedules SET next_at = clock_timestamp() WHERE name = $1 AND claimed_until <= clock_timestamp() RETURNING 1)
		SELECT count(*) FROM made`, name) == 1
}
