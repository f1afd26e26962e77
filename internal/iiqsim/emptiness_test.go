package iiqsim_test

import (
	"testing"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// counts gives how much each list tells, by its name.
func (b *bench) counts() map[string]int {
	members := b.get("/object/workgroup/" + b.id("Desk") + "/members")
	users, _ := b.scim("")
	return map[string]int{
		"work items":        len(b.xml(b.get("/object/WorkItem")).Children),
		"identity requests": len(b.xml(b.get("/object/IdentityRequest")).Children),
		"identities":        len(b.objects(b.get("/table/Identity"))),
		"entities":          len(b.objects(b.get("/table/CertificationEntity"))),
		"users":             len(users.Resources),
		"members":           len(b.xml(members).Children),
	}
}

func TestEmptyListsAreWellFormedAndEnd(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	w := b.item(iiqsim.ItemSpec{Template: "role", Owner: "Sam.Okoye", Target: "Dana.Reyes", Requester: "Lee.Quinn"})
	b.review(iiqsim.ReviewSpec{})
	before := b.counts()
	for what, n := range before {
		if n == 0 {
			t.Fatalf("no %s to begin with", what)
		}
	}
	for _, step := range []struct {
		set   func(bool)
		empty func(what string) bool
	}{
		{b.SetListsEmpty, func(what string) bool { return what != "members" }},
		{b.SetMembersEmpty, func(what string) bool { return what == "members" }},
		{func(on bool) { b.simOK("PUT", "/lists-empty", dict{"empty": on}, nil) }, func(what string) bool { return what != "members" }},
		{func(on bool) { b.simOK("PUT", "/members-empty", dict{"empty": on}, nil) }, func(what string) bool { return what == "members" }},
	} {
		step.set(true)
		for what, n := range b.counts() {
			if want := before[what]; step.empty(what) && n != 0 || !step.empty(what) && n != want {
				t.Errorf("%s: %d of %d told", what, n, want)
			}
		}
		if a := b.get("/object/WorkItem/" + w.ID); a.status != 200 {
			t.Errorf("by id: %d, want 200", a.status)
		}
		step.set(false)
		for what, n := range b.counts() {
			if n != before[what] {
				t.Errorf("%s afterwards: %d of %d, want n %v", what, n, before[what], before[what])
			}
		}
	}
}

func TestOneGroupAloneCanBeEmpty(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	other, err := b.AddWorkgroup("Other", "Other", b.id("Sam.Okoye"))
	if err != nil {
		t.Fatal(err)
	}
	told := func(group string) int { return len(b.xml(b.get("/object/workgroup/" + group + "/members")).Children) }
	desk := told(b.id("Desk"))
	b.SetGroupsEmpty(other.ID)
	if told(other.ID) != 0 || told(b.id("Desk")) != desk {
		t.Errorf("%d members of one, %d of the other, want told 0 and told %v", told(other.ID), told(b.id("Desk")), desk)
	}
	b.SetMembersEmpty(true)
	if told(other.ID) != 0 || told(b.id("Desk")) != 0 {
		t.Errorf("of all: %d and %d, want told 0 and told 0", told(other.ID), told(b.id("Desk")))
	}
	b.SetMembersEmpty(false)
	if told(other.ID) != 0 {
		t.Errorf("%d members of the one while it alone is empty, want 0", told(other.ID))
	}
	b.SetGroupsEmpty()
	if told(other.ID) != 1 || told(b.id("Desk")) != desk {
		t.Errorf("afterwards: %d and %d, want told 1 and told %v", told(other.ID), told(b.id("Desk")), desk)
	}
}
