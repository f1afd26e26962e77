package looping

import (
	"cmp"
	"slices"
	"strings"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// Item is the part of a work item that decides the order.
type Item = approvals.QueueItem

func rank(level string) int {
	switch strings.ToLower(level) {
	case "high":
		return 0
	case "low":
		return 2
	}
	return 1
}

// Compare is negative when a is to be offered before b. It is a total order: the id decides at last.
func Compare(a, b Item) int {
	if a.Due.IsZero() != b.Due.IsZero() {
		if a.Due.IsZero() {
			return 1
		}
		return -1
	}
	return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(rank(a.Level), rank(b.Level)), a.Created.Compare(b.Created), cmp.Compare(a.ID, b.ID))
}

// After gives the item that comes after the one with this id, in a ring: after the last comes the first. An id that is
// not in the queue gives the first. It reports false when nothing but the given item waits.
func After(queue []Item, id string) (Item, bool) {
	queue = slices.SortedFunc(slices.Values(queue), Compare)
	at := slices.IndexFunc(queue, func(i Item) bool { return i.ID == id })
	if len(queue) == 0 || (len(queue) == 1 && at == 0) {
		return Item{}, false
	}
	return queue[(at+1)%len(queue)], true
}
