package cards

import (
	"fmt"
	"strings"
	"testing"

	"github.com/slack-go/slack"
	"pgregory.net/rapid"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// marksOn gives the marks beside a control, and wants the control to be there.
func marksOn(t *testing.T, blocks []slack.Block, actionID string) Marks {
	t.Helper()
	for _, b := range blocks {
		a, is := b.(*slack.ActionBlock)
		if !is {
			continue
		}
		for _, e := range a.Elements.ElementSet {
			if button, is := e.(*slack.ButtonBlockElement); is && button.ActionID == actionID {
				return ParseMarks(a.BlockID)
			}
		}
	}
	t.Fatalf("got no control %s, want one", actionID)
	return Marks{}
}

// Whatever a card or the Home tab is asked to show, its Approve says what stands beside it.
func TestWhatDecidesSaysWhatItShows(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		v := openCard(func(v *approvals.CardView) {
			v.Want = rapid.Int64Min(1).Draw(r, "version")
			v.Item.Description = rapid.String().Draw(r, "description")
			v.Item.Lines[0].Value = rapid.String().Draw(r, "value")
		})
		v.FactsDigest = approvals.FactsDigest(v.Item)
		want := Marks{v.RequestMark(), v.FactsMark(), v.ConfirmProof}
		if got := marksOn(t, Card(v).Blocks, ActionApprove); got != want {
			r.Errorf("a card: got %+v, want %+v", got, want)
		}
		row := approvals.Row{WorkItemID: itemID, Phase: approvals.PhaseOpen, RequestMark: want.Request, FactsMark: want.Facts}
		home := HomeView(page([]approvals.Row{row}, 0, 1))
		if got := marksOn(t, home.Blocks.BlockSet, ActionHomeApprove); got != want {
			r.Errorf("the Home tab: got %+v, want %+v", got, want)
		}
		for _, b := range append(Card(v).Blocks, home.Blocks.BlockSet...) {
			if len(b.ID()) > 255 {
				r.Errorf("got the block id %q of %d characters, want 255 at most", b.ID(), len(b.ID()))
			}
		}
	})
}

// One mark without the other would have a card believed that shows more than the mark tells.
func TestHalfAMarkIsNone(t *testing.T) {
	t.Parallel()
	whole := approvals.RequestMark(approvals.WorkItem{})
	for _, id := range []string{"", "buttons-1", "buttons-1.", "buttons-1.." + whole, "buttons-1." + whole, "buttons-1." + whole + ".",
		fmt.Sprintf("buttons-1.%s.%s.x", whole, whole), fmt.Sprintf("buttons-1.%s.%s", whole, whole[1:]),
		fmt.Sprintf("buttons-1.%s.%s", whole, strings.Repeat("é", 22))} {
		if got := ParseMarks(id); got != (Marks{}) {
			t.Errorf("%q: got %+v, want none", id, got)
		}
	}
	for _, m := range []Marks{{}, {Request: whole}, {Facts: whole}} {
		l := &blockList{version: 1}
		l.deciding("buttons", m, newButton(ActionApprove, itemID, "Approve", slack.StylePrimary))
		if got := l.blocks[0].ID(); got != "buttons-1" {
			t.Errorf("%+v: got the id %q, want buttons-1", m, got)
		}
	}
}
