package iiq_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// onGateway is a client of a gateway that it has asked, with a request of three lines.
func onGateway(t *testing.T) (*bench, iiqsim.WorkItem) {
	t.Helper()
	b := start(t, iiqsim.Options{Seed: 1, Gateway: true}, func(c *iiq.Config) { c.PluginPath = iiqsim.GatewayPath })
	b.people()
	b.AskGateway(t.Context())
	return b, b.item(iiqsim.ItemSpec{Template: iiqsim.TemplateEntitlements, LineCount: 3})
}

// byLine decides the lines of an item in order: a to approve, d to deny.
func byLine(b *bench, w iiqsim.WorkItem, letters string) approvals.Write {
	write := approvals.Write{WorkItemID: w.ID, ApproverID: b.id("Sam.Okoye"), Comment: "Too wide. (Sam Okoye, in Slack)", Key: "k1"}
	for n, letter := range letters {
		verdict := approvals.Deny
		if letter == 'a' {
			verdict = approvals.Approve
		}
		write.Lines = append(write.Lines, approvals.LineDecision{LineID: w.Lines[n].ID, Verdict: verdict})
	}
	return write
}

// One call decides all lines; the answer has each, and so has the answer to the same call once more.
func TestLinesAreDecidedInOneCall(t *testing.T) {
	t.Parallel()
	b, w := onGateway(t)
	if !b.TakesLines() {
		t.Fatal("the gateway takes no lines, want it to")
	}
	write := byLine(b, w, "ada")
	for _, what := range []string{"the decision", "the same once more"} {
		answer, err := b.Decide(t.Context(), write)
		b.must(err)
		states := ""
		for _, l := range answer.Item.Lines {
			states += string(l.State) + " "
		}
		if states != "Finished Rejected Finished " {
			t.Errorf("%s: the answer says %q of the lines", what, states)
		}
	}
	if taken, asked, err := b.Taken(t.Context(), write); !taken || !asked || err != nil {
		t.Errorf("by its key: got taken %v, asked %v, %v, want it taken", taken, asked, err)
	}
	if all := b.Ledger(); len(all) != 1 || strings.Count(all[0].Lines, "=") != 3 {
		t.Errorf("IIQ took %+v, want one write of three lines", all)
	}
}

func TestLinesThatDoNotFitAreRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*bench, iiqsim.WorkItem, *approvals.Write)
		want   approvals.RefusalCode
	}{
		"a line decided before": {func(b *bench, w iiqsim.WorkItem, _ *approvals.Write) {
			b.must(b.UpdateItem(w.ID, func(w *iiqsim.WorkItem) { w.Lines[0].State = iiqsim.StateRejected }))
		}, approvals.RefusedChanged},
		"a line of no item": {func(_ *bench, _ iiqsim.WorkItem, a *approvals.Write) { a.Lines[0].LineID = strings.Repeat("9", 32) },
			approvals.RefusedChanged},
		"a line left open": {func(_ *bench, _ iiqsim.WorkItem, a *approvals.Write) { a.Lines = a.Lines[:2] }, approvals.RefusedChanged},
		"another than was shown": {func(_ *bench, _ iiqsim.WorkItem, a *approvals.Write) { a.Expect.Tag = strings.Repeat("0", 64) },
			approvals.RefusedChanged},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, w := onGateway(t)
			write := byLine(b, w, "ada")
			c.change(b, w, &write)
			_, err := b.Decide(t.Context(), write)
			var told interface{ Refusal() approvals.RefusalCode }
			if !errors.Is(err, approvals.ErrIIQRefused) || !errors.As(err, &told) || told.Refusal() != c.want {
				t.Errorf("got %v, want the refusal %s", err, c.want)
			}
		})
	}
}

// Where nobody takes single lines, nothing is sent: one verdict would be taken for all of them.
func TestLinesAreNotSentWhereNobodyTakesThem(t *testing.T) {
	t.Parallel()
	b := start(t, iiqsim.Options{Seed: 1})
	b.people()
	w := b.item(iiqsim.ItemSpec{Template: iiqsim.TemplateEntitlements, LineCount: 3})
	for _, write := range []approvals.Write{byLine(b, w, "ada"), {WorkItemID: w.ID, ApproverID: b.id("Sam.Okoye"),
		Lines: approvals.LineDecisions{}},
		{WorkItemID: w.ID, ApproverID: b.id("Sam.Okoye"), State: approvals.StateFinished, Lines: byLine(b, w, "aaa").Lines}} {
		if _, err := b.Decide(t.Context(), write); err == nil {
			t.Errorf("%+v: got it taken, want it refused", write)
		}
	}
	if b.TakesLines() || len(b.Ledger()) != 0 {
		t.Errorf("IIQ was told %+v, want nothing", b.Ledger())
	}
}
