package cards

import (
	"strconv"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words"
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

// detail is one paragraph of the details; weight counts its characters.
type detail struct {
	element slack.RichTextElement
	weight  int
}

// DetailsModal shows everything about an item, uncut, page by page. The first page is 0; a page that does not exist
// becomes the nearest one. Its buttons carry a DetailsRef.
func DetailsModal(v approvals.CardView, page int) slack.ModalViewRequest {
	t := painterFor(v.Language)
	pages := paginate(t.details(v))
	page = min(max(page, 0), len(pages)-1)
	l := &blockList{version: int64(page)}
	l.header("head", t.headline(v))
	for i, d := range pages[page] {
		l.rich("detail-"+strconv.Itoa(i), d.element)
	}
	if len(pages) > 1 {
		l.context("page", words.Page(t.lang, page+1, len(pages)))
		l.actions("pages", t.detailsPaging(refOf(v), page, len(pages))...)
	}
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: CallbackDetails, Title: plainText(words.Details(t.lang)), Close: plainText(words.Close(t.lang)),
		Blocks: slack.Blocks{BlockSet: l.blocks},
	}
}

func (t painter) detailsPaging(item ItemRef, page, pages int) []slack.BlockElement {
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

// paginate fills one page after the other. There is always at least one.
func paginate(all []detail) [][]detail {
	pages := [][]detail{nil}
	weight := 0
	for _, d := range all {
		last := len(pages) - 1
		full := weight+d.weight > maxPageText || len(pages[last]) == maxPageBlocks
		if full && len(pages[last]) > 0 {
			pages = append(pages, nil)
			last, weight = last+1, 0
		}
		pages[last] = append(pages[last], d)
		weight += d.weight
	}
	return pages
}

type detailList struct{ all []detail }

func (l *detailList) add(e slack.RichTextElement, weight int) {
	l.all = append(l.all, detail{element: e, weight: weight})
}

func (l *detailList) paragraph(r *rich) {
	if !r.empty() {
		l.add(r.section(), weightOf(r))
	}
}

func weightOf(r *rich) int {
	n := 0
	for _, e := range r.elements {
		if t, ok := e.(*slack.RichTextSectionTextElement); ok {
			n += textWidth(t.Text)
		} else {
			n += len(formatTime)
		}
	}
	return n
}

// labelled shows a text of any length: as one paragraph with its label, else in pieces.
func (l *detailList) labelled(label, text string) {
	for i, piece := range chunkText(cleanText(text), maxChunk) {
		r := &rich{}
		if i == 0 {
			r.bold(label).text("\n")
		}
		l.paragraph(r.text(piece))
	}
}

func (l *detailList) quoted(label, text string) {
	for i, piece := range chunkText(cleanText(text), maxChunk) {
		if i == 0 {
			l.paragraph((&rich{}).bold(label))
		}
		l.add((&rich{}).text(piece).quote(), textWidth(piece))
	}
}
