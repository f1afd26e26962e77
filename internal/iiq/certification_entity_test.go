package iiq_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// reviewed is a review of Dana by Sam, and Dana's entity in it.
func reviewed(t *testing.T, opts iiqsim.Options, change ...func(*iiq.Config)) (b *bench, entity string) {
	t.Helper()
	b = start(t, opts, change...)
	b.people()
	c, err := b.AddReview(iiqsim.ReviewSpec{Name: "Q4", Reviewers: []string{"Sam.Okoye"}, Targets: []string{"Dana.Reyes"}, Count: 1})
	b.must(err)
	_, all, err := b.Review(c.ID)
	b.must(err)
	return b, all[0].ID
}

func (b *bench) keep(entity string) approvals.Write {
	return approvals.Write{WorkItemID: "r", EntityID: entity, ApproverID: b.id("Sam.Okoye"), State: approvals.StateFinished, Comment: "fits (Sam Okoye, in Slack)"}
}

func TestAnEntityIsDecidedAndReadBack(t *testing.T) {
	b, id := reviewed(t, iiqsim.Options{})
	e, err := b.ReviewEntity(t.Context(), id)
	if err != nil || e.Identity != "Dana.Reyes" || e.Target != "Dana Reyes" || e.Status != "Open" || e.Review.Name != "Q4" || e.Facts != nil {
		t.Fatalf("read %+v, %v", e, err)
	}
	answer, err := b.Decide(t.Context(), b.keep(id))
	if err != nil || !strings.Contains(answer.Body, "Complete") {
		t.Errorf("decided %+v, %v", answer, err)
	}
	if e, err = b.ReviewEntityListed(t.Context(), id); err != nil || e.Status != "Complete" {
		t.Errorf("listed %+v, %v", e, err)
	}
	if w := b.Ledger()[0]; w.Class != "CertificationEntity" || w.ID != id || w.State != "Finished" || w.Comment != "fits (Sam Okoye, in Slack)" || !w.Authority {
		t.Errorf("the ledger has %+v", w)
	}
}

// Columns of the settings are told with the entity, in their order; what is missing, hidden or no text is said so.
func TestEntityColumns(t *testing.T) {
	b, id := reviewed(t, iiqsim.Options{}, func(c *iiq.Config) {
		c.ReviewColumns = []string{"id", "identity", "targetDisplayName", "summaryStatus", "completed", "created", "modified", "certification.id", "type", "nativeIdentity", "app=application"}
	})
	b.must(b.SetEntityAccount(id, "Ledger", "*****"))
	e, err := b.ReviewEntityListed(t.Context(), id)
	want := []approvals.EntityFact{{Column: "nativeIdentity", State: approvals.FactMasked}, {Column: "app", Value: "Ledger"}}
	if err != nil || e.Kind != "Identity" || len(e.Facts) != 2 || e.Facts[0] != want[0] || e.Facts[1] != want[1] {
		t.Errorf("read %+v, %v", e, err)
	}
	b.must(b.SetEntityAccount(id, "", ""))
	if e, err = b.ReviewEntity(t.Context(), id); err != nil || e.Facts[0].State != approvals.FactMissing {
		t.Errorf("by id %+v, %v", e, err)
	}
}

func TestAMissingEntityProvesNothingByID(t *testing.T) {
	for _, as := range []string{iiqsim.GoneAs404, iiqsim.GoneAsEmpty, iiqsim.GoneAs500} {
		b, id := reviewed(t, iiqsim.Options{Settings: iiqsim.Settings{GoneAs: as}})
		b.must(b.RemoveEntity(id))
		if _, err := b.ReviewEntity(t.Context(), id); !errors.Is(err, approvals.ErrNoAnswerByID) {
			t.Errorf("%s: %v", as, err)
		}
		if _, err := b.ReviewEntityListed(t.Context(), id); !errors.Is(err, approvals.ErrNotListed) {
			t.Errorf("%s, listed: %v", as, err)
		}
		if _, err := b.Decide(t.Context(), b.keep(id)); !errors.Is(err, approvals.ErrOutcomeUnknown) {
			t.Errorf("%s, decided: %v", as, err)
		}
	}
}

