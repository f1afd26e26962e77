package iiqsim

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func filterItems() []*WorkItem {
	return []*WorkItem{
		{ID: "a1", Name: "0000000001", Type: "Approval", Created: 1000, OwnerID: "o1", Level: "High"},
		{ID: "a2", Name: "0000000002", Type: "Approval", Created: 2000, Modified: 5000, OwnerID: "o2", Description: `say "hi" \ ü`},
		{ID: "b1", Name: "0000000003", Type: "Form", Created: 3000, Modified: 3000, State: "Finished", OwnerID: "o1", Reminders: 3},
	}
}

func filterStore() *store {
	s := newStore(1)
	s.identities.put(&Identity{ID: "o1", Name: "Sam.Okoye"})
	s.identities.put(&Identity{ID: "o2", Name: "Ada.Mensah", Inactive: true})
	s.items.load(filterItems())
	return s
}

func TestFilterOnItems(t *testing.T) {
	t.Parallel()
	s := filterStore()
	for filter, want := range map[string]string{
		``:                                   "a1 a2 b1",
		`id == "a1"`:                         "a1",
		`id=="a1"`:                           "a1",
		`id != "a1"`:                         "a2 b1",
		`id > "a1"`:                          "a2 b1",
		`id >= "a2" && id < "b1"`:            "a2",
		`(id <= "a1" || type == "Form")`:     "a1 b1",
		`id.in({"a2","b1","zz"})`:            "a2 b1",
		`name.in({"0000000003"})`:            "b1",
		`type i== "approval"`:                "a1 a2",
		`type == "approval"`:                 "",
		`type.startsWith("App")`:             "a1 a2",
		`!( type == "Form" )`:                "a1 a2",
		`!modified.isNull()`:                 "a2 b1",
		`! modified.isNull()`:                "a2 b1",
		`!id.in({"a1"}) && !( type=="Form")`: "a2",
		`!type.startsWith("App")`:            "b1",
		`modified.isNull()`:                  "a1",
		`modified.notNull()`:                 "a2 b1",
		`modified >= DATE$5000`:              "a2",
		`modified > DATE$5000`:               "",
		`created <= DATE$2000`:               "a1 a2",
		`created == DATE$2000`:               "a2",
		`owner.name == "Sam.Okoye"`:          "a1 b1",
		`owner.id == "o2"`:                   "a2",
		`requester.id.isNull()`:              "a1 a2 b1",
		`reminders >= 3`:                     "b1",
		`reminders == 0`:                     "a1 a2",
		`state.isNull() || state=="Bogus"`:   "a1 a2",
		`description == "say \"hi\" \\ ü"`:   "a2",
		`description == "say \u0022hi\" x"`:  "",
		// What is absent compares neither way, as in SQL.
		`modified < DATE$9999`:      "a2 b1",
		`!(modified < DATE$9999)`:   "",
		`level != "High"`:           "",
		`!(level == "High")`:        "",
		`level.in({"High","None"})`: "a1",
		// `&&` binds tighter than `||`.
		`id == "a1" || id == "a2" && type == "Form"`:                                                 "a1",
		`(id == "a1" || id == "a2") && type == "Form"`:                                               "",
		`((modified.notNull() && modified>=DATE$3000) || (modified.isNull() && created>=DATE$1000))`: "a1 a2 b1",
		`((modified.notNull() && modified>=DATE$4000) || (modified.isNull() && created>=DATE$1001))`: "a2",
	} {
		q, err := readQuery(map[string][]string{"filter": {filter}}, workItemColumns(s), Settings{}.withDefaults(), nil, nil)
		if err != nil {
			t.Errorf("%s: %v", filter, err)
			continue
		}
		var got []string
		for _, w := range s.items.run(q, nil) {
			got = append(got, w.ID)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", filter, got, want)
		}
	}
}

