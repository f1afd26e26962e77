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
	t := itemPainterFor(v.Language)
	l := &blockList{version: v.Want}
	about := (&rich{}).bold(t.headline(v)).fact(t.lang, words.WorkItem(t.lang), number(v.Item.Number))
	if !v.SnoozedUntil.IsZero() {
		about.fact(t.lang, words.SnoozedUntil(t.lang), words.Moment(t.lang, v.SnoozedUntil.In(zone)))
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
	return t.form(CallbackSnooze, private.Encode(), words.RemindLater(t.lang), words.RemindMe(t.lang), l)
}
