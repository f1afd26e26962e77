package jobstest

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/rounds"
)

// Posted is a message in the fake Slack: which card it is of, and what it tells.
type Posted struct {
	Channel, TS string
	Card        uuid.UUID
	Phase       approvals.Phase
	Outcome     approvals.Outcome
	// Context is what helps to decide, as it stands on the card.
	Context approvals.ItemContext
	Gone    bool
	// Bulk is what the message on a bulk tells; nil for a card.
	Bulk *approvals.BulkView
	// Before are the phases that it told before, in order.
	Before []approvals.Phase
}

// FakeSlack keeps messages. Its steps are find, maypost, post (before the effect), posted (after it), mayupdate, update,
// updated, replace, replaced, whisper and tell.
type FakeSlack struct {
	*Steps
	mu       sync.Mutex
	messages []*Posted
	// Told is what clickers were told, in order.
	Told []approvals.ClickerNotice
	// Since is how far back it was last looked for a card.
	Since time.Time
}

// NewFakeSlack makes a Slack without messages.
func NewFakeSlack() *FakeSlack { return &FakeSlack{Steps: NewSteps()} }

// MayPost implements jobs.CardSender.
func (f *FakeSlack) MayPost(ctx context.Context, _ string, _ bool) error {
	return f.Step(ctx, "maypost")
}

// MayUpdate implements jobs.CardSender.
func (f *FakeSlack) MayUpdate(ctx context.Context, _ bool) error { return f.Step(ctx, "mayupdate") }

// Post implements jobs.CardSender.
func (f *FakeSlack) Post(ctx context.Context, user string, v approvals.CardView) (channel, ts string, err error) {
	if err := f.Step(ctx, "post"); err != nil {
		return "", "", err
	}
	f.mu.Lock()
	m := &Posted{Channel: "D-" + user, TS: fmt.Sprintf("%d.0", len(f.messages)+1), Card: v.CardID, Phase: v.Phase,
		Outcome: v.Ended.Outcome, Context: v.Context}
	f.messages = append(f.messages, m)
	f.mu.Unlock()
	return m.Channel, m.TS, f.Step(ctx, "posted")
}

// PostBulk implements jobs.BulkSender. Its steps are those of Post.
func (f *FakeSlack) PostBulk(ctx context.Context, user, _ string, v approvals.BulkView) (channel, ts string, err error) {
	if err := f.Step(ctx, "post"); err != nil {
		return "", "", err
	}
	f.mu.Lock()
	m := &Posted{Channel: "D-" + user, TS: fmt.Sprintf("%d.0", len(f.messages)+1), Card: v.ID, Bulk: &v}
	f.messages = append(f.messages, m)
	f.mu.Unlock()
	return m.Channel, m.TS, f.Step(ctx, "posted")
}

// UpdateBulk implements jobs.BulkSender. Its steps are those of Update.
func (f *FakeSlack) UpdateBulk(ctx context.Context, channel, ts, _ string, v approvals.BulkView) error {
	if err := f.Step(ctx, "update"); err != nil {
		return err
	}
	f.mu.Lock()
	m := f.at(channel, ts)
	if m != nil {
		m.Bulk = &v
	}
	f.mu.Unlock()
	if m == nil {
		return approvals.ErrMessageGone
	}
	return f.Step(ctx, "updated")
}

// Bulks gives what the messages on bulks tell a person, oldest first.
func (f *FakeSlack) Bulks(user string) []approvals.BulkView {
	var all []approvals.BulkView
	for _, m := range f.Of(user) {
		if m.Bulk != nil {
			all = append(all, *m.Bulk)
		}
	}
	return all
}

func (f *FakeSlack) at(channel, ts string) *Posted {
	for _, m := range f.messages {
		if m.Channel == channel && m.TS == ts && !m.Gone {
			return m
		}
	}
	return nil
}

