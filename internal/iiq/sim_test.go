package iiq_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq"
	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/patience"
)

func TestSimDecisions(t *testing.T) {
	t.Parallel()
	for name, set := range map[string]iiqsim.Settings{
		"defaults": {},
		"other shapes": {DeniedFinished: true, SummariesAs: iiqsim.SummariesAttributes, CommentsAs: iiqsim.CommentsChild,
			GoneAs: iiqsim.GoneAs500},
		"gone is empty": {GoneAs: iiqsim.GoneAsEmpty, CompleterAs: iiqsim.CompleterName, DescriptionAs: iiqsim.DescriptionChild},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := start(t, iiqsim.Options{Settings: set})
			b.people()
			for _, template := range []iiqsim.Template{iiqsim.TemplateRole, iiqsim.TemplateEntitlements, iiqsim.TemplateNoSet,
				iiqsim.TemplateHostile, iiqsim.TemplateValues} {
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
		b.t.Errorf("before: %+v, want an open, described item of Sam.Okoye", before)
	}
	answer, err := b.Decide(ctx, approvals.Write{WorkItemID: w.ID, ApproverID: b.id("Sam.Okoye"), State: state, Comment: comment})
	if err != nil {
		b.t.Fatalf("%v\n%s", err, answer.Body)
	}
	if _, err := b.Client.WorkItem(ctx, w.ID); !errors.Is(err, approvals.ErrNoAnswerByID) {
		b.t.Errorf("by id, gone: %v, want %v", err, approvals.ErrNoAnswerByID)
	}
	if _, err := b.WorkItemListed(ctx, w.ID); !errors.Is(err, approvals.ErrNotListed) {
		b.t.Errorf("listed, gone: %v, want %v", err, approvals.ErrNotListed)
	}
	request, err := b.IdentityRequest(ctx, before.RequestName)
	b.must(err)
	s, ok := request.SummaryOf(w.ID)
	if !ok || len(s.Comments) != 1 || s.Comments[0] != comment || s.Ended.IsZero() || !strings.HasPrefix(s.Completer, "Sam") {
		b.t.Errorf(`summary: %+v, want ok, a length of 1, s.Comments[0] %v, IsZero false and Completer that begins with "Sam"`,
			s, comment)
	}
	if n := len(b.Ledger()); n == 0 || b.Ledger()[n-1].ApproverID != b.id("Sam.Okoye") || !b.Ledger()[n-1].Accepted {
		b.t.Errorf("ledger: %+v, want the last one accepted, of Sam.Okoye", b.Ledger())
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
				t.Errorf("sent %d times, want 1", n)
			}
		})
	}
}

func TestSimFaultsOnReads(t *testing.T) {
	t.Parallel()
	for _, kind := range []iiqsim.FaultKind{iiqsim.FaultHTML, iiqsim.FaultBomb, iiqsim.FaultWrongTypes, iiqsim.FaultHuge} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			// A busy machine takes its time over megabytes.
			b := start(t, iiqsim.Options{}, func(c *iiq.Config) { c.Timeout = patience.Limit() })
			b.people()
			w := b.item(iiqsim.ItemSpec{})
			b.must(second(b.AddFault(iiqsim.Fault{Kind: kind, Method: http.MethodGet, Size: 5 << 20})))
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
					t.Errorf("%s: %v, want %v", name, err, approvals.ErrIIQBroken)
				}
			}
			b.ClearFaults()
			if _, err := b.WorkItemListed(t.Context(), w.ID); err != nil {
				t.Errorf("afterwards: %v", err)
			}
		})
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
		t.Errorf("%d tokens, %d at once, want TokensIssued 5 and Peak at most %v", s.TokensIssued, s.Peak, iiq.DefaultMaxConcurrency)
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
		t.Errorf("down: %v, want %v", err, approvals.ErrIIQBusy)
	}
	if err := b.approve(w); !errors.Is(err, approvals.ErrIIQBusy) {
		t.Errorf("down: %v, want %v", err, approvals.ErrIIQBusy)
	}
	b.SetDown(false)
	if err := b.approve(w); err != nil {
		t.Error(err)
	}
}
