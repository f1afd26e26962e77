package iiqsim_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// crowd is 100,000 identities and 100,000 work items.
func crowd(b *testing.B) *bench {
	s := start(b, iiqsim.Options{})
	s.ok(s.Populate(100_000))
	specs := make([]iiqsim.ItemSpec, 100_000)
	for i := range specs {
		specs[i] = iiqsim.ItemSpec{
			Template: iiqsim.TemplateRole, Owner: fmt.Sprintf("person.%06d", i%1000+1), Target: fmt.Sprintf("person.%06d", i+1),
			Item: iiqsim.WorkItem{Created: 1767000000000 + int64(i)},
		}
	}
	if _, err := s.AddMany(specs); err != nil {
		b.Fatal(err)
	}
	return s
}

func BenchmarkLists(b *testing.B) {
	s := crowd(b)
	ids := attrs(s.xml(s.get("/object/WorkItem", "limit", "1000", "orderby", "id")).all("WorkItem"), "id")
	in := `id.in({"` + ids[3] + `"`
	for _, id := range ids[4:103] {
		in += `,"` + id + `"`
	}
	for _, c := range []struct {
		name, path string
		params     []string
	}{
		{"items by id, a page of 1000", "/object/WorkItem", []string{"filter", `id > "` + ids[900] + `"`, "orderby", "id", "limit", "1000"}},
		{"items in 100 ids", "/object/WorkItem", []string{"filter", in + "})"}},
		{"quiet poll", "/object/WorkItem", []string{"filter", `((modified.notNull() && modified>=DATE$1767000200000) || (modified.isNull() && created>=DATE$1767000200000))`}},
		{"identities by id, a page of 1000", "/table/Identity", []string{"attributes", "id,name,email,inactive", "filter", `id > "7f000001" && inactive == false`, "orderby", "id", "limit", "1000"}},
		{"identity by email", "/table/Identity", []string{"filter", `email i== "PERSON.050000@example.com"`}},
		{"items by created, page 50 of 1000", "/object/WorkItem", []string{"orderby", "created", "offset", "50000", "limit", "1000"}},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if a := s.get(c.path, c.params...); a.status != 200 {
					b.Fatalf("%d %s, want 200", a.status, a.body)
				}
			}
		})
	}
}

func BenchmarkFill(b *testing.B) {
	for b.Loop() {
		crowd(b)
	}
}

func BenchmarkChangesAmongMany(b *testing.B) {
	s := crowd(b)
	open := s.OpenItems()
	for n := 0; b.Loop(); n++ {
		s.clock.advance(time.Millisecond)
		s.ok(s.Forward(open[n%len(open)].ID, "person.000007"))
	}
}
