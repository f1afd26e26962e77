package cards

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/sensitivity"
	"github.com/iiq-approvals/bot/internal/words/answers"
)

// boxed are rows that may be approved at once.
func boxed(n int) []approvals.Row {
	all := rows(n)
	for i := range all {
		all[i].OfferMark = strings.Repeat("m", 20) + fmt.Sprintf("%02d", i)
	}
	return all
}

// leftOut has one item of each sort that wants a click of its own.
func leftOut() []approvals.RefusedRow {
	r := rows(7)
	why := []approvals.RefusalCode{approvals.RefusedBulkViolation, approvals.RefusedSignature, approvals.RefusedBeingRecorded,
		approvals.RefusedBulkPrivileged, approvals.RefusedRules, approvals.RefusedBulkRules, approvals.RefusedNotWhole}
	r[1].Phase, r[1].LinkOnly = approvals.PhaseLinkOnly, approvals.LinkOnlySignature
	r[2].Phase, r[2].Decision = approvals.PhaseRecording, &approvals.DecisionView{DeciderID: leeID, DeciderName: "Lee Quinn"}
	r[4].Show, r[4].Phase, r[4].LinkOnly = sensitivity.Notice, approvals.PhaseLinkOnly, approvals.LinkOnlyRules
	r[4].Requester, r[4].Target, r[4].What = "", "", ""
	all := make([]approvals.RefusedRow, len(r))
	for i := range r {
		all[i] = approvals.RefusedRow{Row: r[i], Why: &approvals.Refusal{Code: why[i]}}
	}
	return all
}

func offer(n int, left []approvals.RefusedRow) approvals.BulkOffer {
	return approvals.BulkOffer{Viewer: approvals.Identity{ID: samID, Display: "Sam Okoye"}, Offered: boxed(n), Left: left, Now: fixtureNow}
}

func severalMeta() SeveralMeta {
	return SeveralMeta{Form: uuid.MustParse("0198f3a2-2222-7222-8333-444455556666"), Opened: fixtureNow.UnixMilli()}
}

func TestTheFormOfSeveral(t *testing.T) {
	t.Parallel()
	hostile := offer(2, nil)
	hostile.Offered[0].Target, hostile.Offered[0].What = hostileWords, hostileWords
	hostile.Offered[0].WorkItemID = strings.Repeat("z", approvals.LongestID)
	masked := offer(2, nil)
	masked.Offered[1].Show, masked.Offered[1].What = sensitivity.Masked, "Add "+approvals.HiddenSign+" (Payroll)"
	demanded := offer(1, nil)
	demanded.CommentDemanded, demanded.CommentByIIQ = true, true
	german := offer(2, leftOut())
	german.Language = approvals.German
	for name, c := range map[string]struct {
		offer approvals.BulkOffer
		says  []string
	}{
		"few": {offer(2, leftOut()), []string{"1 to 2 of 2", "1200 · Dana Reyes · Add Ledger Reader and 2 more", "Requested by: Lee Quinn",
			"These want a click of their own:", "1200 · Dana Reyes · Add Ledger Reader and 2 more: It violates a policy.",
			"electronic signature", "Recording Lee Quinn's decision…", "and 2 more"}},
		"many":     {offer(25, nil), []string{"1 to 10 of 25", "11 to 20 of 25", "21 to 25 of 25", "1224 · Dana Reyes"}},
		"most":     {offer(100, leftOut()), []string{"91 to 100 of 100"}},
		"masked":   {masked, []string{"1201 · Dana Reyes"}},
		"hostile":  {hostile, nil},
		"demanded": {demanded, []string{"IdentityIQ takes no approval without a comment."}},
		"german":   {german, []string{"Diese brauchen einen eigenen Klick:", "Es verstößt gegen eine Richtlinie."}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := SeveralModal(c.offer, severalMeta())
			goldenModal(t, "several_"+name, v)
			contains(t, wordsOf(t, v.Blocks.BlockSet), c.says...)
		})
	}
}

