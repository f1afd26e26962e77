package iiq_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// bench is a client in front of a running simulator.
type bench struct {
	*iiqsim.Sim
	*iiq.Client
	t testing.TB
}

func start(t testing.TB, opts iiqsim.Options, change ...func(*iiq.Config)) *bench {
	t.Helper()
	sim := iiqsim.New(opts)
	base, stop, err := sim.Start("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sim.Close(); stop() })
	id, secret := sim.Credentials()
	cfg := iiq.Config{RootURL: sim.Root(base), ClientID: id, ClientSecret: secret, PluginPath: opts.PluginPath}
	for _, c := range change {
		c(&cfg)
	}
	transport := &http.Client{Transport: &http.Transport{}}
	t.Cleanup(transport.CloseIdleConnections)
	c, err := iiq.New(cfg, transport, time.Now, slog.New(slog.DiscardHandler), nil)
	if err != nil {
		t.Fatal(err)
	}
	return &bench{sim, c, t}
}

// people adds Sam, Dana, Lee and Ada, and the workgroup Desk of Ada and the group Inner of Lee.
func (b *bench) people() {
	b.t.Helper()
	for _, name := range []string{"Sam.Okoye", "Dana.Reyes", "Lee.Quinn", "Ada.Mensah"} {
		b.must(second(b.AddIdentity(iiqsim.Identity{
			Name: name, Email: strings.ToLower(name) + "@example.com", DisplayName: strings.ReplaceAll(name, ".", " "), Department: "Finance",
		})))
	}
	b.must(second(b.AddWorkgroup("Inner", "Inner desk", "Lee.Quinn")))
	b.must(second(b.AddWorkgroup("Desk", "Access desk", "Ada.Mensah", "Inner")))
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) id(name string) string {
	b.t.Helper()
	i, err := b.Identity(name)
	b.must(err)
	return i.ID
}

func (b *bench) item(spec iiqsim.ItemSpec) iiqsim.WorkItem {
	b.t.Helper()
	spec.Owner = or(spec.Owner, "Sam.Okoye")
	spec.Requester, spec.Target = or(spec.Requester, "Lee.Quinn"), or(spec.Target, "Dana.Reyes")
	spec.Template = iiqsim.Template(or(string(spec.Template), string(iiqsim.TemplateRole)))
	w, err := b.AddWorkItem(spec)
	b.must(err)
	return w
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func second[T any](_ T, err error) error { return err }

func (b *bench) approve(w iiqsim.WorkItem) error {
	_, err := b.Decide(b.t.Context(), approvals.Write{
		WorkItemID: w.ID, ApproverID: b.id("Sam.Okoye"), State: approvals.StateFinished, Comment: "Fine.\nReally (Sam Okoye, in Slack)",
	})
	return err
}

func TestSimDecisions(t *testing.T) {
	t.Parallel()
	for name, set := range map[string]iiqsim.Settings{
		"defaults":      {},
		"other shapes":  {DeniedFinished: true, SummariesAs: iiqsim.SummariesAttributes, CommentsAs: iiqsim.CommentsChild, GoneAs: iiqsim.GoneAs500},
		"gone is empty": {GoneAs: iiqsim.GoneAsEmpty, CompleterAs: iiqsim.CompleterName, DescriptionAs: iiqsim.DescriptionChild},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := start(t, iiqsim.Options{Settings: set})
			b.people()
			for _, template := range []iiqsim.Template{iiqsim.TemplateRole, iiqsim.TemplateEntitlements, iiqsim.TemplateNoSet, iiqsim.TemplateHostile, iiqsim.TemplateValues} {
				for _, state := range []approvals.ItemState{approvals.StateFinished, approvals.StateRejected} {
					b.decideAndReadBack(b.item(iiqsim.ItemSpec{Template: template}), state)
				}
			}
		})
	}
}

