package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/iiq-approvals/bot/internal/demo"
	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slacksim"
)

const settleTime = 5 * time.Second

// measureClicks: how long a click takes to its ack and to IdentityIQ, at a steady rate; and the memory at rest.
func measureClicks(ctx context.Context, o options) ([]figure, error) {
	w, err := demo.Start(ctx, demo.Options{Seed: 1, People: 300})
	if err != nil {
		return nil, err
	}
	defer w.Close()
	p, err := start(ctx, o, w, map[string]string{"SLACK_LIMITS": "off", "CARDS_AT_ONCE": "0", "LOG_LEVEL": "info"})
	if err != nil {
		return nil, err
	}
	defer p.stop()
	time.Sleep(settleTime)
	idle, err := p.memory()
	if err != nil {
		return nil, err
	}
	cards, err := deal(ctx, o, w, w.Company.People[4:])
	if err != nil {
		return nil, err
	}
	acks, writes, err := clickAll(ctx, o, w, cards)
	if err != nil {
		return nil, err
	}
	busy, err := p.memory()
	if err != nil {
		return nil, err
	}
	return []figure{
		{"memory at rest", idle, "MB", 60},
		{"memory after the clicks", busy, "MB", 0},
		{fmt.Sprintf("click to ack, p50 of %d at %d/s", o.clicks, o.rate), percentile(acks, 50), "ms", 0},
		{"click to ack, p99", percentile(acks, 99), "ms", 50},
		{"click to the write at IdentityIQ, p50", percentile(writes, 50), "ms", 0},
		{"click to the write at IdentityIQ, p99", percentile(writes, 99), "ms", 300},
	}, nil
}

// card is one to be clicked.
type card struct {
	user, channel, ts, item string
}

// deal makes one work item for each click, spread over these people, and waits for the cards.
func deal(ctx context.Context, o options, w *demo.World, people []iiqsim.Identity) ([]card, error) {
	var specs []iiqsim.ItemSpec
	for i := range o.clicks {
		owner := people[i%len(people)]
		specs = append(specs, iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: owner.Name, Requester: "Lee.Quinn",
			Target: "Dana.Reyes"})
	}
	items, err := w.IIQ.AddMany(specs)
	if err != nil {
		return nil, fmt.Errorf("make work items: %w", err)
	}
	owners := map[string]string{}
	for _, p := range people {
		owners[p.ID] = w.SlackID(p.Name)
	}
	var cards []card
	err = await(ctx, "all cards are there", func() bool {
		cards = nil
		for user, numbers := range byOwner(items, owners) {
			for _, m := range w.Slack.Inbox(user) {
				for number, id := range numbers {
					if strings.HasSuffix(strings.TrimSpace(m.Text), "Work item "+number+".") && demo.Decidable(m) {
						cards = append(cards, card{user, m.Channel, m.TS, id})
					}
				}
			}
		}
		return len(cards) >= len(items)
	})
	return cards, err
}

func byOwner(items []iiqsim.WorkItem, owners map[string]string) map[string]map[string]string {
	m := map[string]map[string]string{}
	for _, it := range items {
		user := owners[it.OwnerID]
		if m[user] == nil {
			m[user] = map[string]string{}
		}
		m[user][strings.TrimLeft(it.Name, "0")] = it.ID
	}
	return m
}

// clickAll clicks at a steady rate and gives, in milliseconds, the way to the ack and the way to IdentityIQ.
func clickAll(ctx context.Context, o options, w *demo.World, cards []card) (acks, writes []float64, err error) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	clicked := map[string]time.Time{}
	failed := 0
	tick := time.NewTicker(time.Second / time.Duration(o.rate))
	defer tick.Stop()
	for _, c := range cards {
		<-tick.C
		wg.Go(func() {
			begin := time.Now()
			r, err := w.Slack.Click(ctx, slacksim.Press{User: c.user, Channel: c.channel, TS: c.ts, Text: "Approve"})
			mu.Lock()
			defer mu.Unlock()
			if err != nil || !r.Acked {
				failed++
				return
			}
			clicked[c.item] = begin
			acks = append(acks, float64(r.AckAfter.Microseconds())/1000)
		})
	}
	wg.Wait()
	if failed > 0 {
		return nil, nil, fmt.Errorf("%d of %d clicks were not acked", failed, len(cards))
	}
	err = await(ctx, "all decisions are in IdentityIQ", func() bool { return len(w.IIQ.Ledger()) >= len(cards) })
	for _, l := range w.IIQ.Ledger() {
		if at, ok := clicked[l.ID]; ok {
			writes = append(writes, float64(l.At.Sub(at).Microseconds())/1000)
		}
	}
	return acks, writes, err
}

func percentile(v []float64, p int) float64 {
	if len(v) == 0 {
		return 0
	}
	slices.Sort(v)
	return v[min(len(v)-1, len(v)*p/100)]
}
