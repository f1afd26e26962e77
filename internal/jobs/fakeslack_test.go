package jobs_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs"
)

// posted is a message in the fake Slack: which card it is of, and what it tells.
type posted struct {
	channel, ts string
	card        uuid.UUID
	phase       approvals.Phase
	outcome     approvals.Outcome
	gone        bool
}

// fakeSlack keeps messages. Its steps are find, maypost, post (before the effect), posted (after it), mayupdate, update,
// updated, replace, replaced, whisper and tell.
type fakeSlack struct {
	*steps
	mu       sync.Mutex
	messages []*posted
	told     []approvals.ClickerNotice
	// since is how far back it was last looked for a card.
	since time.Time
}

func newFakeSlack() *fakeSlack { return &fakeSlack{steps: newSteps()} }

func (f *fakeSlack) MayPost(ctx context.Context, _ string, _ bool) error {
	return f.step(ctx, "maypost")
}

func (f *fakeSlack) MayUpdate(ctx context.Context, _ bool) error { return f.step(ctx, "mayupdate") }

func (f *fakeSlack) Post(ctx context.Context, user string, v approvals.CardView) (channel, ts string, err error) {
	if err := f.step(ctx, "post"); err != nil {
		return "", "", err
	}
	f.mu.Lock()
	m := &posted{channel: "D-" + user, ts: fmt.Sprintf("%d.0", len(f.messages)+1), card: v.CardID, phase: v.Phase, outcome: v.Ended.Outcome}
	f.messages = append(f.messages, m)
	f.mu.Unlock()
	return m.channel, m.ts, f.step(ctx, "posted")
}

func (f *fakeSlack) at(channel, ts string) *posted {
	for _, m := range f.messages {
		if m.channel == channel && m.ts == ts && !m.gone {
			return m
		}
	}
	return nil
}

func (f *fakeSlack) show(v approvals.CardView, find func() *posted) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	m := find()
	if m == nil {
		return approvals.ErrMessageGone
	}
	m.phase, m.outcome = v.Phase, v.Ended.Outcome
	return nil
}

func (f *fakeSlack) Update(ctx context.Context, channel, ts string, v approvals.CardView) error {
	if err := f.step(ctx, "update"); err != nil {
		return err
	}
	if err := f.show(v, func() *posted { return f.at(channel, ts) }); err != nil {
		return err
	}
	return f.step(ctx, "updated")
}

func (f *fakeSlack) Find(ctx context.Context, user string, card uuid.UUID, since time.Time) (channel, ts string, found bool, err error) {
	if err := f.step(ctx, "find"); err != nil {
		return "", "", false, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.since = since
	for _, m := range f.messages {
		if m.card == card && m.channel == "D-"+user {
			return m.channel, m.ts, true, nil
		}
	}
	return "", "", false, nil
}

// Replace knows the clicked message by the address, which the tests make of its timestamp.
func (f *fakeSlack) Replace(ctx context.Context, url string, v approvals.CardView) error {
	if err := f.step(ctx, "replace"); err != nil {
		return err
	}
	err := f.show(v, func() *posted {
		for _, m := range f.messages {
			if "url:"+m.ts == url && !m.gone {
				return m
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return f.step(ctx, "replaced")
}

func (f *fakeSlack) Whisper(ctx context.Context, _ string, e approvals.ClickerNotice) error {
	return f.tell(ctx, "whisper", e)
}

func (f *fakeSlack) Tell(ctx context.Context, _ string, e approvals.ClickerNotice, _ approvals.CardView) error {
	return f.tell(ctx, "tell", e)
}

func (f *fakeSlack) tell(ctx context.Context, step string, e approvals.ClickerNotice) error {
	if err := f.step(ctx, step); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.told = append(f.told, e)
	return nil
}

// of gives the messages of a person, oldest first.
// relabel gives somebody's messages another phase, as an update does that Slack carries out late.
func (f *fakeSlack) relabel(user string, phase approvals.Phase) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, m := range f.messages {
		if m.channel == "D-"+user {
			m.phase = phase
		}
	}
}

func (f *fakeSlack) of(user string) []posted {
	f.mu.Lock()
	defer f.mu.Unlock()
	var all []posted
	for _, m := range f.messages {
		if m.channel == "D-"+user {
			all = append(all, *m)
		}
	}
	return all
}

// fakePeople knows everybody, unless it is told otherwise. Its steps are reverify and reach.
type fakePeople struct {
	*steps
	groups   map[string]bool
	unlisted map[string]bool
	// asked counts the calls of KindsOf.
	asked atomic.Int64
}

func (f *fakePeople) Reach(ctx context.Context, id string) (approvals.SlackUser, error) {
	return approvals.SlackUser{TeamID: "T1", ID: "U-" + id}, f.step(ctx, "reach")
}

func (f *fakePeople) Reverify(ctx context.Context, _, _ string) error { return f.step(ctx, "reverify") }

func (f *fakePeople) KindsOf(_ context.Context, ids []string) (map[string]jobs.Kind, error) {
	f.asked.Add(1)
	kinds := map[string]jobs.Kind{}
	for _, id := range ids {
		switch {
		case f.unlisted[id]:
			kinds[id] = jobs.KindUnlisted
		case f.groups[id]:
			kinds[id] = jobs.KindWorkgroup
		default:
			kinds[id] = jobs.KindPerson
		}
	}
	return kinds, nil
}
