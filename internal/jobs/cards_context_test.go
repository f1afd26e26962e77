package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/itemcontext"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/store"
)

// telling is an IIQ that tells what helps to decide.
type telling struct {
	mu    sync.Mutex
	calls map[string]int
	told  approvals.ItemContext
	tag   string
	err   error
	// held, which may be nil, keeps every answer back until it is closed.
	held chan struct{}
	// requests answers where no gateway does.
	requests map[string]approvals.IdentityRequest
}

func (i *telling) ItemContext(ctx context.Context, id string) (approvals.ItemContext, string, error) {
	i.mu.Lock()
	i.calls[id]++
	told, tag, err, held := i.told, i.tag, i.err, i.held
	i.mu.Unlock()
	if held != nil {
		select {
		case <-held:
		case <-ctx.Done():
			return told, tag, ctx.Err()
		}
	}
	return told, tag, err
}

func (i *telling) IdentityRequest(_ context.Context, name string) (approvals.IdentityRequest, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.calls[name]++
	r, ok := i.requests[name]
	if !ok {
		return r, approvals.ErrNotListed
	}
	return r, nil
}

func (i *telling) asked(id string) int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.calls[id]
}

func owner(by string) approvals.ItemContext {
	return approvals.ItemContext{Lines: []approvals.LineContext{{LineID: "l1", Owner: by}}}
}

// informed gives the workers of an environment a reader of contexts.
func (s *env) informed(i *telling, change ...func(*itemcontext.Config)) *itemcontext.Reader {
	if i.calls == nil {
		i.calls = map[string]int{}
	}
	cfg := itemcontext.Config{Store: s.Store, IIQ: i, From: itemcontext.FromGateway, Clock: time.Now, Log: slog.New(slog.DiscardHandler),
		Patience: time.Minute, Within: 5 * time.Minute}
	for _, c := range change {
		c(&cfg)
	}
	r := itemcontext.New(cfg)
	s.Show.Context = r
	return r
}

// context is what the only card of somebody shows of the facts.
func (s *env) context(slackUserID string) approvals.ItemContext {
	s.T.Helper()
	all := s.Slack.Of(slackUserID)
	if len(all) != 1 {
		s.T.Fatalf("%s has %d messages, want one", slackUserID, len(all))
	}
	return all[0].Context
}

const isKept = `SELECT (content IS NOT NULL)::text FROM item_contexts WHERE work_item_id = $1`

// Ten copies on three replicas make one read, and each of them waits for it.
func TestAContextIsReadOnceForAllCopies(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.IIQ.Put(jobstest.Request("i1", "sam"))
	s.Learn(jobstest.Request("i1", "sam"))
	i := &telling{told: owner("Kim Lee"), held: make(chan struct{}), calls: map[string]int{}}
	var all sync.WaitGroup
	for range 3 {
		replica := s.informed(i)
		for range 10 {
			all.Go(func() {
				replica.BeforeCard(context.Background(), "i1")
				if got := s.One(isKept, "i1"); got != "true" {
					t.Errorf("after the wait the facts are kept: got %q, want true", got)
				}
			})
		}
	}
	patience.Until(t, "somebody asks", func() bool { return i.asked("i1") > 0 })
	close(i.held)
	all.Wait()
	if n := i.asked("i1"); n != 1 {
		t.Errorf("got %d reads, want one", n)
	}
	s.Drain()
	if got := s.context("U-sam"); len(got.Lines) != 1 || got.Lines[0].Owner != "Kim Lee" {
		t.Errorf("the card shows %+v, want the owner", got)
	}
}

