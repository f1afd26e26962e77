package slackui

import (
	"time"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/looping"
)

// laterNever ends a snooze: the item is reminded of as usual.
const laterNever looping.Later = "never"

// SnoozeModal asks when somebody wants to be reminded of an item: BlockLater has the choices, BlockDate the date for the
// last of them. private is carried to the submission.
func SnoozeModal(v approvals.CardView, private ItemRef, zone *time.Location) slack.ModalViewRequest {
	t := speak(v.Language)
	l := &blockList{version: v.Want}
	about := (&rich{}).bold(t.headline(v)).fact(t, t.wordWorkItem, number(v.Item.Number))
	if !v.SnoozedUntil.IsZero() {
		about.fact(t, t.wordSnoozedUntil, t.sayMoment(v.SnoozedUntil.In(zone)))
	}
	l.paragraph("what", about)
	choices := []looping.Later{looping.LaterHour, looping.LaterTomorrow, looping.LaterWorkday, looping.LaterDate}
	if !v.SnoozedUntil.IsZero() {
		choices = append(choices, laterNever)
	}
	radio := slack.NewRadioButtonsBlockElement(ActionLater)
	for _, c := range choices {
		radio.Options = append(radio.Options, slack.NewOptionBlockObject(string(c), plainText(t.sayLater(c)), nil))
	}
	radio.InitialOption = radio.Options[1]
	l.input(BlockLater, t.wordWhen, "", radio, false)
	l.input(BlockDate, t.wordDate, t.sentenceDateHint, slack.NewDatePickerBlockElement(ActionDate), true)
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: CallbackSnooze, PrivateMetadata: private.Encode(),
		Title: plainText(t.wordRemindLater), Submit: plainText(t.wordRemindMe), Close: plainText(t.wordCancel),
		Blocks: slack.Blocks{BlockSet: l.blocks},
	}
}

// input adds a field of a form; its block id is the name itself, so that errors find it.
func (l *blockList) input(id, label, hint string, element slack.BlockElement, optional bool) {
	var hinted *slack.TextBlockObject
	if hint != "" {
		hinted = plainText(hint)
	}
	l.blocks = append(l.blocks, slack.NewInputBlock(id, plainText(label), hinted, element).WithOptional(optional))
}
