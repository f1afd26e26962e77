package campaign

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/iiq-approvals/bot/internal/campaign/books"
)

// deactivated is the name of a play that an upgrade leaves out.
const deactivated = "somebody is deactivated"

// elsewherePlays are what people do in IIQ itself, behind the bot's back.
func (w *world) elsewherePlays() []play {
	return []play{
		{"decided in IdentityIQ", 8, w.decideElsewhere},
		{"forwarded", 8, w.forward},
		{"ended without a decision", 5, w.endElsewhere},
		{"reopened", 3, w.reopen},
		{"a member leaves a workgroup", 6, w.leaveGroup},
		{deactivated, 3, w.deactivate},
	}
}

func (w *world) decideElsewhere(ctx context.Context, rng *rand.Rand) {
	item, ok := w.book.Pick(rng)
	if !ok {
		return
	}
	open, looked := w.seenOpen(ctx, item)
	if !open {
		return
	}
	by := w.anybody(rng)
	do, word := w.pages.Approve, "Approved by "
	if rng.IntN(2) == 0 {
		do, word = w.pages.Deny, "Denied by "
	}
	if err := do(item, by.ID, "decided in the web pages"); err == nil {
		w.book.Ended(item, books.Ending{Word: word + by.Display + " in IdentityIQ", Unclear: !looked})
		w.journal.Note("elsewhere", item, "%s%s", word, by.Name)
	}
}

func (w *world) endElsewhere(ctx context.Context, rng *rand.Rand) {
	item, ok := w.book.Pick(rng)
	if !ok {
		return
	}
	ways := []struct {
		do   func(string) error
		word string
	}{{w.pages.Expire, "Expired"}, {w.pages.Cancel, "Canceled"}, {w.pages.Return, "Returned in IdentityIQ"},
		{w.pages.DeleteWithoutTrace, "Completed in IdentityIQ"}}
	way := ways[rng.IntN(len(ways))]
	w.end(ctx, item, way.do, way.word)
}

// end ends an item in IIQ, of which the cards then have the word to say.
func (w *world) end(ctx context.Context, item string, do func(string) error, word string) {
	open, looked := w.seenOpen(ctx, item)
	if !open {
		return
	}
	if err := do(item); err == nil {
		w.book.Ended(item, books.Ending{Word: word, Unclear: !looked})
		w.journal.Note("elsewhere", item, "%s", word)
	}
}

func (w *world) forward(_ context.Context, rng *rand.Rand) {
	item, ok := w.book.Pick(rng)
	if !ok {
		return
	}
	to := w.anybody(rng).ID
	if rng.IntN(3) == 0 {
		to = w.groups[rng.IntN(len(w.groups))]
	}
	before, err := w.iiq.WorkItem(item)
	if err != nil {
		return
	}
	w.book.Lost(item, "")
	if err := w.pages.Forward(item, to); err != nil {
		return
	}
	w.journal.Note("elsewhere", item, "forwarded from %s to %s", before.OwnerID, to)
	if rng.IntN(4) == 0 {
		w.book.Lost(item, "")
		if err := w.pages.Forward(item, before.OwnerID); err == nil {
			w.journal.Note("elsewhere", item, "forwarded back")
		}
	}
}

// seenOpen reports whether an item was never reopened, or the bot has seen it open again. An item that opens and ends
// between two polls leaves no visible sign. It also reports whether the bot has read the item's request since.
func (w *world) seenOpen(ctx context.Context, item string) (open, looked bool) {
	if !w.book.WasReopened(item) {
		return true, true
	}
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	err := w.pool.QueryRow(ctx, `SELECT state = 'open', round = 1 OR earlier_endings IS NOT NULL FROM work_items WHERE id = $1`, item).Scan(&open, &looked)
	return err == nil && open, looked
}

// reopen brings back an item that the bot knows to be closed. An item whose decision is on its way is left alone,
// since a decision that IIQ takes and then forgets cannot be told from one that it never took.
func (w *world) reopen(ctx context.Context, rng *rand.Rand) {
	item, ok := w.book.PickAny(rng)
	if !ok {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	var settled bool
	err := w.pool.QueryRow(ctx, `SELECT state = 'closed' AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.work_item_id = w.id AND d.state = 'recording')
		FROM work_items w WHERE id = $1`, item).Scan(&settled)
	if err != nil || !settled {
		return
	}
	if err := w.pages.Reopen(item); err == nil {
		w.book.Reopened(item)
		w.journal.Note("elsewhere", item, "reopened")
	}
}

// leaveGroup takes somebody out of a group for a while, or for good.
func (w *world) leaveGroup(ctx context.Context, rng *rand.Rand) {
	group := w.groups[rng.IntN(len(w.groups))]
	g, err := w.iiq.Identity(group)
	if err != nil || len(g.Members) == 0 {
		return
	}
	member := g.Members[rng.IntN(len(g.Members))]
	affected := books.MembersOf(w.iiq, member)
	for _, p := range affected {
		w.book.Lost("", p)
	}
	if err := w.pages.RemoveMember(group, member); err != nil {
		return
	}
	w.journal.Note("group", "", "%s leaves %s", member, group)
	if rng.IntN(3) == 0 {
		return
	}
	pause(ctx, between(rng, 0, 10*time.Second))
	if err := w.pages.AddMember(group, member); err == nil {
		w.journal.Note("group", "", "%s is in %s again", member, group)
	}
}

func (w *world) deactivate(ctx context.Context, rng *rand.Rand) {
	p := w.anybody(rng)
	w.book.Lost("", p.ID)
	if err := w.pages.SetInactive(p.ID, true); err != nil {
		return
	}
	w.journal.Note("leave", "", "%s (%s) deactivated in IdentityIQ", p.Name, p.ID)
	pause(ctx, between(rng, time.Second, 12*time.Second))
	if err := w.pages.SetInactive(p.ID, false); err == nil {
		w.journal.Note("leave", "", "%s (%s) active again", p.Name, p.ID)
	}
}