func (b *bench) decideAndReadBack(w iiqsim.WorkItem, state approvals.ItemState) {
	b.t.Helper()
	ctx, comment := b.t.Context(), "Because \"it\" <is> so.\nYes (Sam Okoye, in Slack)"
	before, err := b.Client.WorkItem(ctx, w.ID)
	b.must(err)
	if !before.Described || !before.State.Open() || before.Owner.ID != b.id("Sam.Okoye") {
		b.t.Errorf("before: %+v", before)
	}
	answer, err := b.Decide(ctx, approvals.Write{WorkItemID: w.ID, ApproverID: b.id("Sam.Okoye"), State: state, Comment: comment})
	if err != nil {
		b.t.Fatalf("%v\n%s", err, answer.Body)
	}
	if _, err := b.Client.WorkItem(ctx, w.ID); !errors.Is(err, approvals.ErrNoAnswerByID) {
		b.t.Errorf("by id, gone: %v", err)
	}
	if _, err := b.WorkItemListed(ctx, w.ID); !errors.Is(err, approvals.ErrNotListed) {
		b.t.Errorf("listed, gone: %v", err)
	}
	request, err := b.IdentityRequest(ctx, before.RequestName)
	b.must(err)
	s, ok := request.SummaryOf(w.ID)
	if !ok || len(s.Comments) != 1 || s.Comments[0] != comment || s.Ended.IsZero() || !strings.HasPrefix(s.Completer, "Sam") {
		b.t.Errorf("summary: %+v", s)
	}
	if n := len(b.Ledger()); n == 0 || b.Ledger()[n-1].ApproverID != b.id("Sam.Okoye") || !b.Ledger()[n-1].Accepted {
		b.t.Errorf("ledger: %+v", b.Ledger())
	}
}

func TestSimFaultsOnWrites(t *testing.T) {
	t.Parallel()
	unknown := approvals.ErrOutcomeUnknown
	for _, tc := range []struct {
		fault iiqsim.Fault
		want  error
	}{
		{iiqsim.Fault{Kind: iiqsim.FaultCut}, unknown},
		{iiqsim.Fault{Kind: iiqsim.FaultCut, AfterEffect: true}, unknown},
		{iiqsim.Fault{Kind: iiqsim.FaultTruncate}, unknown},
		{iiqsim.Fault{Kind: iiqsim.FaultHTML, AfterEffect: true}, unknown},
		{iiqsim.Fault{Kind: iiqsim.FaultBomb, AfterEffect: true}, unknown},
		{iiqsim.Fault{Kind: iiqsim.FaultHuge, AfterEffect: true, Size: 8 << 20}, unknown},
		{iiqsim.Fault{Kind: iiqsim.FaultWrongTypes, AfterEffect: true}, unknown},
		{iiqsim.Fault{Kind: iiqsim.FaultHang}, unknown},
		{iiqsim.Fault{Kind: iiqsim.FaultStatus, Status: 500, AfterEffect: true, Body: iiqsim.BodyHTML}, unknown},
		{iiqsim.Fault{Kind: iiqsim.FaultStatus, Status: 503, RetryAfter: 3}, approvals.ErrIIQBusy},
		{iiqsim.Fault{Kind: iiqsim.FaultStatus, Status: 429}, approvals.ErrIIQBusy},
		{iiqsim.Fault{Kind: iiqsim.FaultStatus, Status: 403}, approvals.ErrIIQUnauthorised},
		{iiqsim.Fault{Kind: iiqsim.FaultStatus, Status: 409, Body: iiqsim.BodyJSON}, approvals.ErrIIQRefused},
	} {
		name := fmt.Sprintf("%s %d", tc.fault.Kind, tc.fault.Status)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := start(t, iiqsim.Options{}, func(c *iiq.Config) { c.Timeout = 2 * time.Second })
			b.people()
			w := b.item(iiqsim.ItemSpec{})
			tc.fault.Method = http.MethodPut
			b.must(second(b.AddFault(tc.fault)))
			if err := b.approve(w); !errors.Is(err, tc.want) {
				t.Errorf("%v, want %v", err, tc.want)
			}
			if n := b.Requests()["PUT /object/WorkItem/{id}"]; n != 1 {
				t.Errorf("sent %d times", n)
			}
		})
	}
}

func TestSimFaultsOnReads(t *testing.T) {
	t.Parallel()
	for _, kind := range []iiqsim.FaultKind{iiqsim.FaultHTML, iiqsim.FaultBomb, iiqsim.FaultWrongTypes, iiqsim.FaultHuge} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			b := start(t, iiqsim.Options{})
			b.people()
			w := b.item(iiqsim.ItemSpec{})
			b.must(second(b.AddFault(iiqsim.Fault{Kind: kind, Method: http.MethodGet, Size: 6 << 20})))
			for name, err := range map[string]error{
				"list":     second(b.WorkItems(t.Context(), iiq.WorkItemQuery{})),
				"listed":   second(b.WorkItemListed(t.Context(), w.ID)),
				"by id":    second(b.Client.WorkItem(t.Context(), w.ID)),
				"request":  second(b.IdentityRequest(t.Context(), w.IdentityRequest)),
				"identity": second(b.IdentityByID(t.Context(), b.id("Sam.Okoye"))),
				"members":  second(b.Members(t.Context(), b.id("Desk"))),
				"reviews":  second(b.ReviewEntities(t.Context(), time.Time{}, "", 0)),
			} {
				if kind == iiqsim.FaultWrongTypes && name == "list" {
					// A well-formed list of unreadable items is a page of rejected ones.
					continue
				}
				if !errors.Is(err, approvals.ErrIIQBroken) {
					t.Errorf("%s: %v", name, err)
				}
			}
			b.ClearFaults()
			if _, err := b.WorkItemListed(t.Context(), w.ID); err != nil {
				t.Errorf("afterwards: %v", err)
			}
		})
	}
}

