package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/demo"
	"github.com/iiq-approvals/bot/internal/speed"
)

const (
	// searchedOpen is among how many open items people search.
	searchedOpen = 25_000
	// searchesAtOnce is how many people search at the same moment, and searchEvery the time from one such moment to the next.
	searchesAtOnce = 64
	searchEvery    = 5 * time.Second
	// atOnce is a rate at which many questions come as one.
	atOnce = 100_000
	// searchedFor is found in the items of those for whom much waits. Every answer names it.
	searchedFor = "group 7"
	// mostSlower is by how many percent searches may slow the slowest clicks down: less than a third.
	mostSlower = 33
)

var askFind = question{"ephemeral",
	func(ctx context.Context, w *demo.World, user string) error {
		_, err := w.Slack.Command(ctx, user, "", "/approvals", "find "+searchedFor)
		return err
	}, askList.seen}

// undisturbed are settings with which nobody compares the items that were filled in with those of IdentityIQ, which has none.
func undisturbed() map[string]string {
	return map[string]string{"RECONCILE_INTERVAL": "24h", "WORKGROUP_REFRESH": "24h", "IDENTITY_SYNC_INTERVAL": "24h", "REMIND_AFTER": "0"}
}

// measureSearches: what many searches at once do to clicks at a steady rate.
func measureSearches(ctx context.Context, o options) ([]figure, error) {
	w, end, err := startWorld(ctx, o, true)
	if err != nil {
		return nil, err
	}
	defer end()
	settings := asInstalled(o)
	maps.Copy(settings, undisturbed())
	p, err := start(ctx, o, w, settings)
	if err != nil {
		return nil, err
	}
	defer p.stop()
	o.open, o.closed = searchedOpen, 0
	who, err := fill(ctx, o, w)
	if err != nil {
		return nil, err
	}
	if err := awaitTexts(ctx, w); err != nil {
		return nil, err
	}
	users := append(who.busy, who.easy...)[:searchesAtOnce]
	if err := firstSearches(ctx, w, users); err != nil {
		return nil, err
	}
	alone, err := clickNew(ctx, o, w)
	if err != nil {
		return nil, err
	}
	beside, searches, err := clickBesideSearches(ctx, o, w, users)
	if err != nil {
		return nil, err
	}
	before, after := speed.Percentile(alone.acks, 99), speed.Percentile(beside.acks, 99)
	finalBefore, finalAfter := speed.Percentile(alone.finals, 99), speed.Percentile(beside.finals, 99)
	return []figure{
		{fmt.Sprintf("click to ack, p99 of %d at %d/s, no searches", o.clicks, o.rate), before, "ms", 0},
		{fmt.Sprintf("the same with %d searches at once every %s", searchesAtOnce, searchEvery), after, "ms", 0},
		{"slower by", (after/before - 1) * 100, "%", mostSlower},
		{"click to the final card, p99, no searches", finalBefore, "ms", 0},
		{"the same with the searches", finalAfter, "ms", 0},
		{fmt.Sprintf("answers of %d searches, p50", len(searches)), speed.Percentile(searches, 50), "ms", 0},
		{"answers of the searches, p99", speed.Percentile(searches, 99), "ms", 0},
	}, nil
}

func clickNew(ctx context.Context, o options, w *demo.World) (timing, error) {
	cards, err := deal(ctx, o, w, owners(w))
	if err != nil {
		return timing{}, err
	}
	return clickAll(ctx, o, w, cards)
}

// firstSearches lets everybody search once, one after the other: a first contact asks Slack who somebody is.
func firstSearches(ctx context.Context, w *demo.World, users []string) error {
	const gently = 10
	if _, err := askSteadily(ctx, gently, len(users), w, askFind, users); err != nil {
		return err
	}
	for _, user := range users {
		if seen := askFind.seen(w, user); !strings.Contains(seen, searchedFor) {
			return fmt.Errorf("a search for %q is answered otherwise: %.200q", searchedFor, seen)
		}
	}
	return nil
}

// clickBesideSearches is clickNew while people search again and again until the clicks are over.
func clickBesideSearches(ctx context.Context, o options, w *demo.World, users []string) (timing, []float64, error) {
	cards, err := deal(ctx, o, w, owners(w))
	if err != nil {
		return timing{}, nil, err
	}
	over, cancel := context.WithCancel(ctx)
	defer cancel()
	type result struct {
		took []float64
		err  error
	}
	searched := make(chan result, 1)
	go func() {
		var r result
		for r.err == nil && over.Err() == nil {
			var took []float64
			if took, r.err = askSteadily(ctx, atOnce, len(users), w, askFind, users); r.err == nil {
				r.took = append(r.took, took...)
				_ = pause(over, searchEvery)
			}
		}
		searched <- r
	}()
	took, err := clickAll(ctx, o, w, cards)
	cancel()
	r := <-searched
	return took, r.took, errors.Join(err, r.err)
}

// awaitTexts has the bot make the search texts of what was filled in, and waits for the last.
func awaitTexts(ctx context.Context, w *demo.World) error {
	conn, err := pgx.Connect(ctx, w.DatabaseURL)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	return awaitEvery(ctx, time.Second, "all open items can be searched", func() bool {
		missing := 1
		err := conn.QueryRow(ctx, `SELECT count(*) FROM work_items i WHERE state = 'open'
			AND NOT EXISTS (SELECT FROM work_item_texts t WHERE t.work_item_id = i.id)`).Scan(&missing)
		if err == nil && missing == 0 {
			return true
		}
		// One that runs already may have gone past what is missing.
		_, _ = conn.Exec(ctx, `UPDATE schedules SET next_at = now() WHERE name = 'texts' AND claimed_until < now()`)
		return false
	})
}
