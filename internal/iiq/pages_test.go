package iiq

import (
	"errors"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/iiq-approvals/bot/internal/approvals"
)

var afterInFilter = regexp.MustCompile(`id > "([^"]*)"`)

// store answers WorkItem lists from ids, by `id > last` in the order of the ids; before runs ahead of each answer.
type store struct {
	ids    []string
	cap    int
	before func(page int)
	pages  int
	// tooLargeOver makes a page of more objects than this unreadably large.
	tooLargeOver int
}

func (s *store) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.pages++
	if s.before != nil {
		s.before(s.pages)
	}
	if r.URL.Query().Get("orderby") != "id" {
		http.Error(w, "no order", http.StatusBadRequest)
		return
	}
	limit, _ := strconv.Atoi(r.URL.Query().Get("limit"))
	if s.cap > 0 {
		limit = min(limit, s.cap)
	}
	after := ""
	if m := afterInFilter.FindStringSubmatch(r.URL.Query().Get("filter")); m != nil {
		after = m[1]
	}
	ids := slices.Clone(s.ids)
	slices.Sort(ids)
	ids = slices.DeleteFunc(ids, func(id string) bool { return id <= after })
	ids = ids[:min(limit, len(ids))]
	if s.tooLargeOver > 0 && len(ids) > s.tooLargeOver {
		_, _ = io.WriteString(w, "<List>"+strings.Repeat(" ", 1<<20)+"</List>")
		return
	}
	items := make([]string, len(ids))
	for i, id := range ids {
		items[i] = itemXML(id)
	}
	_, _ = io.WriteString(w, listXML(items...))
}

func someIDs(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = hexOf(i * 7)
	}
	return ids
}