func TestFilterRefused(t *testing.T) {
	t.Parallel()
	s := filterStore()
	for _, filter := range []string{
		`id`, `id ==`, `== "a"`, `id = "a"`, `id === "a"`, `id == a`, `id == 'a'`, `id == "a`, `id == "a\x"`, `id == "a\`, `id == "\u12"`,
		`id == "a" &&`, `&& id == "a"`, `id == "a" & id == "b"`, `id == "a" id == "b"`, `(id == "a"`, `id == "a")`, `()`, `!id == "a"`,
		`!id`, `! id == "a"`, `!!(id == "a")x`, `!`, `id.in()`, `id.in({})`, `id.in({"a"`, `id.in({"a",})`,
		`id.in("a")`, `id.in({"a"}`, `id.isNull`, `id.isNull(`,
		`id.contains("a")`, `id.isNull("a")`, `isNull()`, `id.startsWith()`, `id.startsWith(5)`, `created > DATE$`, `created > DATE$x`,
		`created > DATE$5x`, `created > "2026-01-01"`, `created > 5`, `created i== DATE$5`, `id > 5`, `id == true`, `reminders == "3"`,
		`reminders == 3.5`, `reminders == -`, `nothing == "a"`, `active == true`, `owner == "a"`, `owner.x == "a"`, `id == null`,
		`id == "a" ; drop`, "id == \"a\nb\"", "id == \"\xff\"", `id == 99999999999999999999`, `Id == "a"`,
		strings.Repeat("(", 51) + `id == "a"` + strings.Repeat(")", 51), `id.in({` + strings.Repeat(`"a",`, 1000) + `"a"})`,
	} {
		if _, err := readQuery(map[string][]string{"filter": {filter}}, workItemColumns(s), Settings{}.withDefaults(), nil,
			nil); err == nil {
			t.Errorf("%.80s: was taken", filter)
		}
	}
	if _, err := readQuery(map[string][]string{"filter": {`inactive > true`}}, identityColumns(s), Settings{}.withDefaults(), nil, nil); err == nil {
		t.Error("an order of booleans was taken")
	}
}

// genFilter draws filters that are well formed for work items.
func genFilter(depth int) *rapid.Generator[string] {
	leaf := rapid.Custom(func(t *rapid.T) string {
		id := rapid.SampledFrom([]string{"i0", "i1", "i2", "i3", "i4", "i5", "zz"})
		at := rapid.IntRange(0, 9)
		op := rapid.SampledFrom([]string{"==", "!=", "<", "<=", ">", ">="})
		return rapid.OneOf(
			rapid.Custom(func(t *rapid.T) string { return fmt.Sprintf("id %s %q", op.Draw(t, "op"), id.Draw(t, "id")) }),
			rapid.Custom(func(t *rapid.T) string { return fmt.Sprintf("id.in({%q,%q})", id.Draw(t, "id"), id.Draw(t, "id")) }),
			rapid.Custom(func(t *rapid.T) string { return fmt.Sprintf("name == %q", "n"+id.Draw(t, "id")) }),
			rapid.Custom(func(t *rapid.T) string { return fmt.Sprintf("created %s DATE$%d", op.Draw(t, "op"), at.Draw(t, "at")) }),
			rapid.Custom(func(t *rapid.T) string { return fmt.Sprintf("modified %s DATE$%d", op.Draw(t, "op"), at.Draw(t, "at")) }),
			rapid.SampledFrom([]string{"modified.isNull()", "modified.notNull()", "!modified.isNull()", `type == "Form"`}),
		).Draw(t, "leaf")
	})
	if depth == 0 {
		return leaf
	}
	below := genFilter(depth - 1)
	return rapid.OneOf(leaf,
		rapid.Custom(func(t *rapid.T) string { return "!( " + below.Draw(t, "part") + " )" }),
		rapid.Custom(func(t *rapid.T) string {
			return "( " + below.Draw(t, "left") + rapid.SampledFrom([]string{" && ", " || "}).Draw(t, "sign") + below.Draw(t, "right") +
				" )"
		}),
	)
}

// The indexes must give what looking at every row gives, in every order and for every page, also after changes.
func TestIndexesAgreeWithLookingAtAll(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := newStore(1)
		for i := range 6 {
			s.items.put(&WorkItem{
				ID: fmt.Sprintf("i%d", i), Name: fmt.Sprintf("ni%d", i), Created: rapid.Int64Range(1, 9).Draw(t, "created"),
				Modified: rapid.Int64Range(0, 9).Draw(t, "modified"), Type: rapid.SampledFrom([]string{"Form", "Approval"}).Draw(t, "type"),
			})
		}
		if changed, ok := s.items.get(rapid.SampledFrom([]string{"i0", "i3", "i5"}).Draw(t, "changed")); ok {
			changed.Modified = rapid.Int64Range(1, 9).Draw(t, "again")
			s.items.put(changed)
		}
		s.items.remove(rapid.SampledFrom([]string{"i1", "i4", "none"}).Draw(t, "removed"))
		checkPages(t, s, genFilter(3).Draw(t, "filter"))
	})
}

func checkPages(t *rapid.T, s *store, filter string) {
	order := rapid.SampledFrom([]string{"", "id", "-id", "created", "-modified,id", "type,-created"}).Draw(t, "order")
	size := rapid.IntRange(1, 7).Draw(t, "size")
	values := map[string][]string{"filter": {filter}, "orderby": {order}, "limit": {fmt.Sprint(size)}}
	var paged []string
	for offset := 0; ; offset += size {
		values["offset"] = []string{fmt.Sprint(offset)}
		q, err := readQuery(values, workItemColumns(s), Settings{}.withDefaults(), nil, nil)
		if err != nil {
			t.Fatalf("%s: %v", filter, err)
		}
		page := s.items.run(q, nil)
		for _, w := range page {
			paged = append(paged, w.ID)
		}
		if len(page) < size {
			break
		}
	}
	node, _ := parseFilter(filter)
	passes, _ := bind(node, workItemColumns(s))
	var all []string
	for _, w := range s.items.ids {
		if passes(w) == isTrue {
			all = append(all, w.ID)
		}
	}
	if order == "" || order == "id" {
		if !slices.Equal(paged, all) {
			t.Fatalf("%s by %q: %v, want %v", filter, order, paged, all)
		}
		return
	}
	slices.Sort(paged)
	if !slices.Equal(paged, all) {
		t.Fatalf("%s by %q: %v, want in any order %v", filter, order, paged, all)
	}
}

func FuzzFilter(f *testing.F) {
	for _, seed := range []string{
		`id == "a"`, `((modified.notNull() && modified>=DATE$5) || (modified.isNull() && created>=DATE$5))`, `id.in({"a","b"})`, `!(id i== "x\"\\")`,
		`a.b.c.startsWith("\u00e9")`, `x == -5`, `(((`,
	} {
		f.Add(seed)
	}
	s := filterStore()
	f.Fuzz(func(t *testing.T, src string) {
		node, err := parseFilter(src)
		if err != nil {
			return
		}
		passes, err := bind(node, workItemColumns(s))
		if err != nil {
			return
		}
		for _, w := range s.items.ids {
			if got := passes(w); got < isFalse || got > isTrue {
				t.Fatalf("%q: %v, want got at least %v and got at most %v", src, got, isFalse, isTrue)
			}
		}
		if strings.Count(src, `"`)%2 == 1 && !strings.Contains(src, `\`) {
			t.Fatalf("%q: a string without an end was taken", src)
		}
	})
}
