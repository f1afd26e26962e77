package cards

import (
	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/caseless"
	"github.com/iiq-approvals/bot/internal/words"
)

const maxName = 60

// nameOf is the name of a person as people know it; "" when there is none, or only an id.
func nameOf(p approvals.PersonView, r approvals.Ref, most int) string {
	for _, s := range []string{p.Name, r.Display, r.Name} {
		if s = Untrusted(s, most); s != "" {
			return s
		}
	}
	return ""
}

func requesterName(v approvals.CardView) string {
	return nameOf(v.Requester, v.Item.Requester, maxName)
}

func targetName(v approvals.CardView) string { return nameOf(v.Target, v.Item.Target, maxName) }

// sameRef reports whether two references mean the same person, as approvals.SamePerson does.
func sameRef(a, b approvals.Ref) bool {
	if a.ID != "" && b.ID != "" {
		return a.ID == b.ID
	}
	return a.Name != "" && caseless.Same(a.Name, b.Name)
}

func (t itemPainter) person(p approvals.PersonView, r approvals.Ref) string {
	name := nameOf(p, r, maxName)
	if name == "" {
		return words.NotSaid(t.lang)
	}
	return words.Person(t.lang, name, Untrusted(p.Department, maxName), Untrusted(p.Manager, maxName))
}

func (t detailsPainter) fullPerson(p approvals.PersonView, ref approvals.Ref) string {
	for _, name := range []string{p.Name, ref.Display, ref.Name} {
		if name = whole(name); name != "" {
			return words.Person(t.lang, name, whole(p.Department), whole(p.Manager))
		}
	}
	return words.NotSaid(t.lang)
}