func collect(t testing.TB, c *Client) []string {
	t.Helper()
	var got []string
	err := c.WorkItemsChangedSince(t.Context(), time.Time{}, []approvals.ItemType{"Approval"}, func(page []approvals.WorkItem) error {
		for _, w := range page {
			got = append(got, w.ID)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// withoutEnd takes the two ends out of a filter for changes, after it has made sure that they are a week from now.
func withoutEnd(t *testing.T, filter string) string {
	t.Helper()
	end := regexp.MustCompile(` && (?:modified|created) <= DATE\$(\d+)`)
	ends := end.FindAllStringSubmatch(filter, -1)
	for _, e := range ends {
		ms, err := strconv.ParseInt(e[1], 10, 64)
		if ahead := time.Until(time.UnixMilli(ms)); err != nil || ahead < 6*24*time.Hour || ahead > 8*24*time.Hour+time.Hour {
			t.Errorf("an end is %s ahead, want a week", ahead)
		}
	}
	if len(ends) != 2 {
		t.Errorf("%d ends in %s, want 2", len(ends), filter)
	}
	return end.ReplaceAllString(filter, "")
}

func TestChangedSinceAsksForNewAndChanged(t *testing.T) {
	t.Parallel()
	c, f := clientOf(t, says(200, listXML()), func(cfg *Config) { cfg.PageSize = 7 })
	err := c.WorkItemsChangedSince(t.Context(), time.UnixMilli(1767000000000), []approvals.ItemType{"Approval", "Form"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	calls := f.seen()
	if len(calls) != 1 {
		t.Fatalf("%d requests for nothing new, want 1", len(calls))
	}
	want := `(type.in({"Approval","Form"}) && ((modified.notNull() && modified >= DATE$1767000000000) || ` +
		`(modified.isNull() && created >= DATE$1767000000000)))`
	if got := withoutEnd(t, calls[0].filter); got != want {
		t.Errorf("filter\n%s, want\n%s", got, want)
	}
	if strings.Contains(calls[0].query, "+") || !strings.Contains(calls[0].query, "limit=7") {
		t.Errorf(`query %s, want query without "+" and query with "limit=7"`, calls[0].query)
	}
}

func TestPagesMissNothing(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ items, limit, cap, requests int }{
		{0, 10, 0, 1}, {1, 10, 0, 1}, {9, 10, 0, 1}, {10, 10, 0, 2}, {25, 10, 0, 3}, {95, 100, 0, 2}, {60, 100, 25, 3}, {50, 100, 25, 3},
		{30, 100, 10, 4},
	} {
		s := &store{ids: someIDs(tc.items), cap: tc.cap}
		c, _ := clientOf(t, s.ServeHTTP, func(cfg *Config) { cfg.PageSize = tc.limit })
		if got := collect(t, c); len(got) != tc.items || s.pages != tc.requests {
			t.Errorf("%+v: %d items in %d requests, want a length of %v and pages %v", tc, len(got), s.pages, tc.items, tc.requests)
		}
	}
}

func TestTheSameAgainCostsOneRequest(t *testing.T) {
	t.Parallel()
	s := &store{ids: someIDs(40)}
	c, _ := clientOf(t, s.ServeHTTP)
	for range 20 {
		collect(t, c)
	}
	if s.pages != 21 {
		t.Errorf("20 rounds in %d requests, want 21", s.pages)
	}
}

// Items that vanish and come between the pages: what is there all the time is told exactly once.
func TestPagesWhileItemsComeAndGo(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		number := rapid.IntRange(0, 400)
		stay := rapid.SliceOfNDistinct(number, 0, 60, rapid.ID).Draw(rt, "stay")
		go1 := rapid.SliceOfNDistinct(number, 0, 40, rapid.ID).Draw(rt, "go")
		come := rapid.SliceOfNDistinct(number, 0, 40, rapid.ID).Draw(rt, "come")
		limit := rapid.IntRange(1, 20).Draw(rt, "limit")
		at := rapid.IntRange(1, 6).Draw(rt, "at")
		s := &store{ids: ids(append(slices.Clone(stay), go1...))}
		s.before = func(page int) {
			if page == at {
				s.ids = ids(append(slices.Clone(stay), come...))
			}
		}
		c, f := clientOf(t, s.ServeHTTP, func(cfg *Config) { cfg.PageSize = limit })
		defer f.Close()
		count := map[string]int{}
		for _, id := range collect(t, c) {
			count[id]++
		}
		for id, n := range count {
			if n != 1 {
				rt.Fatalf("%s told %d times, want 1", id, n)
			}
		}
		for _, id := range ids(stay) {
			if count[id] != 1 {
				rt.Fatalf("%s was there all the time and was not told", id)
			}
		}
	})
}

func ids(numbers []int) []string {
	slices.Sort(numbers)
	numbers = slices.Compact(numbers)
	out := make([]string, len(numbers))
	for i, n := range numbers {
		out[i] = hexOf(n)
	}
	return out
}

func TestPagesThatDoNotMoveOn(t *testing.T) {
	t.Parallel()
	same := listXML(itemXML(hexOf(1)), itemXML(hexOf(2)))
	for name, answer := range map[string]http.HandlerFunc{
		"filter ignored": says(200, same),
		"order ignored":  says(200, listXML(itemXML(hexOf(2)), itemXML(hexOf(1)))),
		"nameless":       says(200, listXML("<WorkItem/>", "<WorkItem/>")),
	} {
		c, f := clientOf(t, answer, func(cfg *Config) { cfg.PageSize = 2 })
		err := c.WorkItemsChangedSince(t.Context(), time.Time{}, []approvals.ItemType{"Approval"},
			func([]approvals.WorkItem) error { return nil })
		if !errors.Is(err, approvals.ErrIIQBroken) || len(f.seen()) > 2 {
			t.Errorf("%s: %v after %d requests, want err %v and a length of at most 2",
				name, err, len(f.seen()), approvals.ErrIIQBroken)
		}
	}
}

func TestTooLargePagesAreHalved(t *testing.T) {
	t.Parallel()
	s := &store{ids: someIDs(20), tooLargeOver: 3}
	c, _ := clientOf(t, s.ServeHTTP, func(cfg *Config) { cfg.PageSize = 8 })
	c.listLimit = 1 << 20
	if got := collect(t, c); len(got) != 20 {
		t.Errorf("%d items, want 20", len(got))
	}
}

func TestYieldEndsTheRound(t *testing.T) {
	t.Parallel()
	s := &store{ids: someIDs(20)}
	c, _ := clientOf(t, s.ServeHTTP, func(cfg *Config) { cfg.PageSize = 5 })
	lost := errors.New("lost the lease")
	err := c.WorkItemsChangedSince(t.Context(), time.Time{}, []approvals.ItemType{"Approval"},
		func([]approvals.WorkItem) error { return lost })
	if !errors.Is(err, lost) || s.pages != 1 {
		t.Errorf("%v after %d pages, want err %v and pages 1", err, s.pages, lost)
	}
}

func TestOpenWorkItemsAfter(t *testing.T) {
	t.Parallel()
	page := 0
	c, f := clientOf(t, func(w http.ResponseWriter, _ *http.Request) {
		page++
		// A page with nothing usable is not the end.
		_, _ = io.WriteString(w, []string{listXML(`<WorkItem id="`+hexOf(1)+`"/>`, `<WorkItem id="`+hexOf(2)+`"/>`),
			listXML(itemXML(hexOf(3)))}[min(page, 2)-1])
	})
	got, err := c.OpenWorkItemsAfter(t.Context(), hexOf(0), 2)
	if err != nil || len(got) != 1 || got[0].ID != hexOf(3) {
		t.Fatalf("got %v, %v, want a length of 1 and ID %v", got, err, hexOf(3))
	}
	want := `((state.isNull() || state == "Pending") && id > "` + hexOf(2) + `")`
	if calls := f.seen(); calls[1].filter != want || !strings.Contains(calls[1].query, "limit=2") {
		t.Errorf("second call %+v, want filter %s", calls[1], want)
	}
}

func second[T any](_ T, err error) error { return err }