func TestWhatIIQAnswersToAnEntityDecision(t *testing.T) {
	action := iiqsim.Fault{Method: "PUT", Path: "/object/CertificationEntity", Count: 1}
	fault := func(kind iiqsim.FaultKind, after bool, status int, body string) iiqsim.Fault {
		f := action
		f.Kind, f.AfterEffect, f.Status, f.Body = kind, after, status, body
		return f
	}
	for name, tc := range map[string]struct {
		fault iiqsim.Fault
		want  error
		taken bool
	}{
		"an empty 200, done":              {fault(iiqsim.FaultStatus, true, 200, iiqsim.BodyEmpty), nil, true},
		"an empty 200 of a proxy":         {fault(iiqsim.FaultStatus, false, 200, iiqsim.BodyEmpty), approvals.ErrOutcomeUnknown, false},
		"JSON about something else, done": {fault(iiqsim.FaultStatus, true, 200, iiqsim.BodyJSON), nil, true},
		"a login page":                    {fault(iiqsim.FaultHTML, false, 0, ""), approvals.ErrOutcomeUnknown, false},
		"a login page, done":              {fault(iiqsim.FaultHTML, true, 0, ""), approvals.ErrOutcomeUnknown, true},
		"a 500 before":                    {fault(iiqsim.FaultStatus, false, 500, iiqsim.BodyHTML), approvals.ErrOutcomeUnknown, false},
		"a 500 after":                     {fault(iiqsim.FaultStatus, true, 500, iiqsim.BodyHTML), approvals.ErrOutcomeUnknown, true},
		"a time-out after":                {fault(iiqsim.FaultHang, true, 0, ""), approvals.ErrOutcomeUnknown, true},
		"a time-out before":               {fault(iiqsim.FaultHang, false, 0, ""), approvals.ErrOutcomeUnknown, false},
		"half an answer":                  {fault(iiqsim.FaultTruncate, false, 0, ""), approvals.ErrOutcomeUnknown, true},
		"wrong types":                     {fault(iiqsim.FaultWrongTypes, false, 0, ""), approvals.ErrOutcomeUnknown, false},
		"busy":                            {fault(iiqsim.FaultStatus, false, 503, iiqsim.BodyEmpty), approvals.ErrIIQBusy, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, id := reviewed(t, iiqsim.Options{}, func(c *iiq.Config) { c.Timeout = 300 * time.Millisecond })
			b.must(second(b.AddFault(tc.fault)))
			if _, err := b.Decide(t.Context(), b.keep(id)); tc.want == nil && err != nil || !errors.Is(err, tc.want) {
				t.Errorf("got %v, want %v", err, tc.want)
			}
			e, err := b.ReviewEntityListed(t.Context(), id)
			if err != nil || (e.Status == "Complete") != tc.taken {
				t.Errorf("afterwards %+v, %v", e, err)
			}
		})
	}
}

func TestIIQRefusesAnEntityDecision(t *testing.T) {
	b, id := reviewed(t, iiqsim.Options{})
	b.must(second(b.Decide(t.Context(), b.keep(id))))
	stranger := b.keep(id)
	stranger.ApproverID = "7f000000000000000000000000000000"
	for name, w := range map[string]approvals.Write{"again": b.keep(id), "an unknown approver": stranger} {
		var refused *iiq.RefusedError
		if _, err := b.Decide(t.Context(), w); !errors.As(err, &refused) || refused.Reason == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	odd := b.keep(`e"1`)
	if _, err := b.Decide(t.Context(), odd); !errors.Is(err, iiq.ErrBadArgument) {
		t.Errorf("a strange id: %v", err)
	}
}

func TestEntityDecisionsByPost(t *testing.T) {
	b, id := reviewed(t, iiqsim.Options{Settings: iiqsim.Settings{ActionMethods: []string{http.MethodPost}}}, func(c *iiq.Config) { c.ActionMethod = http.MethodPost })
	b.must(second(b.Decide(t.Context(), b.keep(id))))
	if w := b.Ledger(); len(w) != 1 || !w[0].Accepted {
		t.Errorf("the ledger has %+v", w)
	}
}
