package approvals

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Parties are the identities that requested an item and that receive it, as far as they are known beyond the item's own
// references.
type Parties struct {
	Requester Party `json:"requester,omitzero"`
	Target    Party `json:"target,omitzero"`
}

// Party is who a reference may mean.
type Party struct {
	// IDs are the identities; nil where nobody is known. Several share one name.
	IDs []string `json:"ids,omitempty"`
	// Name is what the identity request calls them, where the item does not name them at all.
	Name string `json:"name,omitempty"`
	// Told is true where IIQ gave the id itself, and not the name alone.
	Told bool `json:"told,omitempty"`
	// Thing is true for what is no identity: the request is about a role, say.
	Thing bool `json:"thing,omitempty"`
}

func (p Party) known() bool { return p.Thing || len(p.IDs) > 0 }

// PartyRelation is how a person stands to the people of an item.
type PartyRelation string

// Who is not surely another may be oneself.
const (
	PartyOther   PartyRelation = "other"
	PartySelf    PartyRelation = "self"
	PartyUnknown PartyRelation = "unknown"
)

// PartyTo says whether somebody requested an item or receives it. What is missing, or means nobody who is known, is
// PartyUnknown.
func (w WorkItem) PartyTo(who Identity) PartyRelation {
	requester, target := who.relation(w.Requester, w.Parties.Requester), who.relation(w.Target, w.Parties.Target)
	switch {
	case requester == PartySelf || target == PartySelf:
		return PartySelf
	case requester == PartyUnknown || target == PartyUnknown:
		return PartyUnknown
	}
	return PartyOther
}

// relation compares ids first. A name that the person has, in whatever spelling, means them, unless IIQ tells by id that it
// means somebody else who is called so.
func (i Identity) relation(r Ref, p Party) PartyRelation {
	switch {
	case i.ID != "" && (r.ID == i.ID || r.Name == i.ID || slices.Contains(p.IDs, i.ID)):
		return PartySelf
	case r.ID != "":
		return PartyOther
	case SameName(r.Name, i.Name) || SameName(r.Display, i.Name):
		return PartySelf
	case SameName(p.Name, i.Name):
		return PartySelf
	case !p.Told && (SameName(r.Name, i.Display) || SameName(r.Display, i.Display) || SameName(p.Name, i.Display)):
		return PartySelf
	case p.known():
		return PartyOther
	}
	return PartyUnknown
}

// PartiesKnown reports whether both people of the item are known, by its own references or beside them.
func (w WorkItem) PartiesKnown() bool {
	return (w.Requester.ID != "" || w.Parties.Requester.known()) && (w.Target.ID != "" || w.Parties.Target.known())
}

// SamePeople reports whether two readings of an item refer to its people, and to its request, in the same words, and to a person
// or a thing alike.
func SamePeople(a, b WorkItem) bool {
	return a.Requester == b.Requester && a.Target == b.Target && a.TargetIsThing == b.TargetIsThing && a.RequestName == b.RequestName
}

// NamesWanted are the spellings under which the people are to be looked for who are only named, in small letters.
func (w WorkItem) NamesWanted() []string {
	var names []string
	for _, r := range []Ref{w.Requester, w.Target} {
		if r.ID == "" {
			names = append(names, spellings(r.Name)...)
			names = append(names, spellings(r.Display)...)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// spellings are the forms in which a database may have a name.
func spellings(name string) []string {
	if plainName(name) == "" {
		return nil
	}
	var all []string
	for _, s := range []string{name, plainName(name)} {
		s = strings.ToLower(s)
		all = append(all, s, norm.NFC.String(s), norm.NFD.String(s))
	}
	return all
}

// FindParties fills in the people who are only named, from those who are called so. Somebody who has the name as their own
// comes before those who are only shown by it.
func (w WorkItem) FindParties(called []Identity) WorkItem {
	w.Parties.Requester = w.Parties.Requester.find(w.Requester, called)
	w.Parties.Target = w.Parties.Target.find(w.Target, called)
	if w.TargetIsThing && w.Target == (Ref{}) {
		w.Parties.Target.Thing = true
	}
	return w
}

func (p Party) find(r Ref, called []Identity) Party {
	if r.ID != "" || p.known() {
		return p
	}
	for _, name := range []string{r.Name, r.Display} {
		var own, shown []string
		for _, i := range called {
			switch {
			case SameName(i.Name, name):
				own = append(own, i.ID)
			case SameName(i.Display, name):
				shown = append(shown, i.ID)
			}
		}
		if len(own) == 0 {
			own = shown
		}
		if len(own) > 0 {
			return Party{IDs: own}
		}
	}
	return p
}

// Asked fills in what an identity request tells of the people; called are those whom it, or the item, names. An id counts more
// than a name.
func (w WorkItem) Asked(r IdentityRequest, called []Identity) WorkItem {
	w = w.FindParties(called)
	w.Parties.Requester = w.Parties.Requester.told(w.Requester, r.Requester, called)
	w.Parties.Target = w.Parties.Target.told(w.Target, r.Target, called)
	if r.TargetIsThing && w.Target == (Ref{}) && !w.Parties.Target.known() {
		w.Parties.Target.Thing = true
	}
	return w
}

func (p Party) told(own, told Ref, called []Identity) Party {
	switch {
	case told.ID != "":
		// Also where the item names somebody else: both count.
		return Party{IDs: []string{told.ID}, Told: true}
	case own == (Ref{}) && told.Display != "":
		p = p.find(told, called)
		p.Name = told.Display
	}
	return p
}

// NamesWanted are the spellings under which people are to be looked for whom the request names without an id.
func (r IdentityRequest) NamesWanted() []string {
	return WorkItem{Requester: r.Requester, Target: r.Target}.NamesWanted()
}
