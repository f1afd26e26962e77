package cards

import (
	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words"
)

const maxViolationsOnCard = 3

// warnings are one line each, a sign and a word.
func (t itemPainter) warnings(v approvals.CardView) *rich {
	r := &rich{}
	for _, w := range v.Warnings() {
		if w == approvals.WarnViolation {
			t.violations(r, v.Item.Violations)
			continue
		}
		sign, word := words.Warning(t.lang, w)
		r.line().text(sign + " ").bold(word)
		if w == approvals.WarnOverdue {
			r.text(" (").moment(t.lang, v.Item.Due, formatTime).text(")")
		}
	}
	return r
}

func (t itemPainter) violations(r *rich, all []string) {
	for i, s := range all {
		if i == maxViolationsOnCard {
			r.line().text(words.MoreViolations(t.lang, len(all)-i))
			return
		}
		t.violation(r, Untrusted(s, maxNote))
	}
}

func (t itemPainter) violation(r *rich, text string) {
	sign, word := words.Warning(t.lang, approvals.WarnViolation)
	r.line().text(sign + " ").bold(word)
	if text != "" {
		r.text(words.Colon(t.lang) + " " + text)
	}
}