func TestSimPages(t *testing.T) {
	t.Parallel()
	b := start(t, iiqsim.Options{Settings: iiqsim.Settings{PageCap: 25}})
	b.people()
	want := map[string]bool{}
	for i := range 130 {
		template := iiqsim.TemplateRole
		if i%13 == 0 {
			template = "Event"
		}
		w := b.item(iiqsim.ItemSpec{Template: template})
		if template != "Event" {
			want[w.ID] = true
		}
	}
	got := b.changed(time.Time{})
	if len(got) != len(want) {
		t.Fatalf("%d items, want %d", len(got), len(want))
	}
	open := 0
	for last := ""; ; {
		page, err := b.OpenWorkItemsAfter(t.Context(), last, 40)
		b.must(err)
		if len(page) == 0 {
			break
		}
		open += len(page)
		last = page[len(page)-1].ID
	}
	if open != 130 {
		t.Errorf("%d open items", open)
	}
	ids := got[:100]
	b.must(b.DeleteWithoutTrace(ids[99]))
	found, err := b.WorkItemsByID(t.Context(), ids)
	if err != nil || len(found) != 99 {
		t.Errorf("%d found: %v", len(found), err)
	}
}

func (b *bench) changed(since time.Time) []string {
	b.t.Helper()
	var got []string
	b.must(b.WorkItemsChangedSince(b.t.Context(), since, []approvals.ItemType{"Approval", "Form"}, func(page []approvals.WorkItem) error {
		for _, w := range page {
			if slices.Contains(got, w.ID) {
				b.t.Errorf("%s twice", w.ID)
			}
			got = append(got, w.ID)
		}
		return nil
	}))
	return got
}

func TestSimNewAndChanged(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	now := time.UnixMilli(1767000000000)
	b := start(t, iiqsim.Options{Clock: func() time.Time { mu.Lock(); defer mu.Unlock(); return now }})
	b.people()
	pass := func(d time.Duration) { mu.Lock(); defer mu.Unlock(); now = now.Add(d) }
	old, forwarded := b.item(iiqsim.ItemSpec{}), b.item(iiqsim.ItemSpec{})
	pass(time.Hour)
	since := b.Now()
	b.must(b.Forward(forwarded.ID, "Desk"))
	fresh := b.item(iiqsim.ItemSpec{})
	got := b.changed(since)
	if slices.Contains(got, old.ID) || !slices.Contains(got, forwarded.ID) || !slices.Contains(got, fresh.ID) || len(got) != 2 {
		t.Errorf("got %v", got)
	}
	w, err := b.WorkItemListed(t.Context(), forwarded.ID)
	if err != nil || w.Owner.ID != b.id("Desk") || w.ForwardedBy != "Sam.Okoye" {
		t.Errorf("forwarded: %+v, %v", w, err)
	}
}

func TestSimTokensRevokedUnderLoad(t *testing.T) {
	t.Parallel()
	b := start(t, iiqsim.Options{})
	b.people()
	w := b.item(iiqsim.ItemSpec{})
	for range 5 {
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				if _, err := b.WorkItemListed(t.Context(), w.ID); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		b.RevokeTokens()
	}
	if s := b.Stats(); s.TokensIssued != 5 || s.Peak > iiq.DefaultMaxConcurrency {
		t.Errorf("%d tokens, %d at once", s.TokensIssued, s.Peak)
	}
}

func TestSimAwayAndBack(t *testing.T) {
	t.Parallel()
	b := start(t, iiqsim.Options{})
	b.people()
	w := b.item(iiqsim.ItemSpec{})
	b.SetDown(true)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := b.WorkItemListed(ctx, w.ID); !errors.Is(err, approvals.ErrIIQBusy) {
		t.Errorf("down: %v", err)
	}
	if err := b.approve(w); !errors.Is(err, approvals.ErrIIQBusy) {
		t.Errorf("down: %v", err)
	}
	b.SetDown(false)
	if err := b.approve(w); err != nil {
		t.Error(err)
	}
}
