package iiq

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// placed serves users by place; change is called before each page, with the number of the page.
func placed(all *[]int, cap int, change func(page int)) http.HandlerFunc {
	page := 0
	return func(w http.ResponseWriter, r *http.Request) {
		page++
		if change != nil {
			change(page)
		}
		start, _ := strconv.Atoi(r.URL.Query().Get("startIndex"))
		count, _ := strconv.Atoi(r.URL.Query().Get("count"))
		from := min(start-1, len(*all))
		some := (*all)[from:min(from+min(count, cap), len(*all))]
		users := make([]string, len(some))
		for n, u := range some {
			users[n] = userJSON(u)
		}
		fmt.Fprint(w, listOf(fmt.Sprintf(`"totalResults":%d,`, len(*all)), users...))
	}
}

func people(from, to int) []int {
	var all []int
	for n := from; n <= to; n++ {
		all = append(all, n)
	}
	return all
}

// read gives the names of everybody whom AllIdentities tells of, sorted, each as often as it was told.
func readNames(t *testing.T, c *Client, limit int) ([]string, error) {
	t.Helper()
	var names []string
	certain, err := c.AllIdentities(t.Context(), limit, func(page []approvals.Identity, _ time.Time) error {
		for _, i := range page {
			names = append(names, i.Name)
		}
		return nil
	})
	if certain {
		t.Error("a list by place is told to be certain")
	}
	slices.Sort(names)
	return names, err
}

func TestSCIMPagesThatMove(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		cap    int
		change func(all *[]int) func(page int)
		// missing may be left out; nobody else.
		missing []int
	}{
		"nothing moves":           {cap: 100},
		"fewer a page than asked": {cap: 3},
		"exactly full pages":      {cap: 5},
		"somebody leaves in front": {cap: 10, change: func(all *[]int) func(int) {
			return at(2,
				func() { *all = slices.Delete(*all, 0, 1) })
		}},
		"several leave in front": {cap: 10, change: func(all *[]int) func(int) {
			return at(2,
				func() { *all = slices.Delete(*all, 0, 4) })
		}},
		"somebody comes in front": {cap: 10, change: func(all *[]int) func(int) {
			return at(2,
				func() { *all = slices.Insert(*all, 0, 90) })
		}},
		"a whole page comes before": {cap: 10, change: func(all *[]int) func(int) {
			return at(2,
				func() { *all = slices.Insert(*all, 0, people(80, 89)...) })
		}},
		"one goes and one comes": {cap: 10, missing: []int{11}, change: func(all *[]int) func(int) {
			return at(2, func() { *all = append(slices.Delete(*all, 0, 1), 99) })
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all := people(1, 25)
			var change func(int)
			if tt.change != nil {
				change = tt.change(&all)
			}
			c, _ := clientOf(t, placed(&all, tt.cap, change), scim)
			got, err := readNames(t, c, 10)
			if err != nil {
				t.Fatal(err)
			}
			for n := 1; n <= 25; n++ {
				if !slices.Contains(got, fmt.Sprintf("p%d", n)) && !slices.Contains(tt.missing, n) {
					t.Errorf("p%d is left out of %v", n, got)
				}
			}
		})
	}
}

func at(page int, do func()) func(int) {
	return func(n int) {
		if n == page {
			do()
		}
	}
}

