package cards

import (
	"strconv"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words"
	"github.com/iiq-approvals/bot/internal/words/answers"
)

const (
	// maxChunk keeps one piece of text short enough for every client to show it unfolded.
	maxChunk = 2800
	// A page of details is far below the 100 blocks and 250 kB of a view:
	// https://docs.slack.dev/reference/views/modal-views
	maxPageText   = 9000
	maxPageBlocks = 30
	maxShortFact  = 500
)

// detailsPainter draws all that is known about an item.
type detailsPainter struct{ itemPainter }

// DetailsModal shows everything about an item, uncut, page by page. The first page is 0; a page that does not exist
// becomes the nearest one. Its buttons carry a DetailsRef.
func DetailsModal(v approvals.CardView, page int) slack.ModalViewRequest {
	t := detailsPainter{itemPainterFor(v.Language)}
	pages := paginate(t.details(v))
	page = min(max(page, 0), len(pages)-1)
	l := &blockList{version: int64(page)}
	l.header("head", t.headline(v))
	for i, d := range pages[page] {
		l.rich("detail-"+strconv.Itoa(i), d.element)
	}
	if len(pages) > 1 {
		l.context("page", answers.Page(t.lang, page+1, len(pages)))
		l.actions("pages", t.detailsPaging(refOf(v), page, len(pages))...)
	}
	return t.modal(CallbackDetails, words.Details(t.lang), l)
}

func (t detailsPainter) detailsPaging(item ItemRef, page, pages int) []slack.BlockElement {
	var out []slack.BlockElement
	if page > 0 {
		to := DetailsRef{Page: page - 1, Item: item}.Encode()
		out = append(out, newButton(ActionDetailsPrevious, to, words.PreviousPage(t.lang), slack.StyleDefault))
	}
	if page < pages-1 {
		to := DetailsRef{Page: page + 1, Item: item}.Encode()
		out = append(out, newButton(ActionDetailsNext, to, words.NextPage(t.lang), slack.StyleDefault))
	}
	return out
}
