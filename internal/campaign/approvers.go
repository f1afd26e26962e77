package campaign

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"github.com/iiq-approvals/bot/internal/campaign/books"
	"github.com/iiq-approvals/bot/internal/slacksim"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
)

// approvers click at random until the day is over.
type approvers struct {
	*world
	// busy keeps each person to one modal at a time.
	busy sync.Map
}

// work is one of several people who look for something to decide.
func (a *approvers) work(ctx context.Context, rng *rand.Rand) {
	for ctx.Err() == nil {
		if a.one(ctx, rng) {
			pause(ctx, between(rng, 300*time.Millisecond, 3*time.Second))
		} else {
			pause(ctx, 50*time.Millisecond)
		}
	}
}

// actWithin bounds one person's doing: two clicks, each with Slack's patience of 3 s, and a form between them.
const actWithin = 20 * time.Second

// one looks for a card and does something with it; false when there was none.
func (a *approvers) one(ctx context.Context, rng *rand.Rand) bool {
	stale := rng.IntN(20) == 0
	pick := a.book.Pick
	if stale {
		pick = a.book.PickAny
	}
	item, ok := pick(rng)
	if !ok {
		return false
	}
	who, ok := a.decider(rng, item, stale)
	if !ok {
		return false
	}
	if _, taken := a.busy.LoadOrStore(who.ID, true); taken {
		return false
	}
	defer a.busy.Delete(who.ID)
	card, ok := a.card(who, item, stale)
	if !ok {
		return false
	}
	// What was begun is finished when the day ends meanwhile: each click counts.
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), actWithin)
	defer cancel()
	a.act(last, rng, who, item, card, stale)
	return true
}

// decider is one of those who may decide, or, for a stale click, anybody who ever had a card.
func (a *approvers) decider(rng *rand.Rand, item string, stale bool) (books.Person, bool) {
	w, err := a.iiq.WorkItem(item)
	if err != nil {
		return books.Person{}, false
	}
	owner := w.OwnerID
	if stale && len(w.OwnerHistory) > 0 && rng.IntN(2) == 0 {
		if i, err := a.iiq.Identity(w.OwnerHistory[rng.IntN(len(w.OwnerHistory))]); err == nil {
			owner = i.ID
		}
	}
	people := books.MembersOf(a.iiq, owner)
	if len(people) == 0 {
		return books.Person{}, false
	}
	who, ok := a.byID[people[rng.IntN(len(people))]]
	return who, ok
}

// card finds somebody's newest message about an item; unless it is a stale one, it must have its buttons.
func (a *approvers) card(who books.Person, item string, stale bool) (slacksim.Message, bool) {
	inbox := a.slack.Inbox(who.SlackID)
	for i := len(inbox) - 1; i >= 0; i-- {
		if bytes.Contains(inbox[i].Blocks, []byte(item)) && (stale || books.Decidable(inbox[i])) {
			return inbox[i], true
		}
	}
	return slacksim.Message{}, false
}

func (a *approvers) act(ctx context.Context, rng *rand.Rand, who books.Person, item string, card slacksim.Message, stale bool) {
	switch n := rng.IntN(100); {
	case stale:
		a.approve(ctx, who, item, card, "stale")
	case n < a.asksForNext():
		a.showNext(ctx, who, item, card)
	case n < a.asksForNext()+12:
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() { a.approve(ctx, who, item, card, "double") })
		}
		both.Wait()
	case n < a.asksForNext()+24:
		a.race(ctx, rng, who, item, card)
	case n < a.asksForNext()+50:
		a.deny(ctx, rng, who, item, card)
	default:
		a.approve(ctx, who, item, card, "single")
	}
}

// race lets another one who may decide click at the same moment.
func (a *approvers) race(ctx context.Context, rng *rand.Rand, who books.Person, item string, card slacksim.Message) {
	var both sync.WaitGroup
	both.Go(func() { a.approve(ctx, who, item, card, "race") })
	defer both.Wait()
	other, ok := a.decider(rng, item, false)
	if !ok || other == who {
		return
	}
	if theirs, ok := a.card(other, item, false); ok {
		a.approve(ctx, other, item, theirs, "race")
	}
}