func TestTheMessageOnSeveral(t *testing.T) {
	t.Parallel()
	failed := func(n int) []approvals.RefusedRow {
		all := make([]approvals.RefusedRow, n)
		for i, row := range rows(n) {
			all[i] = approvals.RefusedRow{Row: row, Why: &approvals.Refusal{Code: approvals.RefusedForwarded, By: "Nora Lind"}}
		}
		return all
	}
	three := failed(3)
	three[1].Why = &approvals.Refusal{Code: approvals.RefusedByIIQ, Reason: hostileWords}
	three[2].Why, three[2].Row.Target = &approvals.Refusal{Code: approvals.RefusedGivenUp}, hostileWords
	for name, c := range map[string]struct {
		view approvals.BulkView
		says []string
	}{
		"all":           {approvals.BulkView{Recorded: 25}, []string{"25 recorded"}},
		"some_failed":   {approvals.BulkView{Recorded: 22, Refused: 3, Failed: three}, []string{"22 recorded, 3 not", "1200 · Dana Reyes", "forwarded to Nora Lind"}},
		"waiting":       {approvals.BulkView{Recorded: 20, Refused: 1, Waiting: 4, Failed: failed(1)}, []string{"20 recorded, 1 not, 4 still waiting"}},
		"none":          {approvals.BulkView{Refused: 2, Failed: failed(2)}, []string{"0 recorded, 2 not"}},
		"nothing_named": {approvals.BulkView{Recorded: 1, Refused: 1}, []string{"1 recorded, 1 not"}},
		"very_many":     {approvals.BulkView{Refused: 100, Failed: failed(100)}, []string{"0 recorded, 100 not", "and 80 more"}},
		"french":        {approvals.BulkView{Language: approvals.French, Recorded: 2, Refused: 1, Failed: failed(1)}, []string{"2 enregistrées, 1 non"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := BulkMessage(c.view)
			goldenMessage(t, "bulk_"+name, m)
			contains(t, wordsOf(t, m.Blocks), c.says...)
			if !strings.Contains(m.Text, c.says[0]) {
				t.Errorf("the fallback is %q, want %q in it", m.Text, c.says[0])
			}
		})
	}
}

// The button stands on the list of what waits alone, and on the Home tab, where there are two to approve at once.
func TestWhereTheButtonOfSeveralStands(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		several bool
		asked   PageRef
		want    bool
	}{
		"what waits":      {true, PageRef{Kind: answers.ListPending}, true},
		"too few":         {false, PageRef{Kind: answers.ListPending}, false},
		"a search":        {true, PageRef{Kind: answers.ListPending, Text: "ledger"}, false},
		"what is overdue": {true, PageRef{Kind: answers.ListOverdue}, false},
		"requests":        {true, PageRef{Kind: answers.ListRequests}, false},
	} {
		p := page(rows(2), 0, 2)
		p.Several = c.several
		got := strings.Contains(strings.Join(labels(t, Answer(p, c.asked, "").Blocks), " "), "Approve several")
		if got != c.want {
			t.Errorf("%s: a button is %t, want %t", name, got, c.want)
		}
	}
	p := page(rows(2), 0, 2)
	p.Several = true
	v := HomeView(p)
	checkHome(t, v)
	if !strings.Contains(strings.Join(labels(t, v.Blocks.BlockSet), " "), "Approve several") {
		t.Error("on the Home tab: got no button, want one")
	}
}

func TestBoxesComeBack(t *testing.T) {
	t.Parallel()
	mark := approvals.OfferMark([]byte("a"), []byte("b"))
	for _, id := range []string{"7", strings.Repeat("7", 32), strings.Repeat("7", 52), strings.Repeat("7", approvals.LongestID)} {
		c, err := ParseBox(encodeBox(id, mark))
		if err != nil || c.WorkItemID != id || !strings.HasPrefix(mark, c.Mark) || len(c.Mark) < approvals.LeastOfferMark {
			t.Errorf("%s: got %+v, %v, want it back", id, c, err)
		}
		if len(encodeBox(id, mark)) > longestOption {
			t.Errorf("%s: got %d characters, want %d at most", id, len(encodeBox(id, mark)), longestOption)
		}
	}
	for _, value := range []string{"", "7", "7.short", ".0123456789", "a b.0123456789"} {
		if c, err := ParseBox(value); !errors.Is(err, ErrBadValue) {
			t.Errorf("%q: got %+v, %v, want that it is not ours", value, c, err)
		}
	}
	m, err := ParseSeveralMeta(severalMeta().Encode())
	if err != nil || m != severalMeta() || m.Open(fixtureNow.Add(time.Minute)) != time.Minute || m.Open(fixtureNow.Add(-time.Hour)) != 0 {
		t.Errorf("meta: got %+v, %v, want %+v", m, err, severalMeta())
	}
	for _, s := range []string{"", "{}", `{"form":"x"}`} {
		if _, err := ParseSeveralMeta(s); !errors.Is(err, ErrBadValue) {
			t.Errorf("%q: got %v, want that it is not ours", s, err)
		}
	}
}
