package slackui

import (
	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// MaxCommentTyped is how much a person may write with a decision, in characters.
const MaxCommentTyped = 2000

// DecideModal asks for the reason of a denial or the comment of an approval. It says again what is decided and for
// whom, and names the warnings. The text input is ActionComment in BlockComment; an empty one is refused by Slack
// where the settings demand a comment.
func DecideModal(v approvals.CardView, verdict approvals.Verdict, private DecideMeta) slack.ModalViewRequest {
	return DecideModalRefilled(v, verdict, private, "")
}

// DecideModalRefilled is DecideModal with what was typed before, so that nobody has to type a reason twice. More than
// MaxCommentTyped characters are cut.
func DecideModalRefilled(v approvals.CardView, verdict approvals.Verdict, private DecideMeta, typed string) slack.ModalViewRequest {
	t := speak(v.Language)
	private.Verdict, private.Asked = verdict, v.AskedMark()
	l := &blockList{version: v.Want}
	l.paragraph("what", t.decided(v, verdict))
	if len(v.Item.Lines) > 0 {
		l.rich("lines", t.lineList(v)...)
	}
	l.paragraph("hidden", t.maskedNote(v))
	l.paragraph("warnings", t.warnings(v))
	l.blocks = append(l.blocks, t.commentInput(v, verdict, typed))
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: CallbackDecide, PrivateMetadata: private.Encode(),
		Title: plainText(t.sayDecideTitle(verdict)), Submit: plainText(t.verdictButton(verdict)), Close: plainText(t.wordCancel),
		Blocks: slack.Blocks{BlockSet: l.blocks},
	}
}

func (t *texts) decided(v approvals.CardView, verdict approvals.Verdict) *rich {
	lead := t.sentenceDecideDeny
	if verdict == approvals.Approve {
		lead = t.sentenceDecideApprove
	}
	r := (&rich{}).text(lead).line().bold(t.headline(v))
	r.fact(t, t.wordFor, t.person(v.Target, v.Item.Target))
	return r.fact(t, t.wordWorkItem, number(v.Item.Number))
}

func (t *texts) verdictButton(verdict approvals.Verdict) string {
	if verdict == approvals.Approve {
		return t.wordApprove
	}
	return t.wordDeny
}

func (t *texts) commentInput(v approvals.CardView, verdict approvals.Verdict, typed string) *slack.InputBlock {
	label, demanded := t.wordReason, v.CommentOnDeny
	if verdict == approvals.Approve {
		label, demanded = t.wordComment, v.CommentOnApprove
	}
	input := slack.NewPlainTextInputBlockElement(plainText(t.sayCommentPlaceholder(verdict)), ActionComment)
	input.Multiline = true
	input.MaxLength = MaxCommentTyped
	input.FocusOnLoad = true
	input.InitialValue = cutText(typed, MaxCommentTyped)
	block := slack.NewInputBlock(BlockComment, plainText(label), plainText(t.sentenceCommentHint), input)
	return block.WithOptional(!demanded)
}