func TestSCIMPagesThatMakeNoSense(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]http.HandlerFunc{
		"the same page for ever":  says(200, listOf(`"totalResults":1000,`, userJSON(1), userJSON(2))),
		"empty before the end":    says(200, listOf(`"totalResults":1000,`)),
		"no list at all":          says(200, `{"schemas":[]}`),
		"a page of a proxy":       says(200, `<html>sign in</html>`),
		"total is no number":      says(200, `{"totalResults":"many","Resources":[]}`),
		"total is negative":       says(200, `{"totalResults":-1,"Resources":[]}`),
		"Resources is an object":  says(200, `{"totalResults":1,"Resources":{"id":1}}`),
		"Resources twice":         says(200, `{"totalResults":1,"Resources":[],"Resources":[]}`),
		"a user without an id":    says(200, listOf(`"totalResults":1,`, `{"userName":"x","active":true}`)),
		"a user who is a text":    says(200, listOf(`"totalResults":1,`, `"x"`)),
		"something after the end": says(200, listOf(`"totalResults":0,`)+"x"),
		"404":                     says(404, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404"}`),
		"server error":            says(500, ""),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, f := clientOf(t, answer, scim)
			if _, err := readNames(t, c, 10); !errors.Is(err, approvals.ErrIIQBroken) {
				t.Errorf("got %v, want %v", err, approvals.ErrIIQBroken)
			}
			if n := len(f.seen()); n > 30 {
				t.Errorf("%d calls, want at most 30", n)
			}
		})
	}
}

func TestSCIMPagesWithoutATotal(t *testing.T) {
	t.Parallel()
	c, _ := clientOf(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Query().Get("startIndex") {
		case "1":
			fmt.Fprint(w, listOf("", userJSON(1), userJSON(2)))
		case "3":
			fmt.Fprint(w, listOf("", userJSON(3)))
		default:
			fmt.Fprint(w, listOf(""))
		}
	}, scim)
	if got, err := readNames(t, c, 2); err != nil || !slices.Equal(got, []string{"p1", "p2", "p3"}) {
		t.Errorf("got %v, %v, want p1, p2 and p3", got, err)
	}
}

func TestSCIMEmptyPagesInTheMiddle(t *testing.T) {
	t.Parallel()
	all := people(1, 30)
	hidden := placed(&all, 10, nil)
	c, _ := clientOf(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("startIndex") == "11" {
			fmt.Fprint(w, listOf(`"totalResults":30,`))
			return
		}
		hidden(w, r)
	}, scim)
	if got, err := readNames(t, c, 10); err != nil || len(got) != 20 {
		t.Errorf("%d people, %v, want 20", len(got), err)
	}
}

// Some servers give as totalResults how many people the page has. Everybody is read all the same.
func TestSCIMTotalOfThePageAlone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		all, cap, limit int
		everything      bool
	}{
		"full pages":                      {all: 250, cap: 100, limit: 100},
		"pages shorter than asked for":    {all: 130, cap: 50, limit: 100},
		"exactly one page":                {all: 100, cap: 100, limit: 100},
		"less than a page":                {all: 30, cap: 100, limit: 100},
		"few people":                      {all: 3, cap: 100, limit: 100},
		"nobody":                          {all: 0, cap: 100, limit: 100},
		"the whole list at every place":   {all: 40, cap: 100, limit: 100, everything: true},
		"the whole list, a page of a few": {all: 9, cap: 100, limit: 100, everything: true},
	} {
		everybody := people(1, c.all)
		calls := 0
		client, _ := clientOf(t, func(w http.ResponseWriter, r *http.Request) {
			calls++
			start, _ := strconv.Atoi(r.URL.Query().Get("startIndex"))
			count, _ := strconv.Atoi(r.URL.Query().Get("count"))
			from := min(start-1, len(everybody))
			some := everybody[from:min(from+min(count, c.cap), len(everybody))]
			if c.everything {
				some = everybody
			}
			users := make([]string, len(some))
			for n, u := range some {
				users[n] = userJSON(u)
			}
			fmt.Fprint(w, listOf(fmt.Sprintf(`"totalResults":%d,`, len(some)), users...))
		}, scim)
		names, err := readNames(t, client, c.limit)
		if got := len(slices.Compact(names)); err != nil || got != c.all {
			t.Errorf("%s: read %d people, %v, want %d", name, got, err, c.all)
		}
		if most := c.all/c.cap + 3; calls > most {
			t.Errorf("%s: %d calls, want %d at most", name, calls, most)
		}
	}
}
