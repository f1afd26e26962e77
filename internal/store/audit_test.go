package store_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/looping"
	"github.com/iiq-approvals/bot/internal/store"
)

// log gives the kinds of all entries, in their order, and the last entry. The chain is checked on the way.
func (o *env) log() (kinds string, last audit.Entry) {
	o.t.Helper()
	if _, err := audit.VerifyTable(context.Background(), o.pool, nil); err != nil {
		o.t.Error(err)
	}
	var all []string
	o.must(pgx.BeginFunc(context.Background(), o.pool, func(tx pgx.Tx) error {
		return audit.Each(context.Background(), tx, audit.Filter{}, func(r audit.Row) (err error) {
			all = append(all, string(r.Kind))
			last, err = audit.ParseEntry(r.Kind, r.Payload)
			return err
		})
	}))
	return strings.Join(all, " "), last
}

// decision plays a click and the worker's claim on it.
func (o *env) decision(who, item string) store.Claim {
	o.t.Helper()
	got, err := o.click(who, item, approvals.Approve, "fine")
	o.must(err)
	c, err := o.ClaimDecision(context.Background(), got.DecisionID, 1, time.Minute)
	o.must(err)
	return c
}

func TestEachEndOfADecisionIsInTheAuditLog(t *testing.T) {
	t.Parallel()
	for want, end := range map[audit.Kind]func(*env, store.Claim) error{
		audit.DecisionRecorded: func(o *env, c store.Claim) error {
			o.must(o.BeforeWrite(context.Background(), c))
			c.Answer = approvals.Answer{State: approvals.StateFinished, Text: "<WorkItem/>"}
			return o.Recorded(context.Background(), c)
		},
		audit.DecisionRefused: func(o *env, c store.Claim) error {
			return o.Refuse(context.Background(), c, &approvals.Refusal{Code: approvals.RefusedByIIQ, Reason: "No."})
		},
		audit.DecisionGivenUp: func(o *env, c store.Claim) error { return o.GiveUp(context.Background(), c) },
	} {
		t.Run(string(want), func(t *testing.T) {
			t.Parallel()
			o := newEnv(t, nil)
			o.see(request("w1", "sam"))
			o.must(end(o, o.decision("sam", "w1")))
			kinds, e := o.log()
			if kinds != "decision.clicked "+string(want) || e.Item.ID != "w1" || e.Who.IdentityID != "sam" || e.Write.State != "Finished" ||
				e.Comment != "fine" {
				t.Errorf(`%s: %+v, want kinds %v, ID "w1", IdentityID "sam", State "Finished" and Comment "fine"`,
					kinds, e, "decision.clicked "+string(want))
			}
			switch {
			case (want == audit.DecisionRecorded) != (!e.Write.SentAt.IsZero() && e.Answer != nil && len(e.Item.Lines) == 1):
				t.Errorf("write %+v, answer %+v, item %+v", e.Write, e.Answer, e.Item)
			case want == audit.DecisionRefused && (e.Refusal.Code != "iiq_refused" || e.Refusal.Reason != "No."):
				t.Errorf("refusal %+v", e.Refusal)
			}
		})
	}
}

func TestADecisionThatCameTooLateIsInTheAuditLog(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.see(request("w1", "sam"))
	o.must(o.RefuseGone(context.Background(), o.decision("sam", "w1"), approvals.OutcomeView{Outcome: approvals.OutcomeDenied, By: "dana.x", At: o.now}))
	if kinds, e := o.log(); kinds != "decision.clicked decision.refused" || e.Refusal.By != "D. dana" || e.Refusal.Outcome != "denied" {
		t.Errorf(`%s: %+v, want kinds "decision.clicked decision.refused", By "D. dana" and Outcome "denied"`, kinds, e.Refusal)
	}
}

