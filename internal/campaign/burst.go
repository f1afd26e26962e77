package campaign

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/iiq-approvals/bot/internal/campaign/books"
	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slacksim"
)

// BurstOptions says how large a burst of new cards is.
type BurstOptions struct {
	// Binary is the path of the bot.
	Binary string
	// Cards wait for People all at once; 0 is 10,000 and 1,000.
	Cards, People, Replicas int
	Seed                    uint64
	// For is how long the cards are watched going out; 0 is until all are out.
	For time.Duration
	Out io.Writer
}

// Burst is the result of a burst, compared with Slack's own limits (docs/slack-facts.md#rate-limits): 600 messages a
// minute for the workspace.
type Burst struct {
	Cards, Posted int
	Took          time.Duration
	// Allowed is how many messages Slack's limits let through in that time, a full minute's worth in hand at the start.
	Allowed int
	// Steady is the rate once what was in hand is used up, in messages a second; SteadyFor is how long that was.
	Steady    float64
	SteadyFor time.Duration
	// RateLimited counts Slack's 429s.
	RateLimited int
	// Clicks is how long each click took until its card told of it.
	Clicks []time.Duration
}

// steadyAllowed is Slack's rate of messages in the long run, a second.
const steadyAllowed = 10.0

// inHand is how many messages may go out at once.
const inHand = 600

// Print writes the figures.
func (b *Burst) Print(out io.Writer) error {
	_, err := fmt.Fprintf(out, `%8d  cards waited
%8d  went out in %s; Slack's limits allow %d
%8.2f  a second once the %d in hand were used up, for %s: %.1f %% of what Slack allows
%8d  answers 429
%8d  clicks meanwhile; until the card told of it: half %s, 99 of 100 %s, longest %s
`, b.Cards, b.Posted, b.Took.Round(time.Second), b.Allowed, b.Steady, inHand, b.SteadyFor.Round(time.Second), b.Share()*100,
		b.RateLimited, len(b.Clicks), b.Quantile(0.5), b.Quantile(0.99), b.Quantile(1))
	if err != nil {
		return fmt.Errorf("print figures: %w", err)
	}
	return nil
}

// Share is the steady rate as a share of what Slack allows.
func (b *Burst) Share() float64 { return b.Steady / steadyAllowed }

// Quantile is the time within which this share of the clicks was seen on its card.
func (b *Burst) Quantile(q float64) time.Duration {
	if len(b.Clicks) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(b.Clicks))
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))].Round(time.Millisecond)
}

// RunBurst lets many cards wait at once and watches them go out, while people click.
func RunBurst(ctx context.Context, o BurstOptions) (*Burst, error) {
	orElse(&o.Cards, 10_000)
	orElse(&o.People, 1000)
	orElse(&o.Replicas, 3)
	w, err := newWorld(ctx, Options{Binary: o.Binary, Approvers: o.People, Replicas: o.Replicas, Seed: o.Seed, Out: o.Out}.withDefaults())
	if err != nil {
		return nil, err
	}
	defer w.close()
	f := flood{w}
	if err := f.introduce(ctx); err != nil {
		return nil, err
	}
	if err := f.underLimits(ctx); err != nil {
		return nil, err
	}
	began, before := time.Now(), f.postedNow()
	if err := f.pile(ctx, o.Cards); err != nil {
		return nil, err
	}
	b, err := f.watchBurst(ctx, o, began, before)
	if err == nil {
		_ = os.RemoveAll(w.dir)
	}
	return b, err
}

// flood is a world in which many cards wait at once.
type flood struct{ *world }

// introduce lets everybody get one card with no limits, so that each is matched to their Slack user. Matching has
// limits of its own, and is not what is measured.
func (w flood) introduce(ctx context.Context) error {
	if err := w.awaitSockets(ctx); err != nil {
		return err
	}
	if err := w.pile(ctx, len(w.people)); err != nil {
		return err
	}
	return w.until(ctx, 5*time.Minute, "everybody has a card", `SELECT count(*) FILTER (WHERE state <> 'posted') = 0 AND count(*) >= $1 FROM cards`, len(w.people))
}

// underLimits starts the replicas anew, now with Slack's limits on both sides.
func (w flood) underLimits(ctx context.Context) error {
	w.settings["SLACK_LIMITS"] = "on"
	for _, r := range w.replicas {
		r.end()
	}
	w.slack.SetSwitches(func(s *slacksim.Switches) { s.Limits = true })
	for _, r := range w.replicas {
		if err := r.start(); err != nil {
			return err
		}
	}
	return w.awaitSockets(ctx)
}

