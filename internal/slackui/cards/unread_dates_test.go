package cards

import (
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/sensitivity"
	"github.com/iiq-approvals/bot/internal/words"
	"github.com/iiq-approvals/bot/internal/words/answers"
)

// A date that could not be read is named wherever the item is shown, in each language: on its card in each phase that shows facts, in the
// words of the notification, in Details, in lists and on the Home tab. Nothing names one where all were read.
func TestEachUnreadDateIsNamedWhereverTheItemIsShown(t *testing.T) {
	t.Parallel()
	for _, lang := range approvals.Languages() {
		for _, kind := range approvals.DateKinds() {
			for _, unread := range [][]approvals.DateKind{{kind}, nil} {
				name := words.DateNames(lang, []approvals.DateKind{kind})
				for place, text := range wherever(t, lang, unread) {
					if got := strings.Contains(text, words.UnreadDates(lang)) && strings.Contains(text, name); got != (unread != nil) {
						t.Errorf("%s %s, %s, unread %v: got it named %t, want %t:\n%s", lang, kind, place, unread, got, unread != nil, text)
					}
				}
			}
		}
	}
}

// wherever draws an item in all places that show it.
func wherever(t *testing.T, lang approvals.Language, unread []approvals.DateKind) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, phase := range []approvals.Phase{approvals.PhaseOpen, approvals.PhaseLinkOnly, approvals.PhaseRecording,
		approvals.PhaseNotRecorded} {
		v := openCard()
		v.Language, v.Phase, v.Item.UnreadDates = lang, phase, unread
		m := Card(v)
		all["card "+string(phase)], all["notification "+string(phase)] = wordsOf(t, m.Blocks), m.Text
		all["details "+string(phase)] = wordsOf(t, DetailsModal(v, 0).Blocks)
		v.Show = sensitivity.Notice
		all["notice "+string(phase)] = wordsOf(t, Card(v).Blocks)
		all["details of a notice "+string(phase)] = wordsOf(t, DetailsModal(v, 0).Blocks)
	}
	v := openCard()
	v.Language, v.Item.UnreadDates, v.Review = lang, unread, &approvals.ReviewProgress{Total: 3}
	v.Item.Due = v.Item.Created.AddDate(0, 0, -7)
	all["review"] = wordsOf(t, Card(v).Blocks)
	p := page([]approvals.Row{{WorkItemID: itemID, Number: "7", Type: approvals.TypeApproval, Phase: approvals.PhaseOpen, Requester: "Lee",
		Target: "Dana", UnreadDates: unread}}, 0, 1)
	p.Language = lang
	all["home"] = wordsOf(t, HomeView(p).Blocks)
	all["list"] = wordsOf(t, ListAnswer(p, answers.ListPending).Blocks)
	return all
}