func (f *FakeSlack) show(v approvals.CardView, find func() *Posted) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	m := find()
	if m == nil {
		return approvals.ErrMessageGone
	}
	m.Before = append(m.Before, m.Phase)
	m.Phase, m.Outcome, m.Context = v.Phase, v.Ended.Outcome, v.Context
	return nil
}

// Update implements jobs.CardSender.
func (f *FakeSlack) Update(ctx context.Context, channel, ts string, v approvals.CardView) error {
	if err := f.Step(ctx, "update"); err != nil {
		return err
	}
	if err := f.show(v, func() *Posted { return f.at(channel, ts) }); err != nil {
		return err
	}
	return f.Step(ctx, "updated")
}

// Find implements jobs.CardSender.
func (f *FakeSlack) Find(ctx context.Context, user string, card uuid.UUID, since time.Time) (channel, ts string, found bool,
	err error) {
	if err := f.Step(ctx, "find"); err != nil {
		return "", "", false, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.Since = since
	for _, m := range f.messages {
		if m.Card == card && m.Channel == "D-"+user {
			return m.Channel, m.TS, true, nil
		}
	}
	return "", "", false, nil
}

// Replace knows the clicked message by the address, which the tests make of its timestamp.
func (f *FakeSlack) Replace(ctx context.Context, url string, v approvals.CardView) error {
	if err := f.Step(ctx, "replace"); err != nil {
		return err
	}
	err := f.show(v, func() *Posted {
		for _, m := range f.messages {
			if "url:"+m.TS == url && !m.Gone {
				return m
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return f.Step(ctx, "replaced")
}

// Whisper implements jobs.Answerer.
func (f *FakeSlack) Whisper(ctx context.Context, _ string, e approvals.ClickerNotice) error {
	return f.tell(ctx, "whisper", e)
}

// Tell implements jobs.Answerer.
func (f *FakeSlack) Tell(ctx context.Context, _ string, e approvals.ClickerNotice, _ approvals.CardView) error {
	return f.tell(ctx, "tell", e)
}

func (f *FakeSlack) tell(ctx context.Context, step string, e approvals.ClickerNotice) error {
	if err := f.Step(ctx, step); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.Told = append(f.Told, e)
	return nil
}

// Relabel gives somebody's messages another phase, as an update does that Slack carries out late.
func (f *FakeSlack) Relabel(user string, phase approvals.Phase) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, m := range f.messages {
		if m.Channel == "D-"+user {
			m.Phase = phase
		}
	}
}

// Of gives the messages of a person, oldest first.
func (f *FakeSlack) Of(user string) []Posted {
	f.mu.Lock()
	defer f.mu.Unlock()
	var all []Posted
	for _, m := range f.messages {
		if m.Channel == "D-"+user {
			all = append(all, *m)
		}
	}
	return all
}

// FakePeople knows everybody, unless it is told otherwise. Its steps are reverify and reach.
type FakePeople struct {
	*Steps
	// Groups are the ids that are workgroups. Unlisted are those that IIQ lists nowhere.
	Groups   map[string]bool
	Unlisted map[string]bool
	// Asked counts the calls of KindsOf.
	Asked atomic.Int64
}

// Reach implements jobs.People.
func (f *FakePeople) Reach(ctx context.Context, id string) (approvals.SlackUser, error) {
	return approvals.SlackUser{TeamID: "T1", ID: "U-" + id}, f.Step(ctx, "reach")
}

// Reverify implements jobs.People.
func (f *FakePeople) Reverify(ctx context.Context, _, _ string, _ time.Time) error {
	return f.Step(ctx, "reverify")
}

// KindsOf implements rounds.People.
func (f *FakePeople) KindsOf(_ context.Context, ids []string) (map[string]rounds.Kind, error) {
	f.Asked.Add(1)
	kinds := map[string]rounds.Kind{}
	for _, id := range ids {
		switch {
		case f.Unlisted[id]:
			kinds[id] = rounds.KindUnlisted
		case f.Groups[id]:
			kinds[id] = rounds.KindWorkgroup
		default:
			kinds[id] = rounds.KindPerson
		}
	}
	return kinds, nil
}
