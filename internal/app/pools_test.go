package app

import (
	"context"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/iiq"
	"github.com/iiq-approvals/bot/internal/jobs"
	"github.com/iiq-approvals/bot/internal/postgres"
	"github.com/iiq-approvals/bot/internal/slackui"
	"github.com/iiq-approvals/bot/internal/slackui/webapi"
)

// pooled is a bot as far as its pools and its desks go.
func pooled(t *testing.T) *bot {
	t.Helper()
	address := dbtest.URL(t)
	client, err := iiq.New(iiq.Config{RootURL: "http://127.0.0.1:1/identityiq", ClientID: "bot", ClientSecret: "nobody asks"},
		nil, time.Now, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &bot{log: slog.New(slog.DiscardHandler), clock: time.Now, metrics: newMetrics(), iiq: client,
		dated:     postgres.NewClock(time.Now, slog.New(slog.DiscardHandler)),
		workspace: approvals.Workspace{TeamID: "T1"}, interactive: webapi.New(webapi.Config{}, time.Now)}
	for _, pool := range []**pgxpool.Pool{&b.pool, &b.clicks, &b.asks} {
		p, err := pgxpool.New(t.Context(), address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(p.Close)
		*pool = p
	}
	if b.inserter, err = jobs.NewClient(b.pool, nil, jobs.Work{}, b.log); err != nil {
		t.Fatal(err)
	}
	b.people = b.identityMap(b.pool, b.bulk)
	if err := b.openDesk(t.Context()); err != nil {
		t.Fatal(err)
	}
	return b
}

// portCalls asks each port for something that it looks up in the database.
func portCalls(people slackui.People, reader slackui.Reader, sender slackui.Sender, personal slackui.Personal, languages slackui.Languages,
	reviews slackui.Reviews, dedupe slackui.Dedupe, messages slackui.Messages) map[string]func(context.Context) error {
	who := approvals.Identity{ID: "sam"}
	return map[string]func(context.Context) error{
		"people": func(ctx context.Context) error { _, err := people.KnownPerson(ctx, "U1"); return err },
		"reader": func(ctx context.Context) error { _, err := reader.Pending(ctx, who, 0, 5); return err },
		"sender": func(ctx context.Context) error {
			return sender.SendCard(ctx, approvals.Person{Identity: who}, "i1", true)
		},
		"personal":  func(ctx context.Context) error { _, err := personal.Settings(ctx, "sam"); return err },
		"languages": func(ctx context.Context) error { _, err := languages.LanguageOfSlackUser(ctx, "T1", "U1"); return err },
		"reviews":   func(ctx context.Context) error { _, err := reviews.PendingReviews(ctx, who, 0, 5); return err },
		"dedupe":    func(ctx context.Context) error { _, err := dedupe.Take(ctx, "e1"); return err },
		"messages":  func(ctx context.Context) error { return messages.MessageThere(ctx, uuid.New(), "D1", "1.2") },
	}
}

// Clicks have connections of their own, whatever becomes of the others, and those who ask have none of the clicks'.
func TestClicksAndAsksShareNoConnections(t *testing.T) {
	t.Parallel()
	clicks, asks := pooled(t), pooled(t)
	clicks.asks.Close()
	clicks.pool.Close()
	asks.clicks.Close()
	asks.pool.Close()
	c, a := clicks.routerConfig(), asks.routerConfig().Asks
	ofClicks := portCalls(c.People, c.Reader, c.Sender, c.Personal, c.Languages, c.Reviews, c.Dedupe, c.Messages)
	ofClicks["decider"] = func(ctx context.Context) error {
		_, err := c.Decider.Decide(ctx, approvals.Click{ID: "e1", WorkItemID: "i1", Verdict: approvals.Approve})
		return err
	}
	ofAsks := portCalls(a.People, a.Reader, a.Sender, a.Personal, a.Languages, a.Reviews, a.Dedupe, a.Messages)
	ofAsks["home tabs"] = func(ctx context.Context) error { return homeTabs{asks}.Opened(ctx, "U1") }
	for whose, calls := range map[string]map[string]func(context.Context) error{"clicks": ofClicks, "asks": ofAsks} {
		for name, call := range calls {
			if err := call(t.Context()); err != nil && strings.Contains(err.Error(), "closed pool") {
				t.Errorf("%s of %s has connections of others: %v", name, whose, err)
			}
		}
	}
}

// A replica takes no more connections than the documents say, and look-ups leave one to find out who asks.
func TestConnectionsAreAsDocumented(t *testing.T) {
	t.Parallel()
	if all := workPoolSize + clickPoolSize + askPoolSize; all != 32 {
		t.Errorf("a replica takes %d connections, want 32", all)
	}
	text, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, said := range []string{"each replica takes up to 32", "32 connections a replica at most", "20 for work, 8 for clicks, 4 for"} {
		if !strings.Contains(strings.Join(strings.Fields(string(text)), " "), said) {
			t.Errorf("docs/operations.md does not say %q", said)
		}
	}
	if n := pooled(t).routerConfig().Asks.AtOnce; n != askPoolSize-1 {
		t.Errorf("%d look-ups at once on %d connections, want %v", n, askPoolSize, askPoolSize-1)
	}
}
