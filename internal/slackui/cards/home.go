package cards

import (
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/sensitivity"
	"github.com/iiq-approvals/bot/internal/words"
	"github.com/iiq-approvals/bot/internal/words/answers"
)

// HomeRows is how many items the Home tab shows at once: three blocks each, so that all stays under the 100 blocks of
// a view (https://docs.slack.dev/surfaces/app-home). Next page leads on to the rest.
const HomeRows = 20

const maxDone = 10

// homePainter draws the Home tab.
type homePainter struct{ listPainter }

// HomeView renders the Home tab: what waits, with Approve, Deny and View on each row, and what the viewer decided
// lately.
func HomeView(p approvals.Page) slack.HomeTabViewRequest {
	t := homePainter{listPainter{itemPainterFor(p.Language)}}
	l := &blockList{version: p.Now.UnixMilli()}
	rows := p.Rows[:min(len(p.Rows), HomeRows)]
	switch {
	case len(rows) > 0 || p.Offset > 0:
		l.header("title", answers.ListTitle(t.lang, answers.ListPending, p.Total, p.Overdue))
	case p.AsOf.IsZero():
		l.header("title", words.WaitingNow(t.lang))
		l.section("empty", plainText(answers.ListNeverRead(t.lang)), nil, nil)
	default:
		l.header("title", words.WaitingNow(t.lang))
		l.section("empty", plainText(answers.ListEmpty(t.lang)), nil, nil)
	}
	t.stale(l, p)
	for i, row := range rows {
		t.homeRow(l, strconv.Itoa(i), row, p)
	}
	t.paging(l, p, len(rows), PageRef{Kind: answers.ListPending}, ActionHomePreviousPage, ActionHomeNextPage, HomeRows)
	t.several(l, p, ActionHomeSeveral)
	t.doneLately(l, p.Done)
	t.homeSettings(l, p)
	return slack.HomeTabViewRequest{Type: slack.VTHomeTab, CallbackID: CallbackHome, Blocks: slack.Blocks{BlockSet: l.blocks}}
}

func (t homePainter) homeRow(l *blockList, n string, row approvals.Row, p approvals.Page) {
	l.divider("line-" + n)
	l.section("row-"+n, t.rowText(row), t.rowFields(row, p), nil)
	if row.Phase == approvals.PhaseOpen {
		l.deciding("buttons-"+n, Marks{row.RequestMark, row.FactsMark, row.ConfirmProof}, t.homeButtons(row)...)
	} else {
		l.actions("buttons-"+n, t.homeButtons(row)...)
	}
}

func (t homePainter) homeButtons(row approvals.Row) []slack.BlockElement {
	item := ItemRef{WorkItemID: row.WorkItemID}
	if row.Review != nil {
		return append(t.reviewButton(ActionHomeView, row.WorkItemURL, *row.Review), t.menu(ActionHomeMore, item, MenuSnooze))
	}
	var out []slack.BlockElement
	switch {
	case row.Phase == approvals.PhaseOpen && row.LineOffer.Only():
		out = append(out, newButton(ActionHomeLines, item.Encode(), words.DecideLines(t.lang), slack.StylePrimary))
	case row.Phase == approvals.PhaseOpen:
		shown := ItemRef{WorkItemID: row.WorkItemID, RequestMark: row.RequestMark}.Encode()
		approve := newButton(ActionHomeApprove, shown, words.Approve(t.lang), slack.StylePrimary)
		switch {
		case row.CommentByRules || row.CommentByIIQ.Approve:
			approve.ActionID = ActionHomeApproveNoted
		case !row.CommentOnApprove:
			approve.Confirm = t.confirm(row.Warnings, row.Confirm)
		}
		out = append(out, approve, newButton(ActionHomeDeny, shown, words.Deny(t.lang), slack.StyleDanger))
	}
	out = append(out, t.viewButton(ActionHomeView, row.WorkItemURL)...)
	switch {
	case row.Show == sensitivity.Notice:
		return append(out, t.menu(ActionHomeMore, item, MenuSnooze))
	case row.Phase == approvals.PhaseOpen:
		choices := append([]MenuChoice{MenuDetails}, waysToDecide(row.CommentOnApprove, row.LineOffer)...)
		return append(out, t.menu(ActionHomeMore, item, append(choices, MenuSnooze)...))
	case row.Phase == approvals.PhaseRecording:
		return append(out, t.menu(ActionHomeMore, item, MenuDetails))
	}
	return append(out, t.menu(ActionHomeMore, item, MenuDetails, MenuSnooze))
}

func (t homePainter) doneLately(l *blockList, done []approvals.DoneRow) {
	if len(done) == 0 {
		return
	}
	l.divider("done-line")
	l.header("done", words.DecidedLately(t.lang))
	l.paragraph("done-list", t.doneRows(done[:min(len(done), maxDone)]))
}

// homeSettings is the Home tab's part about settings; empty when they were not read.
func (t homePainter) homeSettings(l *blockList, p approvals.Page) {
	if p.Settings == nil {
		return
	}
	l.divider("settings-line")
	l.header("settings-title", words.MySettings(t.lang))
	settingsPainter{t.painter}.settingsSection(l, *p.Settings, p.Now, ActionHomeSettings)
	l.context("zone", words.Zone(t.lang, zoneName(p.Zone, p.Now)))
}

// HomeRefusal renders the Home tab of a person who may not decide anything: one sentence that says why. now makes its
// block ids new.
func HomeRefusal(language approvals.Language, r *approvals.Refusal, now time.Time) slack.HomeTabViewRequest {
	l := &blockList{version: now.UnixMilli()}
	l.section("refusal", plainText(Sentence(language, r)), nil, nil)
	return slack.HomeTabViewRequest{Type: slack.VTHomeTab, CallbackID: CallbackHome, Blocks: slack.Blocks{BlockSet: l.blocks}}
}
