package cards

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/sensitivity"
	"github.com/iiq-approvals/bot/internal/slackui/cards/choosing"
)

// byLine makes the card one that is decided line by line, of so many lines.
func byLine(n int) func(*approvals.CardView) {
	return func(v *approvals.CardView) {
		v.Item.Lines, v.Lines = manyLines(n), approvals.LinesOffered
		for i := range v.Item.Lines {
			v.Item.Lines[i].ID = fmt.Sprintf("line%02d", i+1)
		}
	}
}

// opened is what a form carries that was just opened.
func opened() LinesMeta {
	return LinesMeta{DecideMeta: DecideMeta{WorkItemID: itemID, CardID: fixtureCard, ChannelID: "D1", MessageTS: "1.2",
		ResponseURL: "https://hooks.slack.test/actions/T1/1/x", Shown: "Lee Quinn asks"}}
}

func metaIn(t failer, private string) LinesMeta {
	t.Helper()
	m, err := ParseLinesMeta(private)
	if err != nil {
		t.Fatalf("read what the form carries: %v", err)
	}
	return m
}

func TestTheFormOfLines(t *testing.T) {
	t.Parallel()
	two := openCard(byLine(45))
	goldenModal(t, "lines_first_page", LinesModal(two, opened(), ""))
	chosen := metaIn(t, LinesModal(two, opened(), "").PrivateMetadata)
	chosen.Choices, chosen.Page = strings.Repeat("ad", 15)+strings.Repeat("a", 10)+"-----", 0
	goldenModal(t, "lines_missing", LinesModalMissing(two, chosen, "Too wide."))
	goldenModal(t, "lines_anew", LinesModalAnew(openCard(byLine(3)), chosen, "Too wide."))
	goldenModal(t, "lines_decided_before", LinesModal(openCard(byLine(4), func(v *approvals.CardView) {
		v.Item.Lines[1].State, v.Item.Lines[3].State = approvals.StateFinished, approvals.StateRejected
		v.Item.Lines[0].Privileged, v.Item.Lines[2] = true, removed(v.Item.Lines[2])
		v.Item.Comments = []approvals.Comment{{Author: "Kim Ito", At: fixtureNow, Text: "Only what is needed."}}
		v.CommentOnApprove = true
	}), opened(), ""))
	goldenModal(t, "lines_masked", LinesModal(openCard(byLine(3), func(v *approvals.CardView) {
		v.Expose(sensitivity.Verdict{Show: sensitivity.Masked, Masked: []int{1}})
	}), opened(), ""))
	goldenModal(t, "lines_german", LinesModal(speaking(approvals.German, byLine(45)), opened(), ""))
}

func TestWhatShowsADecisionLineByLine(t *testing.T) {
	t.Parallel()
	said := approvals.LineDecisions{{LineID: "line01", Verdict: approvals.Approve}, {LineID: "line02", Verdict: approvals.Deny},
		{LineID: "line03", Verdict: approvals.Approve}}
	goldenMessage(t, "lines_recording", Card(openCard(byLine(3), recording(samID, "Sam Okoye", approvals.Deny, false),
		func(v *approvals.CardView) { v.Decision.Lines = said })))
	over := openCard(byLine(3), ended(approvals.OutcomeView{Outcome: approvals.OutcomeMixed, By: "Sam Okoye", Here: true,
		Comment:  "Too wide.",
		Approved: 2, Denied: 1}), func(v *approvals.CardView) {
		v.Decision = &approvals.DecisionView{State: approvals.DecisionRecorded, Lines: said}
		v.ShowLines()
	})
	goldenModal(t, "lines_details_decided", DetailsModal(over, 0))
	goldenMessage(t, "lines_demanded", Card(openCard(byLine(3), func(v *approvals.CardView) { v.Lines = approvals.LinesDemanded })))
	for offer, want := range map[approvals.LineOffer]string{approvals.LinesTooMany: "More than 200 lines wait",
		approvals.LinesInIIQ:   "Single lines are decided in IdentityIQ.",
		approvals.LinesOffered: ""} {
		v := openCard(byLine(3), func(v *approvals.CardView) { v.Lines = offer })
		if said := wordsOf(t, DetailsModal(v, 0).Blocks); want != "" && !strings.Contains(said, want) || want == "" &&
			strings.Contains(said, "in IdentityIQ.") {
			t.Errorf("%s: got the details %q, want %q", offer, said, want)
		}
	}
}

