package campaign

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/iiq-approvals/bot/internal/campaign/books"
	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slacksim"
)

// crowd are people who decide one item at the same moment, before the day's faults begin.
type crowd struct {
	group string
	item  string
}

// makeCrowd puts the first people of the company into a workgroup that owns nothing else.
func (w *world) makeCrowd() error {
	if w.opts.Crowd == 0 {
		return nil
	}
	if w.opts.Crowd+2 > len(w.company.People) {
		return fmt.Errorf("a crowd of %d wants two people more, and there are %d", w.opts.Crowd, len(w.company.People))
	}
	var members []string
	for _, p := range w.company.People[:w.opts.Crowd] {
		members = append(members, p.ID)
	}
	g, err := w.iiq.AddWorkgroup("Crowd", "Everybody", members...)
	if err != nil {
		return fmt.Errorf("make the crowd's workgroup: %w", err)
	}
	w.crowd.group = g.ID
	return nil
}

// race lets the whole crowd approve one item at the same moment, each on a card of their own.
func (c *crowd) race(ctx context.Context, w *world) error {
	others := w.people[w.opts.Crowd:]
	i, err := w.pages.AddWorkItem(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: c.group, Requester: others[0].ID,
		Target: others[1].ID})
	if err != nil {
		return fmt.Errorf("make the crowd's item: %w", err)
	}
	c.item = i.ID
	// Nobody else shall pick it: it is in nobody's reach.
	w.journal.Note("arrival", i.ID, "work item %s for a crowd of %d", i.Name, w.opts.Crowd)
	people := &approvers{world: w}
	cards, err := c.awaitCards(ctx, people)
	if err != nil {
		return err
	}
	last, cancel := context.WithTimeout(ctx, actWithin)
	defer cancel()
	var all sync.WaitGroup
	for n, who := range w.people[:w.opts.Crowd] {
		all.Go(func() { people.approve(last, who, c.item, cards[n], "crowd") })
	}
	all.Wait()
	w.say("%d people decided one item", w.opts.Crowd)
	ctx, over := context.WithTimeout(ctx, 2*time.Minute)
	defer over()
	for len(c.taken(w)) == 0 {
		if pause(ctx, 50*time.Millisecond); ctx.Err() != nil {
			return fmt.Errorf("wait for the decision of the crowd: %w", ctx.Err())
		}
	}
	return nil
}

// taken are the writes on the crowd's item that IdentityIQ took.
func (c *crowd) taken(w *world) []iiqsim.Write {
	return slices.DeleteFunc(w.iiq.Ledger(), func(wr iiqsim.Write) bool { return wr.ID != c.item || !wr.Accepted })
}

// awaitCards waits until everybody of the crowd has a card that they can decide.
func (c *crowd) awaitCards(ctx context.Context, people *approvers) ([]slacksim.Message, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	cards := make([]slacksim.Message, people.opts.Crowd)
	for n, who := range people.people[:people.opts.Crowd] {
		for there := false; !there; {
			if cards[n], there = people.card(who, c.item, false); there {
				break
			}
			if pause(ctx, 50*time.Millisecond); ctx.Err() != nil {
				return nil, fmt.Errorf("wait for the crowd's cards: %d of %d have one", n, people.opts.Crowd)
			}
		}
	}
	return cards, nil
}

// balance wants one decision of the crowd's, and its maker's name on the card of everybody.
func (c *crowd) balance(w *world, l *books.Ledger) {
	if c.item == "" {
		return
	}
	l.Add("people who decided one item at the same moment", w.opts.Crowd)
	var wrong []books.Imbalance
	taken := c.taken(w)
	if len(taken) != 1 {
		l.Wrong("racers whose card does not name the one who decided", []books.Imbalance{{Item: c.item,
			What: fmt.Sprintf("IdentityIQ took %d decisions of the crowd, want one", len(taken))}})
		return
	}
	people := &approvers{world: w}
	for _, who := range w.people[:w.opts.Crowd] {
		m, there := people.card(who, c.item, true)
		if text := w.slack.VisibleText(m); !there || !strings.Contains(text, "Approved by "+taken[0].Approver) {
			wrong = append(wrong, books.Imbalance{Item: c.item,
				What: fmt.Sprintf("the card of %s (%v) does not name %s: %.200q", who.Name, there, taken[0].Approver, text)})
		}
	}
	l.Wrong("racers whose card does not name the one who decided", wrong)
}