// A card waits for a bounded time, ten cards no longer than one, and what comes late is kept and changes no card by itself. It rides
// with the card's next change.
func TestLateFactsRideWithTheNextChange(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	i := &telling{told: owner("Kim Lee"), held: make(chan struct{})}
	var mu sync.Mutex
	ends := map[string]int{}
	s.informed(i, func(c *itemcontext.Config) {
		c.Patience = 20 * time.Millisecond
		c.Ended = func(result string) { mu.Lock(); defer mu.Unlock(); ends[result]++ }
	})
	s.See(jobstest.Request("i1", "sam"))
	if got := s.context("U-sam"); !got.Empty() {
		t.Fatalf("the card shows %+v, want it to go out without", got)
	}
	for n := range 10 {
		s.See(jobstest.Request("j"+strconv.Itoa(n), "dana"))
	}
	mu.Lock()
	if ends[itemcontext.ResultLate] == 0 {
		t.Errorf("got the ends %v, want the first card late", ends)
	}
	mu.Unlock()
	if n := len(s.Slack.Of("U-dana")); n != 10 || i.asked("j0") != 0 {
		t.Errorf("Dana has %d cards, and IIQ was asked for %d of their facts, want all ten, and nothing asked", n, i.asked("j0"))
	}
	close(i.held)
	patience.Until(t, "the facts are kept", func() bool { return s.One(isKept, "i1") == "true" })
	s.Exec(`UPDATE cards SET want = want + 1`)
	s.Nudge()
	s.Drain()
	if got := s.context("U-sam"); !got.Empty() {
		t.Errorf("the card shows %+v, want it not drawn anew for late facts alone", got)
	}
	changed := jobstest.Request("i1", "sam")
	changed.Due = time.UnixMilli(1767604800000)
	s.See(changed)
	if got := s.context("U-sam"); len(got.Lines) != 1 {
		t.Errorf("after a change the card shows %+v, want the late facts on it", got)
	}
	if n := i.asked("i1"); n != 1 {
		t.Errorf("got %d reads, want one", n)
	}
}

// A read that fails costs nothing but the facts, and is not repeated for the other copies.
func TestNoFactsAtAll(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.Must(s.SaveGroup("group", "Ledger Owners", "sam", "dana", "nora"))
	w := jobstest.Request("i1", "group")
	i := &telling{err: jobstest.ErrAway}
	r := s.informed(i)
	s.See(w)
	for _, who := range []string{"U-sam", "U-dana", "U-nora"} {
		if got := s.context(who); !got.Empty() {
			t.Errorf("%s: the card shows %+v, want nothing", who, got)
		}
	}
	if n := i.asked("i1"); n != 1 {
		t.Errorf("got %d reads, want one", n)
	}
	if changed, err := r.Fresh(context.Background(), "i1"); changed || !errors.Is(err, jobstest.ErrAway) {
		t.Errorf("Details: got changed %v and %v, want %v", changed, err, jobstest.ErrAway)
	}
	i.mu.Lock()
	i.err, i.told = nil, owner("Kim Lee")
	i.mu.Unlock()
	for _, want := range []bool{true, false} {
		if changed, err := r.Fresh(context.Background(), "i1"); changed != want || err != nil {
			t.Errorf("Details: got changed %v and %v, want %v", changed, err, want)
		}
	}
	s.Want("true", isKept, "i1")
}

// Facts are of the access that they were read of, and each turn of an item has its own.
func TestFactsAreOfOneAccess(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	i := &telling{told: owner("Kim Lee")}
	s.informed(i)
	s.See(jobstest.Request("i1", "sam"))
	other := jobstest.Request("i1", "sam")
	other.Lines[0].Value = "Writer"
	s.See(other)
	if got := s.context("U-sam"); !got.Empty() {
		t.Errorf("with another value the card shows %+v, want nothing of the former", got)
	}
	other.Owner = approvals.Ref{ID: "dana", Name: "dana.x"}
	s.See(other)
	if got := s.context("U-dana"); len(got.Lines) != 1 {
		t.Errorf("the new owner's card shows %+v, want the facts", got)
	}
	if n := i.asked("i1"); n != 2 {
		t.Errorf("got %d reads, want one for each owner", n)
	}
	i.mu.Lock()
	i.tag = "of another item"
	i.mu.Unlock()
	tagged := jobstest.Request("i2", "nora")
	tagged.Tag, tagged.ByGateway = "its own", true
	s.See(tagged)
	if got := s.context("U-nora"); !got.Empty() {
		t.Errorf("facts of another tag: the card shows %+v, want none", got)
	}
}

// Without a gateway the request tells who decided before, our tables who still has to, and the map what people are called.
func TestTheChainWithoutAGateway(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	i := &telling{err: approvals.ErrNotOffered, requests: map[string]approvals.IdentityRequest{"R": {Name: "R",
		Summaries: []approvals.ApprovalSummary{{WorkItemID: "i0", State: approvals.StateFinished, Completer: "dana.x",
			Comments: []string{"For the audit."}}}}}}
	s.informed(i)
	first, second := jobstest.Request("i1", "sam"), jobstest.Request("i2", "nora")
	first.RequestName, second.RequestName = "R", "R"
	s.Learn(second)
	s.See(first)
	got := s.context("U-sam")
	dana := s.One(`SELECT COALESCE(NULLIF(display_name, ''), name) FROM identities WHERE id = 'dana'`)
	nora := s.One(`SELECT COALESCE(NULLIF(display_name, ''), name) FROM identities WHERE id = 'nora'`)
	if len(got.Chain) != 1 || got.Chain[0].By != dana || got.Chain[0].Comment != "For the audit." {
		t.Errorf("the card shows the chain %+v, want %s with their words", got.Chain, dana)
	}
	if len(got.Waiting) != 1 || got.Waiting[0] != nora {
		t.Errorf("the card says that %v still have to decide, want %s", got.Waiting, nora)
	}
	s.Exec(`UPDATE work_items SET show = 'notice' WHERE id = 'i2'`)
	if names, err := s.WaitingElsewhere(context.Background(), first); err != nil || len(names) != 0 {
		t.Errorf("of an item that is kept out: got %v and %v, want nobody", names, err)
	}
}