// The entries of the menu, where they exist, are in their order.
func TestEntriesOfTheMenu(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*approvals.CardView)
		want   string
	}{
		"a line":            {func(*approvals.CardView) {}, "Details, Approve with a comment, Remind me later"},
		"lines":             {byLine(3), "Details, Approve with a comment, Decide line by line, Remind me later"},
		"lines, by demand":  {func(v *approvals.CardView) { byLine(3)(v); v.Lines = approvals.LinesDemanded }, "Details, Decide line by line, Remind me later"},
		"too many":          {func(v *approvals.CardView) { byLine(3)(v); v.Lines = approvals.LinesTooMany }, "Details, Approve with a comment, Remind me later"},
		"a comment demands": {func(v *approvals.CardView) { byLine(3)(v); v.CommentOnApprove = true }, "Details, Decide line by line, Remind me later"},
		"recording":         {recording(samID, "Sam Okoye", approvals.Approve, false), "Details"},
	} {
		v := openCard(c.change)
		row := approvals.Row{WorkItemID: itemID, Phase: v.Phase, LineOffer: v.Lines, CommentOnApprove: v.CommentOnApprove,
			Decision: v.Decision}
		for where, blocks := range map[string]any{"card": Card(v).Blocks, "Home tab": HomeView(page([]approvals.Row{row}, 0, 1)).Blocks} {
			var entries []string
			for _, control := range controlsOf(t, blocks) {
				if control.ActionID != ActionMore && control.ActionID != ActionHomeMore {
					continue
				}
				if control.Type != "static_select" || control.Label != "More" {
					t.Errorf("%s, %s: got a %s that says %q, want a select that says More", name, where, control.Type, control.Label)
				}
				for _, o := range control.Options {
					entries = append(entries, o.Text)
				}
			}
			if got := strings.Join(entries, ", "); got != c.want {
				t.Errorf("%s, %s: got %q, want %q", name, where, got, c.want)
			}
			decides := strings.Join(labels(t, blocks), ", ")
			if demanded := v.Lines.Only(); demanded == strings.Contains(decides, "Deny") && v.Phase == approvals.PhaseOpen || demanded && !strings.Contains(decides, "Decide line by line") {
				t.Errorf("%s, %s: got the buttons %q", name, where, decides)
			}
		}
	}
}

// Whatever is chosen on whichever page, in whichever order, the form keeps it, and fits into a view.
func TestTheFormKeepsEachChoice(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(2, approvals.MostLines).Draw(r, "lines")
		v := openCard(byLine(n))
		private := metaIn(r, LinesModal(v, opened(), "").PrivateMetadata)
		want := []byte(strings.Repeat("-", n))
		for range rapid.IntRange(0, 12).Draw(r, "turns") {
			private.Page = rapid.IntRange(0, private.Pages()-1).Draw(r, "page")
			on := map[string]string{}
			for i := private.Page * choosing.PerPage; i < min(n, (private.Page+1)*choosing.PerPage); i++ {
				letter := rapid.SampledFrom([]string{"approve", "deny", ""}).Draw(r, "choice")
				on[private.BlockOf(i)], want[i] = letter, (letter + "-")[0]
			}
			private = private.Chosen(func(block string) string { return on[block] })
			shown := LinesModal(v, private, "so far")
			checkModal(r, shown)
			if private = metaIn(r, shown.PrivateMetadata); !private.Fits(v) {
				r.Fatalf("the form does not fit what it shows")
			}
		}
		if private.Choices != string(want) {
			r.Errorf("got %q, want %q", private.Choices, want)
		}
	})
}

func TestForeignFormsOfLinesAreRefused(t *testing.T) {
	t.Parallel()
	good := metaIn(t, LinesModal(openCard(byLine(3)), opened(), "").PrivateMetadata)
	if _, err := ParseDecideMeta(good.Encode()); !errors.Is(err, ErrBadValue) {
		t.Errorf("as a form of the whole, which is what version 0.1.0 takes it for: got %v, want %v", err, ErrBadValue)
	}
	for name, change := range map[string]func(*LinesMeta){
		"another letter": func(m *LinesMeta) { m.Choices = "ax-" }, "too many": func(m *LinesMeta) { m.Choices = strings.Repeat("a", 201) },
		"a page before": func(m *LinesMeta) { m.Page = -1 }, "a page behind": func(m *LinesMeta) { m.Page = 1 },
		"another item": func(m *LinesMeta) { m.WorkItemID = "../x" },
	} {
		m := good
		change(&m)
		if _, err := ParseLinesMeta(m.Encode()); !errors.Is(err, ErrBadValue) {
			t.Errorf("%s: got %v, want %v", name, err, ErrBadValue)
		}
	}
	for _, s := range []string{"", "{}", "[]", DecideMeta{WorkItemID: itemID, Verdict: approvals.Deny}.Encode()} {
		if _, err := ParseLinesMeta(s); !errors.Is(err, ErrBadValue) {
			t.Errorf("%q: got %v, want %v", s, err, ErrBadValue)
		}
	}
}
