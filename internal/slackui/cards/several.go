package cards

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/sensitivity"
	"github.com/iiq-approvals/bot/internal/words"
	"github.com/iiq-approvals/bot/internal/words/answers"
)

// Limits of the form of several approvals, and of the message on them.
const (
	// boxesTogether is how many boxes Slack takes in one element; a text of one has longestOption characters at most, and so has its
	// description: https://docs.slack.dev/reference/block-kit/block-elements/checkboxes-element
	boxesTogether = 10
	maxLeftNamed  = 5
	// maxFailedNamed items with their reasons stay below what Slack takes of a message: docs/slack-facts.md#block-kit
	maxFailedNamed = 20
	maxNamed       = 150
	maxWhy         = 200
)

// severalPainter draws the form of several approvals and the message on them.
type severalPainter struct{ listPainter }

func severalPainterFor(lang approvals.Language) severalPainter {
	return severalPainter{listPainter{itemPainterFor(lang)}}
}

// SeveralMeta is what the form of several approvals carries for its submission. What it showed of each item stands in the value of the
// item's box, so that only what was ticked comes back, and nothing has to be stored when the form is opened.
type SeveralMeta struct {
	// Form identifies the form. Opened is when it was opened, in milliseconds of the bot's clock.
	Form   uuid.UUID `json:"form"`
	Opened int64     `json:"opened"`
}

// Encode gives the JSON for private_metadata.
func (m SeveralMeta) Encode() string {
	raw, _ := json.Marshal(m)
	return string(raw)
}

// ParseSeveralMeta reads what Encode wrote. Anything else is ErrBadValue.
func ParseSeveralMeta(s string) (SeveralMeta, error) {
	var m SeveralMeta
	if err := json.Unmarshal([]byte(s), &m); err != nil || m.Form == uuid.Nil {
		return SeveralMeta{}, fmt.Errorf("parse private metadata: %w", ErrBadValue)
	}
	return m, nil
}

// Open is how long the form has been open.
func (m SeveralMeta) Open(now time.Time) time.Duration {
	return max(0, now.Sub(time.UnixMilli(m.Opened)))
}

// encodeBox gives the value of an item's box: its id, and as much of the mark as there is room for.
func encodeBox(id, mark string) string {
	room := max(longestOption-len(id)-len("."), approvals.LeastOfferMark)
	return id + "." + mark[:min(len(mark), room)]
}

// ParseBox reads the value of a box that was ticked. Anything that this package did not make is ErrBadValue.
func ParseBox(value string) (approvals.BulkChoice, error) {
	id, mark, _ := strings.Cut(value, ".")
	if !approvals.ValidID(id) || len(mark) < approvals.LeastOfferMark {
		return approvals.BulkChoice{}, fmt.Errorf("parse box: %w", ErrBadValue)
	}
	return approvals.BulkChoice{WorkItemID: id, Mark: mark}, nil
}

// SeveralModal offers a box for each item that may be approved along with others, and names those that may not. No box is ticked.
func SeveralModal(o approvals.BulkOffer, private SeveralMeta) slack.ModalViewRequest {
	t := severalPainterFor(o.Language)
	l := &blockList{version: o.Now.UnixMilli()}
	l.section("intro", plainText(words.SeveralIntro(t.lang)), nil, nil)
	for from := 0; from < len(o.Offered); from += boxesTogether {
		to := min(from+boxesTogether, len(o.Offered))
		boxes := make([]*slack.OptionBlockObject, 0, boxesTogether)
		for _, row := range o.Offered[from:to] {
			boxes = append(boxes, t.box(row))
		}
		l.input(BoxesBlock(from/boxesTogether), answers.Range(t.lang, from+1, to, len(o.Offered)), "",
			slack.NewCheckboxGroupsBlockElement(ActionBoxes, boxes...), true)
	}
	t.left(l, o)
	l.blocks = append(l.blocks, t.commentField(words.Comment(t.lang), approvals.Approve, o.CommentDemanded, o.CommentByIIQ, ""))
	return t.form(CallbackSeveral, private.Encode(), words.ApproveSeveral(t.lang), words.ApproveThem(t.lang), l)
}

