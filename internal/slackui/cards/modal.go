package cards

import (
	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/words"
)

// modal is a view that is only read.
func (t painter) modal(callback, title string, l *blockList) slack.ModalViewRequest {
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: callback, Title: plainText(title), Close: plainText(words.Close(t.lang)),
		Blocks: slack.Blocks{BlockSet: l.blocks},
	}
}

// form is a modal that is submitted; private comes back with the submission.
func (t painter) form(callback, private, title, submit string, l *blockList) slack.ModalViewRequest {
	v := t.modal(callback, title, l)
	v.PrivateMetadata, v.Submit, v.Close = private, plainText(submit), plainText(words.Cancel(t.lang))
	return v
}