func (a *approvers) approve(ctx context.Context, who books.Person, item string, card slacksim.Message, kind string) {
	at := time.Now()
	r, err := a.slack.Click(ctx, slacksim.Press{User: who.SlackID, Channel: card.Channel, TS: card.TS, ActionID: "approve", Confirm: true,
		Stale: true})
	a.sent(books.Click{At: at, Who: who, Item: item, Verdict: "approve", Result: r, HookURL: r.ResponseURL, Kind: kind}, err)
}

// asksForNext is how many of a hundred ask for the next card: more where cards are held back, since nobody reaches those
// otherwise.
func (a *approvers) asksForNext() int {
	if a.cardsAtOnce() == "0" {
		return 6
	}
	return 30
}

// showNext asks for the next card, which begins a run: after each decision the next one comes by itself.
func (a *approvers) showNext(ctx context.Context, who books.Person, item string, card slacksim.Message) {
	r, err := a.slack.Click(ctx, slacksim.Press{User: who.SlackID, Channel: card.Channel, TS: card.TS, ActionID: cards.ActionShowNext,
		Stale: true})
	if err == nil && r.EnvelopeID != "" {
		a.journal.Note("next", item, "%s asks for the next card: acked=%v", who.Name, r.Acked)
	}
}

// reasonBegins is how every reason begins that is given here.
const reasonBegins = "Reason number "

// deny opens the modal and gives a reason; a modal that does not come, or does not go, is closed.
func (a *approvers) deny(ctx context.Context, rng *rand.Rand, who books.Person, item string, card slacksim.Message) {
	opened, err := a.slack.Click(ctx, slacksim.Press{User: who.SlackID, Channel: card.Channel, TS: card.TS, ActionID: "deny", Confirm: true,
		Stale: true})
	if err != nil || !opened.Acked {
		return
	}
	hookURL, there := a.modal(ctx, who, item)
	if !there {
		return
	}
	comment := fmt.Sprintf("%s%d", reasonBegins, rng.Uint64())
	at := time.Now()
	r, err := a.slack.Submit(ctx, who.SlackID, map[string]any{"comment": comment})
	if len(a.slack.Modals(who.SlackID)) > 0 {
		_, _ = a.slack.CloseModal(ctx, who.SlackID)
	}
	a.sent(books.Click{At: at, Who: who, Item: item, Verdict: "deny", Comment: comment, Result: r, HookURL: hookURL, Kind: "modal"}, err)
}

// modal waits until the form about the item is before somebody, and gives where its sender is answered: the form may be
// that of an earlier click, which came late. One about another item is closed.
func (a *approvers) modal(ctx context.Context, who books.Person, item string) (hookURL string, there bool) {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	for {
		if a.slack.WaitFor(ctx, func() bool { return len(a.slack.Modals(who.SlackID)) > 0 }) != nil {
			return "", false
		}
		open := a.slack.Modals(who.SlackID)
		if len(open) > 0 && strings.Contains(open[len(open)-1].PrivateMetadata, item) {
			meta, err := cards.ParseDecideMeta(open[len(open)-1].PrivateMetadata)
			return meta.ResponseURL, err == nil
		}
		_, _ = a.slack.CloseModal(ctx, who.SlackID)
	}
}

// sent books a click that left Slack. One that nobody waited for to the end is booked too: the bot can take it at any time.
func (a *approvers) sent(c books.Click, err error) {
	if err != nil {
		a.journal.Note("unheard", c.Item, "%s %s, %s: envelope %q: %v", c.Who.Name, c.Verdict, c.Kind, c.Result.EnvelopeID, err)
	}
	if c.Result.EnvelopeID == "" {
		return
	}
	a.book.Clicked(c)
	a.journal.Note("click", c.Item, "%s (%s) %s, %s: envelope %s delivered=%v acked=%v %s %v", c.Who.Name, c.Who.SlackID, c.Verdict, c.Kind,
		c.Result.EnvelopeID, c.Result.Delivered, c.Result.Acked, c.Result.UserError, c.Result.FieldErrors)
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
