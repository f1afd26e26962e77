package cards

import (
	"strings"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/sensitivity"
	"github.com/iiq-approvals/bot/internal/words"
)

const (
	maxName  = 60
	maxThing = 160
	maxApp   = 60
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
func (t painter) headline(v approvals.CardView) string {
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

// sameRef reports whether two references mean the same person, as approvals.SamePerson does.
func sameRef(a, b approvals.Ref) bool {
	if a.ID != "" && b.ID != "" {
		return a.ID == b.ID
	}
	return a.Name != "" && strings.EqualFold(a.Name, b.Name)
}

func requesterName(v approvals.CardView) string {
	return nameOf(v.Requester, v.Item.Requester, maxName)
}

func targetName(v approvals.CardView) string { return nameOf(v.Target, v.Item.Target, maxName) }

// nameOf is the name of a person as people know it; "" when there is none, or only an id.
func nameOf(p approvals.PersonView, r approvals.Ref, most int) string {
	for _, s := range []string{p.Name, r.Display, r.Name} {
		if s = Untrusted(s, most); s != "" {
			return s
		}
	}
	return ""
}

// thingOf is what a line is about. An account without any name is called by a general word.
func (t painter) thingOf(l approvals.ApprovalItem) string {
	if l.Hidden {
		return t.hiddenThing()
	}
	if s := Untrusted(l.Thing(), maxThing); s != "" {
		return s
	}
	return words.Account(t.lang)
}

func (t painter) placeOf(l approvals.ApprovalItem) string {
	app := Untrusted(l.Application, maxApp)
	switch {
	case l.Role():
		return " (" + words.Role(t.lang) + ", " + app + ")"
	case app != "":
		return " (" + app + ")"
	}
	return ""
}

// lineInWords is a line without its style, for fallback texts and folded cards.
func (t painter) lineInWords(l approvals.ApprovalItem) string {
	s := t.thingOf(l) + t.placeOf(l)
	if op := Untrusted(l.Operation, 20); op != "" {
		s = op + " " + s
	}
	return s
}

// linesInWords names the first most lines and how many more there are.
func (t painter) linesInWords(lines []approvals.ApprovalItem, most int) string {
	var said []string
	for i, l := range lines {
		if i == most {
			said = append(said, words.More(t.lang, len(lines)-most))
			break
		}
		said = append(said, t.lineInWords(l))
	}
	return strings.Join(said, ", ")
}