// pile makes so many items at once, the same number for everybody, and waits until all are in the tables.
func (w flood) pile(ctx context.Context, n int) error {
	specs := make([]iiqsim.ItemSpec, n)
	for i := range specs {
		owner, target := w.people[i%len(w.people)], w.people[(i+1)%len(w.people)]
		specs[i] = iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: owner.ID, Requester: target.ID, Target: target.ID}
	}
	made, err := w.iiq.AddMany(specs)
	if err != nil {
		return fmt.Errorf("make work items: %w", err)
	}
	for _, i := range made {
		w.book.Arrived(i.ID)
	}
	return w.until(ctx, 5*time.Minute, "all items are known", `SELECT count(*) >= $1 FROM work_items`, len(w.book.Items()))
}

// until waits for a condition of the database.
func (w *world) until(ctx context.Context, within time.Duration, what, sql string, args ...any) error {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	for {
		var holds bool
		if err := w.pool.QueryRow(ctx, sql, args...).Scan(&holds); err == nil && holds {
			return nil
		}
		if ctx.Err() != nil {
			return fmt.Errorf("wait until %s: %w", what, ctx.Err())
		}
		pause(ctx, 100*time.Millisecond)
	}
}

func (w flood) postedNow() int { return w.slack.Stats().Calls["chat.postMessage 200"] }

// watchBurst counts what goes out, while somebody clicks every half a second.
func (w flood) watchBurst(ctx context.Context, o BurstOptions, began time.Time, before int) (*Burst, error) {
	b := &Burst{Cards: o.Cards}
	if o.For > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, o.For)
		defer cancel()
	}
	people, over := context.WithCancel(ctx)
	defer over()
	var clicking sync.WaitGroup
	clicking.Go(func() { b.Clicks = w.clickOn(people, w.rng(20)) })
	w.count(ctx, b, began, before)
	over()
	clicking.Wait()
	b.RateLimited = w.slack.Stats().RateLimited
	return b, nil
}

func (w flood) count(ctx context.Context, b *Burst, began time.Time, before int) {
	var usedUp time.Time
	atUsedUp := 0
	for n := 1; ctx.Err() == nil && b.Posted < b.Cards; n++ {
		pause(ctx, 100*time.Millisecond)
		b.Posted = w.postedNow() - before
		if usedUp.IsZero() && b.Posted >= inHand {
			usedUp, atUsedUp = time.Now(), b.Posted
		}
		if n%100 == 0 {
			w.say("%d of %d cards are out", b.Posted, b.Cards)
		}
	}
	b.Took = time.Since(began)
	b.Allowed = min(b.Cards, inHand+int(steadyAllowed*b.Took.Seconds()))
	if !usedUp.IsZero() {
		b.SteadyFor = time.Since(usedUp)
		b.Steady = float64(b.Posted-atUsedUp) / b.SteadyFor.Seconds()
	}
}

// clickOn approves one card after the other, and notes how long each took to tell of it.
func (w flood) clickOn(ctx context.Context, rng *rand.Rand) []time.Duration {
	people := &approvers{world: w.world}
	var took []time.Duration
	for ctx.Err() == nil {
		who := w.anybody(rng)
		inbox := w.slack.Inbox(who.SlackID)
		for _, card := range inbox {
			if !books.Decidable(card) {
				continue
			}
			if d, ok := people.clickAndSee(ctx, who, card); ok {
				took = append(took, d)
			}
			break
		}
		pause(ctx, 500*time.Millisecond)
	}
	return took
}

// clickAndSee tells how long it was from the click until the card said something else.
func (a *approvers) clickAndSee(ctx context.Context, who books.Person, card slacksim.Message) (time.Duration, bool) {
	began := time.Now()
	r, err := a.slack.Click(ctx, slacksim.Press{User: who.SlackID, Channel: card.Channel, TS: card.TS, ActionID: "approve", Confirm: true})
	if err != nil || !r.Acked {
		return 0, false
	}
	err = a.slack.WaitFor(ctx, func() bool {
		m, err := a.slack.Message(card.Channel, card.TS)
		return err == nil && !books.Decidable(m)
	})
	return time.Since(began), err == nil
}