// What the card showed is in the entry: the version that Slack has confirmed, and that it was to show more by then.
func TestTheAuditLogSaysWhatTheCardShowed(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.see(request("w1", "sam"))
	card := o.cards("sam")[0]
	o.post(card)
	later := request("w1", "sam")
	later.Justification = "changed"
	o.see(later)
	_, err := o.Decide(context.Background(), approvals.Click{ID: uuid.NewString(), Person: person("sam"), WorkItemID: "w1", CardID: card,
		Verdict: approvals.Approve, Shown: "Lee asks for a role"})
	o.must(err)
	_, e := o.log()
	if e.Shown.CardID != card.String() || e.Shown.Version != 1 || e.Shown.Current != 2 || e.Shown.Phase != "open" ||
		e.Shown.Text != "Lee asks for a role" || e.Item.Justification != "changed" {
		t.Errorf("got %+v and %q, want version 1 of 2 of the open card, with its text, and the justification \"changed\"",
			e.Shown, e.Item.Justification)
	}
}

func TestRefusedClicksAreInTheAuditLog(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.see(request("w1", "sam"))
	for _, c := range []struct {
		who, item string
		verdict   approvals.Verdict
		code      approvals.RefusalCode
	}{
		{"nora", "w1", approvals.Approve, approvals.RefusedNotYours},
		{"sam", "w1", approvals.Deny, approvals.RefusedNoComment},
		{"sam", "nothing", approvals.Approve, approvals.RefusedNoSuchItem},
	} {
		_, err := o.click(c.who, c.item, c.verdict, "")
		wantRefusal(t, err, c.code)
		if _, e := o.log(); e.Kind != audit.ClickRefused || e.Refusal.Code != string(c.code) || e.Who.SlackUserID != "U-"+c.who ||
			e.Item.ID != c.item {
			t.Errorf("%s on %s: %+v %+v, want Kind %v, Code %v, SlackUserID %v and ID %v",
				c.who, c.item, e, e.Refusal, audit.ClickRefused, string(c.code), "U-"+c.who, c.item)
		}
	}
	if kinds, _ := o.log(); kinds != "click.refused click.refused click.refused" {
		t.Errorf(`got %v, want "click.refused click.refused click.refused"`, kinds)
	}
}

// A refusal while Postgres is away is kept and written when it is back, and what can never be written is in the log.
func TestRefusalsAreNotLostWhilePostgresIsAway(t *testing.T) {
	t.Parallel()
	server, address := dbtest.NewServer(t)
	pool := dbtest.Open(t, address)
	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	o := &env{t: t, pool: pool, now: time.Now()}
	o.Store = store.New(pool, client, noLinks{}, store.Config{After: looping.After}, func() time.Time { return o.now },
		slog.New(slog.NewTextHandler(&out, nil)))
	if err := server.Kill(); err != nil {
		t.Fatal(err)
	}
	c := approvals.Click{ID: "click-1", Person: person("sam"), WorkItemID: "w1", Verdict: approvals.Approve}
	o.ClickRefused(t.Context(), c, &approvals.Refusal{Code: approvals.RefusedGuest})
	if n, err := o.WriteRefusals(t.Context()); err == nil || n != 0 {
		t.Errorf("%d written without Postgres: %v, want an error and n 0", n, err)
	}
	if err := server.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n, err := o.WriteRefusals(t.Context()); err != nil || n != 1 {
		t.Errorf("%d written: %v, want 1", n, err)
	}
	if kinds, e := o.log(); kinds != "click.refused" || e.ClickID != "click-1" || e.Refusal.Code != "guest" ||
		e.Who.SlackUserID != "U-sam" {
		t.Errorf(`%s: %+v, want kinds "click.refused", ClickID "click-1", Code "guest" and SlackUserID "U-sam"`, kinds, e)
	}
	if err := server.Kill(); err != nil {
		t.Fatal(err)
	}
	o.ClickRefused(t.Context(), c, &approvals.Refusal{Code: approvals.RefusedGuest})
	o.LostRefusals(t.Context())
	if !strings.Contains(out.String(), "may be missing in the audit log") || !strings.Contains(out.String(), "slack_user_id=U-sam") {
		t.Errorf("nothing tells of the refusal that was lost:\n%s", out.String())
	}
}
