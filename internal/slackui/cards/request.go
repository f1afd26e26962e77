package cards

import (
	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/sensitivity"
	"github.com/iiq-approvals/bot/internal/words"
)

// kindOfAsk says in one word what the lines do; askMixed when they both add and remove.
func kindOfAsk(lines []approvals.ApprovalItem) words.AskKind {
	kind := words.AskNothing
	for _, l := range lines {
		k := kindOfLine(l)
		switch {
		case kind == words.AskNothing || kind == k:
			kind = k
		case kind == words.AskRemove || k == words.AskRemove:
			return words.AskMixed
		default:
			kind = words.AskAdd
		}
	}
	return kind
}

func kindOfLine(l approvals.ApprovalItem) words.AskKind {
	switch {
	case l.Removal():
		return words.AskRemove
	case l.Operation == "Add" || l.Operation == "Create" || l.Operation == "":
		return words.AskAdd
	}
	return words.AskChange
}

// headline says in words what is asked, by whom and for whom; never an id. At most 150 characters.
func (t itemPainter) headline(v approvals.CardView) string {
	if v.Show == sensitivity.Notice || v.Phase == approvals.PhaseHidden {
		return cutText(t.waitsHeadline(v.Item.Type), maxHeader)
	}
	requester, target := requesterName(v), targetName(v)
	if v.Review != nil {
		return cutText(words.ReviewHeadline(t.lang, reviewName(v.Item)), maxHeader)
	}
	if v.Item.Type != approvals.TypeApproval {
		return cutText(words.OtherType(t.lang, v.Item.Type, target), maxHeader)
	}
	if sameRef(v.Item.Requester, v.Item.Target) {
		requester = target
	}
	return cutText(words.Ask(t.lang, words.AskWords{
		Kind:      kindOfAsk(v.Item.Lines),
		Roles:     allRoles(v.Item.Lines),
		Lines:     len(v.Item.Lines),
		Requester: requester,
		Target:    target,
	}), maxHeader)
}

func allRoles(lines []approvals.ApprovalItem) bool {
	for _, l := range lines {
		if !l.Role() {
			return false
		}
	}
	return len(lines) > 0
}

// waitsHeadline is the headline of an item of which nothing else may be shown.
func (t itemPainter) waitsHeadline(kind approvals.ItemType) string {
	if kind == approvals.TypeApproval {
		return words.Notice(t.lang)
	}
	return words.OtherType(t.lang, kind, "")
}
