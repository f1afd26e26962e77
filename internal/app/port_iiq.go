package app

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/identitymap"
	"github.com/iiq-approvals/bot/internal/iiq"
	"github.com/iiq-approvals/bot/internal/jobs"
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

// workerPeople is the part of the identity map that the workers need.
type workerPeople struct {
	*identitymap.Map
	members jobs.MemberReader
	report  func() iiq.IdentityReport
}

// KindOf asks the map, and IIQ for an identity that the map does not know. Where IIQ does not mark workgroups, the
// members call decides.
func (p workerPeople) KindOf(ctx context.Context, id string) (jobs.Kind, error) {
	kind, err := p.listedKind(ctx, id)
	if err != nil || kind != jobs.KindPerson || !p.unmarked() {
		return kind, err
	}
	members, err := p.members.Members(ctx, id)
	if errors.Is(err, approvals.ErrNotAWorkgroup) || err == nil && len(members) == 0 {
		return jobs.KindPerson, nil
	}
	return jobs.KindWorkgroup, err
}

func (p workerPeople) listedKind(ctx context.Context, id string) (jobs.Kind, error) {
	known, err := p.IsKnownPerson(ctx, id)
	if err != nil || known {
		return jobs.KindPerson, err
	}
	i, err := p.Identity(ctx, id)
	switch {
	case errors.Is(err, approvals.ErrNotListed):
		return jobs.KindUnlisted, nil
	case err != nil:
		return "", err
	case i.Workgroup:
		return jobs.KindWorkgroup, nil
	}
	return jobs.KindPerson, nil
}

// unmarked reports whether this IIQ does not say which identities are workgroups.
func (p workerPeople) unmarked() bool { return slices.Contains(p.report().Refused, "workgroup") }

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
