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
	private.Verdict = verdict
	l := &blockList{version: v.Want}
	l.paragraph("what", decided(v, verdict))
	if len(v.Item.Lines) > 0 {
		l.rich("lines", lineList(v)...)
	}
	l.paragraph("warnings", warnings(v))
	l.blocks = append(l.blocks, commentInput(v, verdict, typed))
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: CallbackDecide, PrivateMetadata: private.Encode(),
		Title: plainText(sayDecideTitle(verdict)), Submit: plainText(verdictButton(verdict)), Close: plainText(wordCancel),
		Blocks: slack.Blocks{BlockSet: l.blocks},
	}
}

func decided(v approvals.CardView, verdict approvals.Verdict) *rich {
	lead := sentenceDecideDeny
	if verdict == approvals.Approve {
		lead = sentenceDecideApprove
	}
	r := (&rich{}).text(lead).line().bold(headline(v))
	r.fact(wordFor, person(v.Target, v.Item.Target))
	return r.fact(wordWorkItem, number(v.Item.Number))
}

func verdictButton(verdict approvals.Verdict) string {
	if verdict == approvals.Approve {
		return wordApprove
	}
	return wordDeny
}

func commentInput(v approvals.CardView, verdict approvals.Verdict, typed string) *slack.InputBlock {
	label, demanded := wordReason, v.CommentOnDeny
	if verdict == approvals.Approve {
		label, demanded = wordComment, v.CommentOnApprove
	}
	input := slack.NewPlainTextInputBlockElement(plainText(sayCommentPlaceholder(verdict)), ActionComment)
	input.Multiline = true
	input.MaxLength = MaxCommentTyped
	input.FocusOnLoad = true
	input.InitialValue = cutText(typed, MaxCommentTyped)
	block := slack.NewInputBlock(BlockComment, plainText(label), plainText(sentenceCommentHint), input)
	return block.WithOptional(!demanded)
}
