package looping

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

func TestOrderIsByDueThenPriorityThenAge(t *testing.T) {
	t.Parallel()
	queue := []Item{
		{ID: "no due, old", Created: noon.Add(-time.Hour)},
		{ID: "no due, high", Level: "High", Created: noon},
		{ID: "due later", Due: noon.Add(48 * time.Hour), Created: noon},
		{ID: "due soon, low", Due: noon.Add(time.Hour), Level: "Low", Created: noon.Add(-time.Hour)},
		{ID: "due soon", Due: noon.Add(time.Hour), Created: noon},
		{ID: "due soon, older", Due: noon.Add(time.Hour), Created: noon.Add(-2 * time.Hour)},
	}
	slices.SortFunc(queue, Compare)
	var got []string
	for _, i := range queue {
		got = append(got, i.ID)
	}
	want := []string{"due soon, older", "due soon", "due soon, low", "due later", "no due, high", "no due, old"}
	if !slices.Equal(got, want) {
		t.Errorf("order is\n%q, want\n%q", got, want)
	}
}

func TestAfterGoesRoundTheWholeQueue(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 12).Draw(t, "items")
		var queue []Item
		for i := range n {
			item := Item{ID: fmt.Sprint(i), Created: noon.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "age")) * time.Hour),
				Level: rapid.SampledFrom([]string{"High", "Normal", "Low", ""}).Draw(t, "level")}
			if rapid.Bool().Draw(t, "due") {
				item.Due = noon.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "due in")) * time.Hour)
			}
			queue = append(queue, item)
		}
		seen := map[string]bool{}
		at := "0"
		for range n {
			next, ok := After(queue, at)
			if !ok || seen[next.ID] {
				t.Fatalf("after %s came %v (%v), seen %v", at, next, ok, seen)
			}
			seen[next.ID], at = true, next.ID
		}
		if at != "0" {
			t.Fatalf("after %d steps the queue is at %s, not where it began", n, at)
		}
	})
}

func TestAfterOnlyItemIsNothing(t *testing.T) {
	t.Parallel()
	if next, ok := After([]Item{{ID: "a"}}, "a"); ok {
		t.Errorf("after the only item came %v, want not ok", next)
	}
	if _, ok := After(nil, "a"); ok {
		t.Error("an empty queue has a next item")
	}
	if next, ok := After([]Item{{ID: "a"}}, "gone"); !ok || next.ID != "a" {
		t.Errorf("after an item that is gone came %v %v, want a", next, ok)
	}
}
