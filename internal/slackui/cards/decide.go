package cards

import (
	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words"
)

// MaxCommentTyped is how much a person may write with a decision, in characters.
const MaxCommentTyped = 2000

// decisionPainter draws the form of a decision.
type decisionPainter struct{ itemPainter }

// DecideModal asks for the reason of a denial or the comment of an approval. It repeats what is decided and for whom,
// and names the warnings. The text input is ActionComment in BlockComment. Slack refuses an empty one where the
// settings demand a comment.
func DecideModal(v approvals.CardView, verdict approvals.Verdict, private DecideMeta) slack.ModalViewRequest {
	return DecideModalRefilled(v, verdict, private, "")
}

// DecideModalRefilled is DecideModal with what was typed before, so that nobody has to type a reason twice. More than
// MaxCommentTyped characters are cut.
func DecideModalRefilled(v approvals.CardView, verdict approvals.Verdict, private DecideMeta, typed string) slack.ModalViewRequest {
	t := decisionPainter{itemPainterFor(v.Language)}
	private.Verdict, private.RequestMark, private.FactsMark = verdict, v.RequestMark(), v.FactsMark()
	if private.ConfirmProof = ""; verdict == approvals.Approve {
		private.ConfirmProof = v.ConfirmProof
	}
	l := &blockList{version: v.Want}
	l.paragraph("what", t.decided(v, verdict))
	if len(v.Item.Lines) > 0 {
		l.rich("lines", t.lineList(v)...)
	}
	l.rich("comments", t.comments(v)...)
	l.paragraph("hidden", t.maskedNote(v))
	l.paragraph("warnings", t.warnings(v))
	l.blocks = append(l.blocks, t.commentInput(v, verdict, typed))
	return t.form(CallbackDecide, private.Encode(), words.DecideTitle(t.lang, verdict), t.verdictButton(verdict), l)
}

func (t decisionPainter) decided(v approvals.CardView, verdict approvals.Verdict) *rich {
	lead := words.DecideDeny(t.lang)
	if verdict == approvals.Approve {
		lead = words.DecideApprove(t.lang)
	}
	r := (&rich{}).text(lead).line().bold(t.headline(v))
	r.fact(t.lang, words.For(t.lang), t.person(v.Target, v.Item.Target))
	return r.fact(t.lang, words.WorkItem(t.lang), number(v.Item.Number))
}

func (t decisionPainter) verdictButton(verdict approvals.Verdict) string {
	if verdict == approvals.Approve {
		return words.Approve(t.lang)
	}
	return words.Deny(t.lang)
}

func (t decisionPainter) commentInput(v approvals.CardView, verdict approvals.Verdict, typed string) *slack.InputBlock {
	label, demanded := words.Reason(t.lang), v.CommentOnDeny
	if verdict == approvals.Approve {
		label, demanded = words.Comment(t.lang), v.CommentOnApprove
	}
	block := t.commentField(label, verdict, demanded, v.CommentByIIQ.On(verdict), typed)
	block.Element.(*slack.PlainTextInputBlockElement).FocusOnLoad = true
	return block
}

// commentField is the field of a form for a comment, which IIQ's own rules demand where byIIQ is true.
func (t painter) commentField(label string, verdict approvals.Verdict, demanded, byIIQ bool, typed string) *slack.InputBlock {
	input := slack.NewPlainTextInputBlockElement(plainText(words.CommentPlaceholder(t.lang, verdict)), ActionComment)
	input.Multiline = true
	input.MaxLength = MaxCommentTyped
	input.InitialValue = cutText(typed, MaxCommentTyped)
	hint := words.CommentHint(t.lang)
	if byIIQ {
		hint = words.CommentDemandedByIIQ(t.lang, verdict) + " " + hint
	}
	block := slack.NewInputBlock(BlockComment, plainText(label), plainText(hint), input)
	return block.WithOptional(!demanded)
}
