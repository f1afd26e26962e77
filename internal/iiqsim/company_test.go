package iiqsim_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

func TestCompanyIsTheSameForASeed(t *testing.T) {
	t.Parallel()
	if !reflect.DeepEqual(iiqsim.Company(5, 120), iiqsim.Company(5, 120)) {
		t.Error("the same seed gives another company")
	}
	if reflect.DeepEqual(iiqsim.Company(5, 120).People, iiqsim.Company(6, 120).People) {
		t.Error("another seed gives the same company")
	}
}

func TestCompanyIsBelievable(t *testing.T) {
	t.Parallel()
	p := iiqsim.Company(1, 0)
	if len(p.People) != iiqsim.DefaultCompanySize {
		t.Fatalf("%d people, want %v", len(p.People), iiqsim.DefaultCompanySize)
	}
	ids, mails, departments, reports := map[string]bool{}, map[string]bool{}, map[string]int{}, map[string]int{}
	accented, apostrophes, double := 0, 0, 0
	for _, i := range p.People {
		if ids[i.ID] || mails[i.Email] || len(i.ID) != 32 {
			t.Errorf("%s has the id or the address of another", i.Name)
		}
		ids[i.ID], mails[i.Email] = true, true
		departments[i.Department]++
		reports[i.ManagerID]++
		local, domain, _ := strings.Cut(i.Email, "@")
		if domain != "example.com" || strings.Trim(local, "abcdefghijklmnopqrstuvwxyz0123456789-.") != "" ||
			strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") {
			t.Errorf("address %s of %s, want a plain local part at example.com", i.Email, i.DisplayName)
		}
		accented += boolInt(len([]rune(i.DisplayName)) != len(i.DisplayName))
		apostrophes += boolInt(strings.Contains(i.LastName, "'"))
		double += boolInt(strings.ContainsAny(i.LastName, " -"))
	}
	if accented < 50 || apostrophes < 3 || double < 5 || len(departments) < 10 {
		t.Errorf("%d accented, %d with an apostrophe, %d double, departments %v, want 50, 3, 5 and 10 departments at least",
			accented, apostrophes, double, departments)
	}
	for _, i := range p.People[1:] {
		if !ids[i.ManagerID] || i.ManagerID == i.ID {
			t.Errorf("%s has the manager %q, want somebody else of the company", i.Name, i.ManagerID)
		}
	}
	if len(reports) < 20 || len(reports) > 150 {
		t.Errorf("%d people lead others, want a length of at least 20 and a length of at most 150", len(reports))
	}
	nested := 0
	for _, g := range p.Workgroups {
		for _, m := range g.Members {
			nested += boolInt(!ids[m])
		}
		if len(g.Members) == 0 {
			t.Errorf("nobody in %s, want a length other than 0", g.Name)
		}
	}
	if nested != 1 {
		t.Errorf("%d nested groups, want 1", nested)
	}
	if p.People[1].DisplayName != "Sam Okoye" || p.People[2].ManagerID != p.People[1].ID {
		t.Errorf("the people of the examples: %+v, want Sam Okoye second, who manages the third", p.People[:4])
	}
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// No letter of a name may be lost in its login.
func TestLoginsKeepEveryLetter(t *testing.T) {
	t.Parallel()
	for _, i := range iiqsim.Company(2, 3000).People {
		letters := strings.NewReplacer(" ", "", "'", "", "-", "").Replace(i.DisplayName)
		login := strings.NewReplacer(".", "", "-", "").Replace(i.Name)
		if len(login) < len([]rune(letters)) {
			t.Fatalf("%s logs in as %s, want a name with all its letters, %q", i.DisplayName, i.Name, letters)
		}
	}
}

func TestRandomRequests(t *testing.T) {
	t.Parallel()
	b := start(t, iiqsim.Options{})
	p := iiqsim.Company(1, 300)
	b.ok(b.Load(p))
	rng := rand.New(rand.NewPCG(1, 1))
	kinds := map[string]int{}
	for range 500 {
		w, err := b.AddWorkItem(p.RandomRequest(rng))
		b.ok(err)
		if w.OwnerID == w.RequesterID || w.OwnerID == w.TargetID {
			t.Errorf("%s owns what they ask for: %+v, want OwnerID other than %v and OwnerID other than %v",
				w.OwnerID, w, w.RequesterID, w.TargetID)
		}
		owner := b.must(b.Identity(w.OwnerID))
		kinds["group"] += boolInt(owner.Workgroup)
		kinds["self"] += boolInt(w.RequesterID == w.TargetID)
		kinds["role"] += boolInt(w.Lines[0].Application == "IIQ")
		kinds["due"] += boolInt(w.Expiration != 0)
		kinds["violation"] += boolInt(w.Violations != nil)
		kinds["esign"] += boolInt(w.ESign != "")
		kinds["removal"] += boolInt(w.Lines[0].Operation == "Remove")
		kinds["several"] += boolInt(len(w.Lines) > 1)
	}
	for _, kind := range []string{"group", "self", "role", "due", "violation", "esign", "removal", "several"} {
		if kinds[kind] == 0 || kinds[kind] == 500 {
			t.Errorf("%d of 500 are %s, want kinds[kind] other than 0 and kinds[kind] other than 500", kinds[kind], kind)
		}
	}
	one, two := p.RandomRequest(rand.New(rand.NewPCG(7, 7))), p.RandomRequest(rand.New(rand.NewPCG(7, 7)))
	if !reflect.DeepEqual(one, two) {
		t.Error("the same dice give another request")
	}
}

func TestSmallestCompany(t *testing.T) {
	t.Parallel()
	b := start(t, iiqsim.Options{})
	p := iiqsim.Company(1, 1)
	b.ok(b.Load(p))
	if len(p.People) != 4 {
		t.Errorf("%d people, want 4", len(p.People))
	}
	if err := b.Load(p); err == nil {
		t.Error("the same company twice")
	}
}

func TestPopulateAndAddMany(t *testing.T) {
	t.Parallel()
	b := start(t, iiqsim.Options{})
	b.ok(b.Populate(2000))
	specs := make([]iiqsim.ItemSpec, 2000)
	for i := range specs {
		specs[i] = iiqsim.ItemSpec{
			Template: iiqsim.TemplateRole, Owner: fmt.Sprintf("person.%06d", i%100+1), Target: fmt.Sprintf("person.%06d", i+1),
		}
	}
	made, err := b.AddMany(specs)
	if err != nil || len(made) != 2000 {
		t.Fatalf("%d made, %v, want 2000", len(made), err)
	}
	page := b.xml(b.get("/object/WorkItem", "filter", `owner.name == "person.000007"`, "limit", "1000", "orderby", "name")).all("WorkItem")
	if len(page) != 20 || page[0].attr("name") != "0000000007" {
		t.Errorf("%d items of one owner", len(page))
	}
	b.ok(b.Forward(made[0].ID, "person.000007"))
	if _, err := b.AddMany([]iiqsim.ItemSpec{{Owner: "person.000001"}, {Owner: "nobody"}}); err == nil {
		t.Error("an unknown owner was taken")
	}
	if n := len(b.OpenItems()); n != 2001 {
		t.Errorf("%d open, want 2001", n)
	}
}
