package cards

import (
	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// detail is one paragraph of the details; weight counts its characters.
type detail struct {
	element slack.RichTextElement
	weight  int
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

// labelledFact is a label of ours and a text of IIQ.
type labelledFact struct {
	label string
	text  string
}

// facts shows short facts as lines of one paragraph, and each long one in paragraphs of its own.
func (l *detailList) facts(lang approvals.Language, all ...labelledFact) {
	l.factsUnder(lang, &rich{}, all...)
}

// factsUnder adds the short facts to a paragraph that has begun.
func (l *detailList) factsUnder(lang approvals.Language, short *rich, all ...labelledFact) {
	var long []labelledFact
	for _, f := range all {
		if text := whole(f.text); textWidth(text) <= maxShortFact {
			short.fact(lang, f.label, text)
		} else {
			long = append(long, f)
		}
	}
	l.paragraph(short)
	for _, f := range long {
		l.labelled(f.label, f.text)
	}
}
