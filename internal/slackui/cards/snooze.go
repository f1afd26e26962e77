package cards

import (
	"time"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/looping"
	"github.com/iiq-approvals/bot/internal/words"
)

// LaterNever ends a snooze: reminders of the item come as usual.
const LaterNever looping.Later = "never"

// SnoozeModal asks when somebody wants to be reminded of an item. BlockLater has the choices, BlockDate the date for
// the last of them. The submission carries private.
func SnoozeModal(v approvals.CardView, private ItemRef, zone *time.Location) slack.ModalViewRequest {
	t := painterFor(v.Language)
	l := &blockList{version: v.Want}
	about := (&rich{}).bold(t.headline(v)).fact(t, words.WorkItem(t.lang), number(v.Item.Number))
	if !v.SnoozedUntil.IsZero() {
		about.fact(t, words.SnoozedUntil(t.lang), words.Moment(t.lang, v.SnoozedUntil.In(zone)))
	}
	l.paragraph("what", about)
	choices := []looping.Later{looping.LaterHour, looping.LaterTomorrow, looping.LaterWorkday, looping.LaterDate}
	if !v.SnoozedUntil.IsZero() {
		choices = append(choices, LaterNever)
	}
	radio := slack.NewRadioButtonsBlockElement(ActionLater)
	for _, c := range choices {
		radio.Options = append(radio.Options, slack.NewOptionBlockObject(string(c), plainText(words.Later(t.lang, c)), nil))
	}
	radio.InitialOption = radio.Options[1]
	l.input(BlockLater, words.When(t.lang), "", radio, false)
	l.input(BlockDate, words.Date(t.lang), words.DateHint(t.lang), slack.NewDatePickerBlockElement(ActionDate), true)
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: CallbackSnooze, PrivateMetadata: private.Encode(),
		Title: plainText(words.RemindLater(t.lang)), Submit: plainText(words.RemindMe(t.lang)), Close: plainText(words.Cancel(t.lang)),
		Blocks: slack.Blocks{BlockSet: l.blocks},
	}
}

// input adds a field to a form. Its block id is the name itself, so that errors find the field.
func (l *blockList) input(id, label, hint string, element slack.BlockElement, optional bool) {
	var hinted *slack.TextBlockObject
	if hint != "" {
		hinted = plainText(hint)
	}
	l.blocks = append(l.blocks, slack.NewInputBlock(id, plainText(label), hinted, element).WithOptional(optional))
}
