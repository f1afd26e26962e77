package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/iiq-approvals/bot/internal/demo"
	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slacksim"
	"github.com/iiq-approvals/bot/internal/speed"
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
	cards, err := deal(ctx, o, w, owners(w))
	if err != nil {
		return nil, err
	}
	took, err := clickAll(ctx, o, w, cards)
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
		{fmt.Sprintf("click to ack, p50 of %d at %d/s", o.clicks, o.rate), speed.Percentile(took.acks, 50), "ms", 0},
		{"click to ack, p99", speed.Percentile(took.acks, 99), "ms", 50},
		{"click to the write at IdentityIQ, p50", speed.Percentile(took.writes, 50), "ms", 0},
		{"click to the write at IdentityIQ, p99", speed.Percentile(took.writes, 99), "ms", 300},
	}, nil
}

// card is one to be clicked.
type card struct {
	user, channel, ts, item string
}

// deal makes one work item for each click, owned by these people in turn, and waits for the cards.
func deal(ctx context.Context, o options, w *demo.World, people []iiqsim.Identity) ([]card, error) {
	items, err := makeItems(w, people, o.clicks)
	if err != nil {
		return nil, err
	}
	slackIDs := map[string]string{}
	for _, p := range w.Company.People {
		slackIDs[p.ID] = w.SlackID(p.Name)
	}
	var cards []card
	err = awaitEvery(ctx, 100*time.Millisecond, "all cards are there", func() bool {
		cards = nil
		for user, numbers := range byOwner(items, slackIDs) {
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

// owners are who may own what is decided. The four at the top of the company are left out, since some of them ask for it.
func owners(w *demo.World) []iiqsim.Identity { return w.Company.People[4:] }

// makeItems makes work items that are owned by these people, in turn.
func makeItems(w *demo.World, people []iiqsim.Identity, count int) ([]iiqsim.WorkItem, error) {
	var specs []iiqsim.ItemSpec
	for i := range count {
		specs = append(specs, iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: people[i%len(people)].Name, Requester: "Lee.Quinn",
			Target: "Dana.Reyes"})
	}
	items, err := w.IIQ.AddMany(specs)
	if err != nil {
		return nil, fmt.Errorf("make work items: %w", err)
	}
	return items, nil
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

// timing are the ways of all clicks, in milliseconds: to the ack, to the write at IdentityIQ, to the card that shows the decision.
type timing struct{ acks, writes, finals []float64 }

// clickAll clicks at a steady rate and waits until every decision is in IdentityIQ and on its card.
func clickAll(ctx context.Context, o options, w *demo.World, cards []card) (timing, error) {
	before := len(w.IIQ.Ledger())
	begun, acks, err := clickSteadily(ctx, o.rate, w, cards)
	if err != nil {
		return timing{}, err
	}
	late, cancel := context.WithTimeout(ctx, decidedWithin)
	defer cancel()
	err = awaitEvery(late, settlePause, "all decisions are in IdentityIQ", func() bool { return len(w.IIQ.Ledger()) >= before+len(cards) })
	if err != nil {
		return timing{}, fmt.Errorf("%w; people were told: %v", err, privately(w, cards))
	}
	t := timing{acks: acks}
	for _, l := range w.IIQ.Ledger()[before:] {
		if at, ok := begun[l.ID]; ok && l.Accepted {
			t.writes = append(t.writes, millis(l.At.Sub(at)))
		}
	}
	if len(t.writes) != len(cards) {
		return t, fmt.Errorf("%d of %d decisions were taken by IdentityIQ", len(t.writes), len(cards))
	}
	t.finals, err = follow(ctx, w, cards, begun)
	return t, err
}

// privately counts the private answers to those who clicked, by their first words. Somebody whose click is taken gets none.
func privately(w *demo.World, cards []card) map[string]int {
	told, seen := map[string]int{}, map[string]bool{}
	for _, c := range cards {
		if seen[c.user] {
			continue
		}
		seen[c.user] = true
		for _, m := range w.Slack.Ephemerals(c.user) {
			told[fmt.Sprintf("%.60s", w.Slack.VisibleTo(c.user, m))]++
		}
	}
	return told
}

// decidedWithin bounds the wait for the decisions. What has not come by then was refused or is lost.
const decidedWithin = 2 * time.Minute

// settlePause is how often somebody looks whether all is over. It is long beside a look, which costs the machine that is measured.
const settlePause = 50 * time.Millisecond

// clickSteadily clicks one card after the other. It gives when each item's click began, and the way of each to the ack.
func clickSteadily(ctx context.Context, rate int, w *demo.World, cards []card) (begun map[string]time.Time, acks []float64, err error) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	begun = map[string]time.Time{}
	tick := time.NewTicker(time.Second / time.Duration(rate))
	defer tick.Stop()
	for _, c := range cards {
		<-tick.C
		wg.Go(func() {
			begin := time.Now()
			r, err := w.Slack.Click(ctx, slacksim.Press{User: c.user, Channel: c.channel, TS: c.ts, Text: "Approve"})
			mu.Lock()
			defer mu.Unlock()
			if err == nil && r.Acked {
				begun[c.item] = begin
				acks = append(acks, millis(r.AckAfter))
			}
		})
	}
	wg.Wait()
	if failed := len(cards) - len(acks); failed > 0 {
		return nil, nil, fmt.Errorf("%d of %d clicks were not acked", failed, len(cards))
	}
	return begun, acks, nil
}

// follow waits until each card shows its decision, and gives the way there from the click. Slack itself notes when a message
// changed, so that nobody has to look while the clicks go on.
func follow(ctx context.Context, w *demo.World, cards []card, begun map[string]time.Time) ([]float64, error) {
	finals := make([]float64, 0, len(cards))
	err := awaitEvery(ctx, settlePause, "all cards show their decisions", func() bool {
		for len(finals) < len(cards) {
			c := cards[len(finals)]
			m, err := w.Slack.Message(c.channel, c.ts)
			if err != nil {
				return false
			}
			at, shown := decidedAt(m)
			if !shown {
				return false
			}
			finals = append(finals, millis(at.Sub(begun[c.item])))
		}
		return true
	})
	return finals, err
}

// decidedAt is when a message first told that its item was approved.
func decidedAt(m slacksim.Message) (at time.Time, shown bool) {
	for _, v := range append(m.Versions, m.Version) {
		if strings.Contains(v.Text, "Approved by") && (!shown || v.At.Before(at)) {
			at, shown = v.At, true
		}
	}
	return at, shown
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