// knowing is a catalogue of one owner, or one that fails.
type knowing struct{ err error }

func (k knowing) Catalogue(_ context.Context, lines []approvals.ApprovalItem) ([]approvals.LineContext, error) {
	return []approvals.LineContext{{LineID: lines[0].ID, Owner: "by the catalogue", Description: "described"}}, k.err
}

func TestWhereTheSettingsTakeFactsFrom(t *testing.T) {
	t.Parallel()
	by := func(owner, described string) approvals.ItemContext {
		return approvals.ItemContext{Lines: []approvals.LineContext{{LineID: "l1", Owner: owner, Description: described}}}
	}
	for name, c := range map[string]struct {
		from      itemcontext.Source
		catalogue itemcontext.CatalogueReader
		told      approvals.ItemContext
		err       error
		want      approvals.ItemContext
	}{
		"the gateway":                    {itemcontext.FromGateway, knowing{}, by("Kim", ""), nil, by("Kim", "")},
		"nothing":                        {itemcontext.FromNowhere, knowing{}, by("Kim", ""), nil, approvals.ItemContext{}},
		"nothing, but it is described":   {itemcontext.FromNowhere, nil, by("Kim", "Reads"), nil, by("", "Reads")},
		"the catalogue, and the gateway": {itemcontext.FromSCIM, knowing{}, by("Kim", ""), nil, by("Kim", "described")},
		"the catalogue alone":            {itemcontext.FromSCIM, knowing{}, approvals.ItemContext{}, approvals.ErrNotOffered, by("by the catalogue", "described")},
		"a catalogue that fails":         {itemcontext.FromSCIM, knowing{jobstest.ErrAway}, by("Kim", ""), nil, by("Kim", "described")},
		"no catalogue, and no gateway": {itemcontext.FromSCIM, nil, approvals.ItemContext{}, approvals.ErrNotOffered,
			approvals.ItemContext{}},
	} {
		s := newEnv(t)
		s.informed(&telling{told: c.told, err: c.err}, func(cfg *itemcontext.Config) { cfg.From, cfg.Catalogue = c.from, c.catalogue })
		s.See(jobstest.Request("i1", "sam"))
		got := s.context("U-sam")
		if len(got.Lines) != len(c.want.Lines) || len(got.Lines) > 0 && (got.Lines[0].Owner != c.want.Lines[0].Owner ||
			got.Lines[0].Description != c.want.Lines[0].Description) {
			t.Errorf("%s: got %+v, want %+v", name, got.Lines, c.want.Lines)
		}
	}
}

// A first start costs one read an item that is sent, and none for what waits behind a digest or is nobody's to see.
func TestAFirstStartReadsWhatIsSent(t *testing.T) {
	t.Parallel()
	s := newEnv(t, func(c *store.Config) { c.CardsAtOnce = 3 })
	i := &telling{told: owner("Kim Lee")}
	s.informed(i)
	var items []approvals.WorkItem
	for n := range 300 {
		w := jobstest.Request("i"+strconv.Itoa(n), []string{"sam", "dana", "nora"}[n%3])
		s.IIQ.Put(w)
		items = append(items, w)
	}
	s.Learn(items...)
	s.Drain()
	reads, sent := 0, len(s.Slack.Of("U-sam"))+len(s.Slack.Of("U-dana"))+len(s.Slack.Of("U-nora"))
	for _, w := range items {
		n := i.asked(w.ID)
		if reads += n; n > 1 {
			t.Errorf("%s: got %d reads, want one at most", w.ID, n)
		}
	}
	if reads > sent || reads == 0 {
		t.Errorf("got %d reads for %d cards that were sent, want one each at most", reads, sent)
	}
}
