package itemcontext

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/store/contexts"
)

// Store keeps contexts.
type Store interface {
	TurnOf(ctx context.Context, workItemID string) (contexts.Turn, error)
	ClaimContext(ctx context.Context, t contexts.Turn) (mine bool, err error)
	ContextPending(ctx context.Context, workItemID string, patience time.Duration) (bool, error)
	ContextUnread(ctx context.Context, t contexts.Turn) error
	KeepContext(ctx context.Context, t contexts.Turn, c approvals.ItemContext) error
	ContextKept(ctx context.Context, t contexts.Turn) (approvals.ItemContext, error)
	WaitingElsewhere(ctx context.Context, w approvals.WorkItem) ([]string, error)
	DisplayNames(ctx context.Context, names []string) (map[string]string, error)
}

// IIQ is asked for contexts.
type IIQ interface {
	// ItemContext asks the gateway, and gives the tag of the item that it told of. approvals.ErrNotOffered: there is none that tells.
	ItemContext(ctx context.Context, id string) (told approvals.ItemContext, tag string, err error)
	IdentityRequest(ctx context.Context, name string) (approvals.IdentityRequest, error)
}

// CatalogueReader knows of the access that lines ask for. What it does not know is left out.
type CatalogueReader interface {
	// Catalogue gives the lines of which something is known, with an error as well.
	Catalogue(ctx context.Context, lines []approvals.ApprovalItem) ([]approvals.LineContext, error)
}

// Source says where facts about access come from: the setting CONTEXT.
type Source string

// The values of CONTEXT.
const (
	FromGateway Source = "gateway"
	// FromSCIM adds what a CatalogueReader knows.
	FromSCIM Source = "scim"
	// FromNowhere leaves out owners, classifications, risk, peers and recommendations.
	FromNowhere Source = "off"
)

const (
	// cardPatience is how long a card waits for its facts.
	cardPatience = 2 * time.Second
	// readWithin ends a read that nobody waits for any longer.
	readWithin = 2 * cardPatience
	// freshWithin ends a read for somebody who has opened Details.
	freshWithin = 5 * time.Second
	// lookEvery is how often it is looked whether another replica, or another card, has read the same.
	lookEvery = 100 * time.Millisecond
	// slowFor is how long nothing is asked for cards after one waited in vain.
	slowFor = 30 * time.Second
	// cardReads and freshReads are how many reads go on at once, so that facts never take all of IIQ's slots.
	cardReads  = 2
	freshReads = 4
)

// Reader reads contexts. It is safe for concurrent use.
type Reader struct {
	cfg Config
	// forCards and forDetails bound the reads at once.
	forCards, forDetails chan struct{}
	// slowUntil is until when nothing is asked for cards, in nanoseconds by the process's own clock.
	slowUntil atomic.Int64
}

// Config is what a Reader works with.
type Config struct {
	Store Store
	IIQ   IIQ
	// Catalogue may be nil.
	Catalogue CatalogueReader
	From      Source
	// Urgent, which may be nil, marks reads that somebody waits for.
	Urgent func(ctx context.Context) context.Context
	// Ended, which may be nil, is called with how each read ended: read, failed, or late where its card did not wait.
	Ended func(result string)
	Clock func() time.Time
	Log   *slog.Logger
	// Patience is how long a card waits for its facts, and Within ends a read that nobody waits for any longer. 0: two and four seconds.
	Patience, Within time.Duration
}

// How a read ended.
const (
	ResultRead   = "read"
	ResultFailed = "failed"
	ResultLate   = "late"
)

// New makes a reader.
func New(cfg Config) *Reader {
	cfg.Patience, cfg.Within = cmp.Or(cfg.Patience, cardPatience), cmp.Or(cfg.Within, readWithin)
	return &Reader{cfg: cfg, forCards: make(chan struct{}, cardReads), forDetails: make(chan struct{}, freshReads)}
}

// BeforeCard sees to it that the context of an item was asked for, once for each turn of it, and waits two seconds for it at most. After
// one wait in vain no card waits for a while, and nothing is asked for cards: ten cards wait no longer than one, and an IIQ that is slow
// to tell facts loses no slots to them. What was asked goes on for a moment, and is kept.
func (r *Reader) BeforeCard(ctx context.Context, workItemID string) {
	if r.slow() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, r.cfg.Patience)
	defer cancel()
	select {
	case r.forCards <- struct{}{}:
	case <-ctx.Done():
		r.late(ctx)
		return
	}
	turn, mine, err := r.claim(ctx, workItemID)
	if err != nil || !mine {
		<-r.forCards
		if err == nil {
			err = r.awaitOther(ctx, workItemID)
		}
		r.note(ctx, workItemID, err)
		return
	}
	done := make(chan struct{})
	go func() {
		defer func() { <-r.forCards; close(done) }()
		r.readForCard(context.WithoutCancel(ctx), turn)
	}()
	select {
	case <-done:
	case <-ctx.Done():
		r.late(ctx)
	}
}

func (r *Reader) claim(ctx context.Context, workItemID string) (t contexts.Turn, mine bool, err error) {
	if t, err = r.cfg.Store.TurnOf(ctx, workItemID); err != nil {
		return t, false, err
	}
	mine, err = r.cfg.Store.ClaimContext(ctx, t)
	return t, mine, err
}

