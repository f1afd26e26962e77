package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/demo"
	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slacksim"
	"github.com/iiq-approvals/bot/internal/speed"
)

// In a burst everybody of a few workgroups clicks every card of theirs, so that each item is clicked by many.
const (
	burstGroups, burstMembers, burstItems = 6, 10, 10
	burstReplicas                         = 3
	burstDecisions                        = burstGroups * burstItems
	burstClicks                           = burstDecisions * burstMembers
	// ackWithin is Slack's own limit, in milliseconds.
	ackWithin = 3000
	// wordsWithin bounds the wait for what people are told.
	wordsWithin = time.Minute
)

var errBurst = errors.New("the burst did not end as it should")

// measureBurst: very many clicks at once, of which one an item counts and all others are told why not.
func measureBurst(ctx context.Context, o options) ([]figure, error) {
	w, end, err := startWorld(ctx, o, true)
	if err != nil {
		return nil, err
	}
	defer end()
	bots, err := startReplicas(ctx, o, w, burstReplicas, asInstalled(o))
	if err != nil {
		return nil, err
	}
	defer bots.stop()
	if err := pause(ctx, settleTime); err != nil {
		return nil, err
	}
	cards, err := dealToGroups(ctx, w)
	if err != nil {
		return nil, err
	}
	acks := clickWithin(ctx, o.spread, w, cards)
	told, others, err := awaitWords(ctx, w, cards)
	if err != nil {
		return nil, err
	}
	stored, written, err := burstOutcome(ctx, w)
	if err != nil {
		return nil, err
	}
	figures := []figure{
		{fmt.Sprintf("of %d clicks within %s on %d replicas, acked", burstClicks, o.spread, burstReplicas), float64(len(acks)), "", -burstClicks},
		{"their acks, p50", speed.Percentile(acks, 50), "ms", 0},
		{"their acks, p99", speed.Percentile(acks, 99), "ms", 0},
		{"their acks, the slowest", speed.Percentile(acks, 100), "ms", ackWithin},
		{fmt.Sprintf("decisions stored for %d items", burstDecisions), float64(stored), "", -burstDecisions},
		{"decisions taken by IdentityIQ", float64(written), "", -burstDecisions},
		{"clicks that were refused in words", float64(told), "", -(burstClicks - burstDecisions)},
	}
	if len(acks) != burstClicks || stored != burstDecisions || written != burstDecisions || told != burstClicks-burstDecisions {
		err = fmt.Errorf("%w: %d acks, %d stored, %d written and %d refused are wanted; other private answers: %v", errBurst, burstClicks,
			burstDecisions, burstDecisions, burstClicks-burstDecisions, others)
	}
	return figures, err
}

// dealToGroups makes workgroups with work items, and waits until every member has a card of each.
func dealToGroups(ctx context.Context, w *demo.World) ([]card, error) {
	var specs []iiqsim.ItemSpec
	var users []string
	people := w.Company.People[4:]
	for g := range burstGroups {
		name := fmt.Sprintf("Burst.%d", g)
		var members []string
		for _, p := range people[g*burstMembers : (g+1)*burstMembers] {
			members = append(members, p.Name)
			users = append(users, w.SlackID(p.Name))
		}
		if _, err := w.IIQ.AddWorkgroup(name, name, members...); err != nil {
			return nil, fmt.Errorf("make workgroup: %w", err)
		}
		specs = append(specs, slices.Repeat([]iiqsim.ItemSpec{{Template: iiqsim.TemplateRole, Owner: name, Requester: "Lee.Quinn",
			Target: "Dana.Reyes"}}, burstItems)...)
	}
	if _, err := w.IIQ.AddMany(specs); err != nil {
		return nil, fmt.Errorf("make work items: %w", err)
	}
	var cards []card
	err := awaitEvery(ctx, 200*time.Millisecond, "all cards are there", func() bool {
		cards = nil
		for i := range burstItems {
			for _, user := range users {
				if mine := decidable(w, user); i < len(mine) {
					cards = append(cards, mine[i])
				}
			}
		}
		return len(cards) == burstClicks
	})
	return cards, err
}

// decidable are the cards of somebody that can be decided, without their items' ids.
func decidable(w *demo.World, user string) []card {
	var all []card
	for _, m := range w.Slack.Inbox(user) {
		if demo.Decidable(m) {
			all = append(all, card{user: user, channel: m.Channel, ts: m.TS})
		}
	}
	return all
}

// clickWithin spreads the clicks over a time and gives the way of those that were acked, in milliseconds. Who clicks
// sees the card as it was when they reached for the button.
func clickWithin(ctx context.Context, spread time.Duration, w *demo.World, cards []card) []float64 {
	var mu sync.Mutex
	var wg sync.WaitGroup
	var acks []float64
	begin := time.Now()
	for i, c := range cards {
		wg.Go(func() {
			time.Sleep(time.Until(begin.Add(spread * time.Duration(i) / time.Duration(len(cards)))))
			r, err := w.Slack.Click(ctx, slacksim.Press{User: c.user, Channel: c.channel, TS: c.ts, Text: "Approve", Stale: true})
			mu.Lock()
			defer mu.Unlock()
			if err == nil && r.Acked {
				acks = append(acks, millis(r.AckAfter))
			}
		})
	}
	wg.Wait()
	return acks
}

// awaitWords counts the private answers that tell of another's decision, and waits until they are all there, but not for ever.
// others are what else people were told.
func awaitWords(ctx context.Context, w *demo.World, cards []card) (told int, others map[string]int, err error) {
	late := time.Now().Add(wordsWithin)
	err = awaitEvery(ctx, 200*time.Millisecond, "all others are told", func() bool {
		told, others = 0, privately(w, cards)
		for text, n := range others {
			if strings.Contains(text, "already") {
				told += n
				delete(others, text)
			}
		}
		return told >= burstClicks-burstDecisions || time.Now().After(late)
	})
	return told, others, err
}

// burstOutcome waits until IdentityIQ has what was stored, and counts both.
func burstOutcome(ctx context.Context, w *demo.World) (stored, written int, err error) {
	conn, err := pgx.Connect(ctx, w.DatabaseURL)
	if err != nil {
		return 0, 0, fmt.Errorf("connect: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if err := conn.QueryRow(ctx, `SELECT count(*) FROM decisions`).Scan(&stored); err != nil {
		return 0, 0, fmt.Errorf("count decisions: %w", err)
	}
	late := time.Now().Add(wordsWithin)
	err = awaitEvery(ctx, settlePause, "the decisions are in IdentityIQ", func() bool {
		written = 0
		for _, l := range w.IIQ.Ledger() {
			if l.Accepted {
				written++
			}
		}
		return written >= stored || time.Now().After(late)
	})
	return stored, written, err
}
