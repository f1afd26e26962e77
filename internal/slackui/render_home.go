package slackui

import (
	"strconv"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// HomeRows is how many items the Home tab shows at once: three blocks each, so that all stays under the 100 blocks of
// a view (https://docs.slack.dev/surfaces/app-home). Next page leads on to the rest.
const HomeRows = 20

const maxDone = 10

// HomeView renders the Home tab: what waits, with Approve, Deny and View in place, and what the viewer decided lately.
func HomeView(p approvals.Page) slack.HomeTabViewRequest {
	l := &blockList{version: p.Now.UnixMilli()}
	rows := p.Rows[:min(len(p.Rows), HomeRows)]
	switch {
	case len(rows) > 0 || p.Offset > 0:
		l.header("title", sayListTitle(ListPending, p.Total, p.Overdue))
	case p.AsOf.IsZero():
		l.header("title", wordWaitingNow)
		l.section("empty", plainText(sentenceListNeverRead), nil, nil)
	default:
		l.header("title", wordWaitingNow)
		l.section("empty", plainText(sentenceListEmpty), nil, nil)
	}
	stale(l, p)
	for i, row := range rows {
		homeRow(l, strconv.Itoa(i), row, p)
	}
	paging(l, p, len(rows), PageRef{Kind: ListPending}, ActionHomePreviousPage, ActionHomeNextPage, HomeRows)
	doneLately(l, p.Done)
	homeSettings(l, p)
	return slack.HomeTabViewRequest{Type: slack.VTHomeTab, CallbackID: CallbackHome, Blocks: slack.Blocks{BlockSet: l.blocks}}
}

func homeRow(l *blockList, n string, row approvals.Row, p approvals.Page) {
	l.divider("line-" + n)
	l.section("row-"+n, rowText(row), rowFields(row, p), nil)
	l.actions("buttons-"+n, homeButtons(row)...)
}

func homeButtons(row approvals.Row) []slack.BlockElement {
	item := ItemRef{WorkItemID: row.WorkItemID}
	if row.Review != nil {
		return append(reviewButton(ActionHomeView, row.WorkItemURL, *row.Review), menu(ActionHomeMore, item, MenuSnooze))
	}
	var out []slack.BlockElement
	if row.Phase == approvals.PhaseOpen {
		approve := newButton(ActionHomeApprove, item.Encode(), wordApprove, slack.StylePrimary)
		if !row.CommentOnApprove {
			approve.Confirm = confirmWarnings(row.Warnings)
		}
		out = append(out, approve, newButton(ActionHomeDeny, item.Encode(), wordDeny, slack.StyleDanger))
	}
	out = append(out, viewButton(ActionHomeView, row.WorkItemURL)...)
	switch {
	case row.Phase == approvals.PhaseOpen && !row.CommentOnApprove:
		return append(out, menu(ActionHomeMore, item, MenuDetails, MenuApproveWithComment, MenuSnooze))
	case row.Phase == approvals.PhaseRecording:
		return append(out, menu(ActionHomeMore, item, MenuDetails))
	}
	return append(out, menu(ActionHomeMore, item, MenuDetails, MenuSnooze))
}

func doneLately(l *blockList, done []approvals.DoneRow) {
	if len(done) == 0 {
		return
	}
	l.divider("done-line")
	l.header("done", wordDecidedLately)
	l.paragraph("done-list", doneRows(done[:min(len(done), maxDone)]))
}