func (r *Reader) readForCard(ctx context.Context, t contexts.Turn) {
	ctx, cancel := context.WithTimeout(ctx, r.cfg.Within)
	defer cancel()
	began := r.cfg.Clock()
	c, err := r.read(ctx, t.Item)
	if err == nil {
		err = r.cfg.Store.KeepContext(ctx, t, c)
	}
	if err == nil {
		if r.cfg.Clock().Sub(began) < r.cfg.Patience {
			r.slowUntil.Store(0)
		}
		r.ended(ResultRead)
		return
	}
	r.ended(ResultFailed)
	// The time for the read may be over; to say that nobody has to wait takes a moment of its own.
	brief, end := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer end()
	r.note(ctx, t.Item.ID, errors.Join(err, r.cfg.Store.ContextUnread(brief, t)))
}

// awaitOther waits while another card of the item reads, for two seconds from when that began.
func (r *Reader) awaitOther(ctx context.Context, workItemID string) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for !r.slow() {
		select {
		case <-timer.C:
		case <-ctx.Done():
			return nil
		}
		pending, err := r.cfg.Store.ContextPending(ctx, workItemID, r.cfg.Patience)
		if err != nil || !pending {
			return err
		}
		timer.Reset(lookEvery)
	}
	return nil
}

// Fresh asks IIQ again for somebody who looks at the details. changed is true where something new was kept.
func (r *Reader) Fresh(ctx context.Context, workItemID string) (changed bool, err error) {
	select {
	case r.forDetails <- struct{}{}:
		defer func() { <-r.forDetails }()
	default:
		return false, nil
	}
	ctx, cancel := context.WithTimeout(ctx, freshWithin)
	defer cancel()
	if r.cfg.Urgent != nil {
		ctx = r.cfg.Urgent(ctx)
	}
	t, err := r.cfg.Store.TurnOf(ctx, workItemID)
	if err != nil {
		return false, err
	}
	kept, err := r.cfg.Store.ContextKept(ctx, t)
	if err != nil {
		return false, err
	}
	c, err := r.read(ctx, t.Item)
	if err != nil {
		r.ended(ResultFailed)
		return false, err
	}
	r.ended(ResultRead)
	if same(c, kept) {
		return false, nil
	}
	return true, r.cfg.Store.KeepContext(ctx, t, c)
}

// same compares what would be stored.
func same(a, b approvals.ItemContext) bool {
	one, err := json.Marshal(a)
	other, err2 := json.Marshal(b)
	return err == nil && err2 == nil && bytes.Equal(one, other)
}

func (r *Reader) slow() bool {
	left := time.Duration(r.slowUntil.Load() - r.cfg.Clock().UnixNano())
	// More is left where the process's clock was set back meanwhile.
	return left > 0 && left <= slowFor
}

// late notes that a card waited in vain.
func (r *Reader) late(ctx context.Context) {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		r.slowUntil.Store(r.cfg.Clock().Add(slowFor).UnixNano())
	}
	r.ended(ResultLate)
}

func (r *Reader) ended(result string) {
	if r.cfg.Ended != nil {
		r.cfg.Ended(result)
	}
}

func (r *Reader) note(ctx context.Context, workItemID string, err error) {
	if err != nil {
		r.cfg.Log.DebugContext(ctx, "card goes out without what helps to decide", "work_item_id", workItemID, "error", err)
	}
}

// read asks for everything, and calls people as they are known.
func (r *Reader) read(ctx context.Context, w approvals.WorkItem) (approvals.ItemContext, error) {
	c, err := r.told(ctx, w)
	if err != nil {
		return c, err
	}
	switch r.cfg.From {
	case FromSCIM:
		r.complete(ctx, &c, w)
	case FromNowhere:
		c = c.WithoutCatalogue()
	}
	names, err := r.cfg.Store.DisplayNames(ctx, c.Names())
	if err != nil {
		return c, fmt.Errorf("name people: %w", err)
	}
	return c.Renamed(names), nil
}

// told is what the gateway tells, else what the identity request and our tables know.
func (r *Reader) told(ctx context.Context, w approvals.WorkItem) (approvals.ItemContext, error) {
	c, tag, err := r.cfg.IIQ.ItemContext(ctx, w.ID)
	if !errors.Is(err, approvals.ErrNotOffered) {
		if tag != "" && w.Tag != "" && tag != w.Tag {
			// The item asks for something else by now, and the next poll will tell. Until then these are facts of another access.
			c.Lines = nil
		}
		return c, err
	}
	c = approvals.ItemContext{}
	if w.RequestName == "" {
		return c, nil
	}
	request, err := r.cfg.IIQ.IdentityRequest(ctx, w.RequestName)
	if err != nil && !errors.Is(err, approvals.ErrNotListed) {
		return c, err
	}
	c.Chain = approvals.ChainOf(request, w.ID)
	c.Waiting, err = r.cfg.Store.WaitingElsewhere(ctx, w)
	return c, err
}

// complete adds what the catalogue knows; without it the other facts stand.
func (r *Reader) complete(ctx context.Context, c *approvals.ItemContext, w approvals.WorkItem) {
	if r.cfg.Catalogue == nil {
		return
	}
	lines, err := r.cfg.Catalogue.Catalogue(ctx, w.Lines)
	if err != nil {
		r.cfg.Log.DebugContext(ctx, "the catalogue did not tell all of an item", "work_item_id", w.ID, "error", err)
	}
	c.Complete(lines)
}
