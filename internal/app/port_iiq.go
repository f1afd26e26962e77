package app

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/identitymap"
	"github.com/iiq-approvals/bot/internal/iiq"
	"github.com/iiq-approvals/bot/internal/itemcontext"
	"github.com/iiq-approvals/bot/internal/rounds"
	"github.com/iiq-approvals/bot/internal/store/catalogue"
)

// iiqPort adapts the IIQ client to the workers' interfaces.
type iiqPort struct{ client *iiq.Client }

// Clock is the latest time that IIQ's own clock can show now.
func (p iiqPort) Clock() time.Time { return p.client.Clock() }

// Decide writes a decision. It returns the item as IIQ answered it, and the beginning of the answer's text.
func (p iiqPort) Decide(ctx context.Context, w approvals.Write) (approvals.WorkItem, string, error) {
	answer, err := p.client.Decide(ctx, w)
	var refused *iiq.RefusedError
	if errors.As(err, &refused) {
		err = &spokenError{error: err, sentence: refused.Reason}
	}
	return answer.Item, answer.Body, err
}

// WorkItemsChangedSince yields what was made or changed since.
func (p iiqPort) WorkItemsChangedSince(ctx context.Context, since time.Time, types []approvals.ItemType,
	yield func([]approvals.WorkItem) error) error {
	return p.client.WorkItemsChangedSince(ctx, since, types, yield)
}

// OpenWorkItemsAfter reads a page of all open items.
func (p iiqPort) OpenWorkItemsAfter(ctx context.Context, lastID string, limit int) ([]approvals.WorkItem, error) {
	return p.client.OpenWorkItemsAfter(ctx, lastID, limit)
}

// WorkItemsByID reads items. It names those that exist and cannot be read, so that nobody takes them for gone.
func (p iiqPort) WorkItemsByID(ctx context.Context, ids []string) (map[string]approvals.WorkItem, []string, error) {
	found, err := p.client.WorkItemsByID(ctx, ids)
	var partly *iiq.UnreadableError
	if !errors.As(err, &partly) {
		return found, nil, err
	}
	unreadable := make([]string, len(partly.Rejected))
	for i, r := range partly.Rejected {
		unreadable[i] = r.ID
	}
	return found, unreadable, nil
}

// spokenError carries IIQ's own sentence to the code that tells the approver.
type spokenError struct {
	error
	sentence string
}

// Sentence is IIQ's own sentence, "" when it gave none that people can read.
func (e *spokenError) Sentence() string { return e.sentence }

// Unwrap gives the underlying error.
func (e *spokenError) Unwrap() error { return e.error }

// Members reads one level of a workgroup.
func (p iiqPort) Members(ctx context.Context, id string) ([]approvals.Identity, error) {
	return p.client.Members(ctx, id)
}

// itemContexts reads what helps to decide an item.
func itemContexts(b *bot) *itemcontext.Reader {
	cfg := itemcontext.Config{Store: b.store, IIQ: b.iiq, From: itemcontext.Source(b.cfg.Rules.Context), Urgent: iiq.Urgent,
		Ended: b.metrics.ContextEnded, Clock: b.clock, Log: b.log}
	if cfg.From == itemcontext.FromSCIM {
		cfg.Catalogue = &lineFacts{kept: catalogue.New(b.pool), iiq: b.iiq, log: b.log}
	}
	return itemcontext.New(cfg)
}

// workerPeople is the part of the identity map that the workers need.
type workerPeople struct {
	*identitymap.Map
	members rounds.MemberReader
	report  func() iiq.IdentityReport
	// noGroups remembers who has no members, where IIQ does not mark workgroups.
	noGroups *noGroups
}

// KindsOf asks the map, and IIQ for identities that the map does not know. Where IIQ does not mark workgroups, the
// members call decides, and is made once an hour for each.
func (p workerPeople) KindsOf(ctx context.Context, ids []string) (map[string]rounds.Kind, error) {
	known, err := p.Identities(ctx, ids)
	if err != nil {
		return nil, err
	}
	kinds := make(map[string]rounds.Kind, len(ids))
	for _, id := range ids {
		i, listed := known[id]
		switch {
		case !listed:
			kinds[id] = rounds.KindUnlisted
		case i.Workgroup:
			kinds[id] = rounds.KindWorkgroup
		default:
			kinds[id] = rounds.KindPerson
			if p.unmarked() {
				kinds[id], err = p.kindByMembers(ctx, id)
			}
		}
		if err != nil {
			return nil, err
		}
	}
	return kinds, nil
}

func (p workerPeople) kindByMembers(ctx context.Context, id string) (rounds.Kind, error) {
	if p.noGroups.has(id) {
		return rounds.KindPerson, nil
	}
	members, err := p.members.Members(ctx, id)
	if errors.Is(err, approvals.ErrNotAWorkgroup) || err == nil && len(members) == 0 {
		p.noGroups.add(id)
		return rounds.KindPerson, nil
	}
	return rounds.KindWorkgroup, err
}

// unmarked reports whether this IIQ does not say which identities are workgroups.
func (p workerPeople) unmarked() bool { return slices.Contains(p.report().Refused, "workgroup") }

const (
	// noGroupFor is how long an identity without members counts as a person.
	noGroupFor = time.Hour
	// mostNoGroups bounds the memory. Beyond it all are asked for again.
	mostNoGroups = 100_000
)

// noGroups are identities that turned out to have no members, and until when that counts.
type noGroups struct {
	clock func() time.Time
	mu    sync.Mutex
	until map[string]time.Time
}

func (n *noGroups) has(id string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.clock().Before(n.until[id])
}

func (n *noGroups) add(id string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.until == nil || len(n.until) >= mostNoGroups {
		n.until = map[string]time.Time{}
	}
	n.until[id] = n.clock().Add(noGroupFor)
}

// refresher runs the identity map's refresh as a scheduled round.
type refresher struct{ *identitymap.Map }

// RefreshAll reads every identity of IIQ.
func (r refresher) RefreshAll(ctx context.Context) error {
	_, err := r.Refresh(ctx, func(int) {})
	if errors.Is(err, identitymap.ErrSuperseded) {
		return nil
	}
	return err
}

// Reachable looks again for people who could not be reached.
func (r refresher) Reachable(ctx context.Context, ids []string) ([]string, error) {
	return r.RetryUnreachable(ctx, ids)
}

// askers is the part of the identity map that Slack's handlers need. A change that Slack reports also triggers a
// search for cards that could not be sent.
type askers struct {
	*identitymap.Map
	bot *bot
}

// reviveWithin bounds the search for cards after one event.
const reviveWithin = 20 * time.Second

// UserChanged stores what Slack said and sends cards to people who have become reachable.
func (a askers) UserChanged(ctx context.Context, u approvals.SlackUser) error {
	if err := a.Map.UserChanged(ctx, u); err != nil {
		return err
	}
	ids, err := a.Concerned(ctx, u)
	if err != nil || len(ids) == 0 {
		return err
	}
	if ids, err = a.bot.store.UnreachableAmong(ctx, ids); err != nil || len(ids) == 0 {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), reviveWithin)
	defer cancel()
	for _, id := range ids {
		if _, err := a.Reach(ctx, id); err != nil {
			continue
		}
		if err := a.bot.store.ReviveCards(ctx, id); err != nil {
			return err
		}
	}
	return nil
}
