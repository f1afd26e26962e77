package page

import (
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// itemsShown is how many work items and reviews IdentityIQ's side remembers.
const itemsShown = 80

// itemBook remembers which work items and reviews there have been, the newest last, and what the bot has done with them.
type itemBook struct {
	iiq     *iiqsim.Sim
	mu      sync.Mutex
	items   []string
	reviews []string
	found   map[string]bool
	pressed map[string]time.Time
}

func newItemBook(iiq *iiqsim.Sim) *itemBook {
	b := &itemBook{iiq: iiq, found: map[string]bool{}, pressed: map[string]time.Time{}}
	for _, w := range iiq.OpenItems() {
		b.note(w.ID)
	}
	return b
}

func (b *itemBook) note(id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.items = kept(b.items, id)
	for old := range b.found {
		if !slices.Contains(b.items, old) {
			delete(b.found, old)
			delete(b.pressed, old)
		}
	}
}

func (b *itemBook) noteReview(id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.reviews = kept(b.reviews, id)
}

func kept(list []string, id string) []string {
	if !slices.Contains(list, id) {
		list = append(list, id)
	}
	return list[max(0, len(list)-itemsShown):]
}

// read notes that the bot has read an item by its id; it tells whether that was the first time.
func (b *itemBook) read(id string) (first bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	first = !b.found[id]
	b.found[id] = slices.Contains(b.items, id)
	return first
}

// press notes that somebody has decided an item in Slack.
func (b *itemBook) press(id string, at time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.pressed[id] = at
}

// pressedAt is when somebody last decided an item in Slack; the zero time for never.
func (b *itemBook) pressedAt(id string) time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.pressed[id]
}

// number is what people are shown of a work item's name, "" for one that is not known.
func (b *itemBook) number(id string) string {
	if id == "" {
		return ""
	}
	w, err := b.iiq.WorkItem(id)
	if err != nil {
		return ""
	}
	return strings.TrimLeft(w.Name, "0")
}

// all gives the work items, the newest first.
func (b *itemBook) all() []iiqsim.WorkItem {
	b.mu.Lock()
	ids := slices.Clone(b.items)
	b.mu.Unlock()
	var out []iiqsim.WorkItem
	for _, id := range slices.Backward(ids) {
		if w, err := b.iiq.WorkItem(id); err == nil {
			out = append(out, w)
		}
	}
	return out
}

// review is an access review with its progress.
type review struct {
	iiqsim.Certification
	Done, Total int
}

// allReviews gives the access reviews that are still there, the newest first.
func (b *itemBook) allReviews() []review {
	b.mu.Lock()
	ids := slices.Clone(b.reviews)
	b.mu.Unlock()
	var out []review
	for _, id := range slices.Backward(ids) {
		c, entities, err := b.iiq.Review(id)
		if err != nil {
			continue
		}
		r := review{Certification: c, Total: len(entities)}
		for _, e := range entities {
			if e.SummaryStatus == iiqsim.EntityComplete {
				r.Done++
			}
		}
		out = append(out, r)
	}
	return out
}
