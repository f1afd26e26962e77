package cards

import (
	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/sensitivity"
	"github.com/iiq-approvals/bot/internal/words"
)

// signHidden replaces a hidden value.
const signHidden = approvals.HiddenSign

// hiddenThing replaces what a hidden line is about.
func (t itemPainter) hiddenThing() string { return signHidden + " " + words.Hidden(t.lang) }

// maskedNote says that something is hidden, at the place where it is.
func (t itemPainter) maskedNote(v approvals.CardView) *rich {
	r := &rich{}
	if v.Show == sensitivity.Masked && !folds(v.Phase) {
		r.text(signHidden + " ").bold(words.Masked(t.lang))
	}
	return r
}