// BoxesBlock is the id of the nth block with boxes.
func BoxesBlock(n int) string { return "boxes-" + strconv.Itoa(n) }

// FirstBoxes is the block under which what is wrong with the boxes is said.
func FirstBoxes() string { return BoxesBlock(0) }

func (t severalPainter) box(row approvals.Row) *slack.OptionBlockObject {
	var beside []string
	if requester := Untrusted(row.Requester, maxName); requester != "" && row.Requester != row.Target {
		beside = append(beside, words.RequestedBy(t.lang)+words.Colon(t.lang)+" "+requester)
	}
	if !row.Due.IsZero() && stampable(row.Due) {
		beside = append(beside, words.Due(t.lang)+" "+words.PlainTime(t.lang, row.Due))
	}
	var description *slack.TextBlockObject
	if len(beside) > 0 {
		description = plainText(cutText(strings.Join(beside, ", "), longestOption))
	}
	text := plainText(cutText(t.itemWords(row), longestOption))
	return slack.NewOptionBlockObject(encodeBox(row.WorkItemID, row.OfferMark), text, description)
}

// itemWords begins with the item's number, and says for whom and what.
func (t severalPainter) itemWords(row approvals.Row) string {
	if row.Show == sensitivity.Notice {
		return t.rowWords(row)
	}
	whom := row.Target
	if whom == "" {
		whom = row.Requester
	}
	return answers.Row(t.lang, number(row.Number), "", Untrusted(whom, maxName), t.whatIsAsked(row.What, row.Lines, row.Show))
}

// left names items that are not offered, each with the reason.
func (t severalPainter) left(l *blockList, o approvals.BulkOffer) {
	var said []string
	for _, r := range o.Left[:min(len(o.Left), maxLeftNamed)] {
		why := t.rowStatus(r.Row, approvals.Page{Viewer: o.Viewer})
		if why == "" {
			why = Sentence(t.lang, r.Why)
		}
		said = append(said, t.because(r.Row, why))
	}
	t.named(l, "left", words.NotOffered(t.lang), said, len(o.Left)-len(said))
}

// because names an item, and says why it is not decided.
func (t severalPainter) because(row approvals.Row, why string) string {
	return cutText(t.itemWords(row), maxNamed) + words.Colon(t.lang) + " " + cutText(why, maxWhy)
}

// named lists items under a title, and says how many more there are.
func (t severalPainter) named(l *blockList, name, title string, said []string, more int) {
	if len(said) == 0 {
		return
	}
	items := make([]slack.RichTextElement, len(said))
	for i, s := range said {
		items[i] = (&rich{}).text(s).section()
	}
	elements := []slack.RichTextElement{(&rich{}).bold(title).section(), slack.NewRichTextList(slack.RTEListBullet, 0, items...)}
	if more > 0 {
		elements = append(elements, (&rich{}).text(words.More(t.lang, more)).section())
	}
	l.rich(name, elements...)
}

// BulkMessage tells somebody how the approvals ended that they gave at once, and names those that were not recorded.
func BulkMessage(v approvals.BulkView) Message {
	t := severalPainterFor(v.Language)
	head := words.SeveralState(t.lang, v.Recorded, v.Refused, v.Waiting)
	var said []string
	for _, r := range v.Failed[:min(len(v.Failed), maxFailedNamed)] {
		said = append(said, t.because(r.Row, Sentence(t.lang, r.Why)))
	}
	l := &blockList{version: int64(v.Recorded*1_000_000 + v.Refused*1000 + v.Waiting)}
	if len(said) == 0 {
		l.paragraph("state", (&rich{}).bold(head))
	}
	t.named(l, "failed", head, said, len(v.Failed)-len(said))
	l.context("about", words.ApproveSeveral(t.lang))
	text := append([]string{words.ApproveSeveral(t.lang) + words.Colon(t.lang) + " " + head}, said...)
	return Message{Text: fallback(text...), Blocks: l.blocks}
}
