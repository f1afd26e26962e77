package approvals

import (
	"strings"
	"testing"
)

// Nobody decides a request by or for themselves, however IIQ refers to them; and no request of others is kept from them
// since its people are given by name.
func TestWhoIsPartyToAnItem(t *testing.T) {
	t.Parallel()
	me := Identity{ID: "7f01", Name: "Léa.Okoye", Display: "Léa Okoye"}
	other := Identity{ID: "7f02", Name: "Lee.Quinn", Display: "Lee Quinn"}
	third := Ref{ID: "7f03", Name: "Dana.Reyes"}
	known := []Identity{me, other}
	spelled := map[string]func(Identity) Ref{
		"id":                    func(i Identity) Ref { return Ref{ID: i.ID} },
		"id and name":           func(i Identity) Ref { return Ref{ID: i.ID, Name: i.Name} },
		"name":                  func(i Identity) Ref { return Ref{Name: i.Name} },
		"id as a name":          func(i Identity) Ref { return Ref{Name: i.ID} },
		"display name":          func(i Identity) Ref { return Ref{Display: i.Display} },
		"display name for name": func(i Identity) Ref { return Ref{Name: i.Display} },
		"another case":          func(i Identity) Ref { return Ref{Name: strings.ToUpper(i.Name)} },
		"blanks around":         func(i Identity) Ref { return Ref{Name: " " + i.Name + "\u00a0"} },
		"decomposed letters":    func(i Identity) Ref { return Ref{Name: strings.ReplaceAll(i.Name, "é", "e\u0301")} },
		"missing":               func(Identity) Ref { return Ref{} },
	}
	// What the identity request tells of the same person.
	asked := map[string]func(Identity) Ref{
		"tells nothing":        func(Identity) Ref { return Ref{} },
		"tells the id":         func(i Identity) Ref { return Ref{ID: i.ID, Display: i.Display} },
		"tells a display name": func(i Identity) Ref { return Ref{Display: i.Display} },
	}
	for _, role := range []string{"requester", "target"} {
		for spelling, ref := range spelled {
			for answer, tell := range asked {
				for _, who := range []Identity{me, other} {
					w := WorkItem{Type: TypeApproval, Requester: third, Target: third}
					r := IdentityRequest{}
					if role == "requester" {
						w.Requester, r.Requester = ref(who), tell(who)
					} else {
						w.Target, r.Target = ref(who), tell(who)
					}
					want := PartyOther
					switch {
					case spelling == "missing" && answer == "tells nothing",
						spelling == "id as a name" && answer != "tells the id" && who.ID != me.ID:
						want = PartyUnknown
					case who.ID == me.ID:
						want = PartySelf
					}
					got := w.Asked(r, known)
					if got := got.PartyTo(me); got != want {
						t.Errorf("%s by %s, the request %s, who is %s: got %s, want %s", role, spelling, answer, who.Name, got, want)
					}
					if got := w.PartyTo(me); who.ID == me.ID && got == PartyOther {
						t.Errorf("%s by %s, before anybody was asked: got %s, want anything else", role, spelling, got)
					}
				}
			}
		}
	}
}

func TestOddPeople(t *testing.T) {
	t.Parallel()
	me := Identity{ID: "7f01", Name: "Sam.Okoye", Display: "Sam Okoye"}
	namesake := Identity{ID: "7f02", Name: "Sam.Okoye2", Display: "Sam Okoye"}
	lee := Ref{ID: "7f03"}
	byDisplay := WorkItem{Requester: Ref{Name: "Sam Okoye"}, Target: lee}
	if got := byDisplay.Asked(IdentityRequest{}, []Identity{namesake}).PartyTo(me); got != PartySelf {
		t.Errorf("a namesake by their display name, and oneself is not found: got %s, want %s", got, PartySelf)
	}
	for name, c := range map[string]struct {
		w    WorkItem
		r    IdentityRequest
		want PartyRelation
	}{
		"a namesake by their display name": {WorkItem{Requester: Ref{Name: "Sam Okoye"}, Target: lee}, IdentityRequest{}, PartySelf},
		"a namesake, and the request tells who": {WorkItem{Requester: Ref{Name: "Sam Okoye"}, Target: lee},
			IdentityRequest{Requester: Ref{ID: namesake.ID}}, PartyOther},
		"the own name, and the request tells of another": {WorkItem{Requester: Ref{Name: "Sam.Okoye"}, Target: lee},
			IdentityRequest{Requester: Ref{ID: namesake.ID}}, PartySelf},
		"another by id, and the request tells of oneself": {WorkItem{Requester: lee, Target: lee},
			IdentityRequest{Requester: Ref{ID: me.ID}}, PartySelf},
		"a role that is changed":                    {WorkItem{Requester: lee, TargetIsThing: true}, IdentityRequest{}, PartyOther},
		"a role, as the request tells":              {WorkItem{Requester: lee}, IdentityRequest{TargetIsThing: true}, PartyOther},
		"a stranger":                                {WorkItem{Requester: Ref{Name: "S. Okoye"}, Target: lee}, IdentityRequest{}, PartyUnknown},
		"the request's odd display name is oneself": {WorkItem{Requester: Ref{}, Target: lee}, IdentityRequest{Requester: Ref{Display: "SAM  OKOYE"}}, PartySelf},
	} {
		if got := c.w.Asked(c.r, []Identity{namesake, me}).PartyTo(me); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}
