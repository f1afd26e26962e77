package cards

import (
	"net/url"
	"strings"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words"
)

func newButton(action, value, text string, style slack.Style) *slack.ButtonBlockElement {
	b := slack.NewButtonBlockElement(action, value, plainText(text))
	b.Style = style
	return b
}

// viewButton is a link to the work item. There is none when Slack would not take the address.
func (t painter) viewButton(action, address string) []slack.BlockElement {
	if !webAddress(address) {
		return nil
	}
	b := newButton(action, "", words.View(t.lang), slack.StyleDefault)
	b.URL = address
	return []slack.BlockElement{b}
}

// reviewButton is a link to the review's page. There is none when Slack would not take the address.
func (t painter) reviewButton(action, address string, p approvals.ReviewProgress) []slack.BlockElement {
	buttons := t.viewButton(action, address)
	for _, b := range buttons {
		if b, ok := b.(*slack.ButtonBlockElement); ok {
			b.Text = plainText(words.StartReview(t.lang))
			if p.Done > 0 {
				b.Text = plainText(words.ContinueReview(t.lang))
			}
			b.Style = slack.StylePrimary
		}
	}
	return buttons
}

func webAddress(s string) bool {
	u, err := url.Parse(s)
	if err != nil || len(s) > maxURL || u.Host == "" || strings.ContainsAny(s, " \n\t<>") {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http"
}

// menu is a select, since an overflow menu takes five entries alone. The entry that somebody took stays in it until the menu has a
// block of another id: docs/slack-facts.md#block-kit
func (t painter) menu(action string, item ItemRef, choices ...MenuChoice) *slack.SelectBlockElement {
	options, value := make([]*slack.OptionBlockObject, 0, len(choices)), item.menuValue()
	for _, c := range choices {
		options = append(options, slack.NewOptionBlockObject(string(c)+"."+value, plainText(t.choice(c)), nil))
	}
	return slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plainText(words.MoreMenu(t.lang)), action, options...)
}

func (t painter) choice(c MenuChoice) string {
	switch c {
	case MenuDetails:
		return words.Details(t.lang)
	case MenuApproveWithComment:
		return words.ApproveWithComment(t.lang)
	case MenuLines:
		return words.DecideLines(t.lang)
	case MenuSnooze:
		return words.RemindLater(t.lang)
	}
	return ""
}

// ConfirmFor asks for a confirmation of an approval that has warnings, which it names, or where the rules demand one;
// else nil.
func ConfirmFor(v approvals.CardView) *slack.ConfirmationBlockObject {
	t := painterFor(v.Language)
	return t.confirm(v.Warnings(), v.Confirm)
}

// confirm asks for a confirmation of an approval that has warnings, or where the rules demand one; else nil.
func (t painter) confirm(warnings []approvals.Warning, demanded bool) *slack.ConfirmationBlockObject {
	if len(warnings) > 0 || !demanded {
		return t.confirmWarnings(warnings)
	}
	return t.approveAfter(words.ConfirmRulesTitle(t.lang), words.ConfirmRules(t.lang))
}

func (t painter) confirmWarnings(all []approvals.Warning) *slack.ConfirmationBlockObject {
	if len(all) == 0 {
		return nil
	}
	named := make([]string, 0, len(all))
	for _, w := range all {
		sign, word := words.Warning(t.lang, w)
		named = append(named, sign+" "+word)
	}
	return t.approveAfter(words.ConfirmTitle(t.lang), cutText(words.Confirm(t.lang, named), maxConfirmText))
}

func (t painter) approveAfter(title, text string) *slack.ConfirmationBlockObject {
	approve, stop := words.Approve(t.lang), words.ConfirmStop(t.lang)
	return slack.NewConfirmationBlockObject(plainText(title), plainText(text), plainText(approve), plainText(stop))
}
