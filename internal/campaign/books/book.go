package books

import (
	"math/rand/v2"
	"sync"
	"time"

	"github.com/iiq-approvals/bot/internal/slacksim"
)

// Ending is how an item ended behind the bot's back.
type Ending struct {
	at time.Time
	// Word is what a card says of it.
	Word string
	// Unclear: the item was open again, and nobody had looked at its request since. Nobody can say then which of the endings
	// that the request tells of is this one, so that a card may say that it is over and no more.
	Unclear bool
	// Either: the database has lost that it was decided here, so that a card may say that it was decided in IdentityIQ.
	Either bool
}

// loss is a moment at which somebody lost the right to decide something.
type loss struct {
	at time.Time
	// item is "" when the person lost every right; person is "" when everybody but the new owner lost this item.
	item, person string
}

// Click is one wish to decide, as Slack's client saw it.
type Click struct {
	At      time.Time
	Who     Person
	Item    string
	Verdict string
	Comment string
	Result  slacksim.Result
	// HookURL is where the clicker can be answered: that of the click, or of the click that opened the modal.
	HookURL string
	Kind    string
}

// Book is what the campaign itself knows to have done.
type Book struct {
	mu      sync.Mutex
	open    []string
	all     []string
	born    map[string]time.Time
	again   map[string]bool
	endings map[string]Ending
	losses  []loss
	clicks  []Click
	givenUp map[string]time.Time

	restores []Restore
}

// NewBook is an empty book.
func NewBook() *Book {
	return &Book{endings: map[string]Ending{}, born: map[string]time.Time{}, again: map[string]bool{},
		givenUp: map[string]time.Time{}}
}

// Arrived notes a new item, within reach of people.
func (b *Book) Arrived(item string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.open, b.all = append(b.open, item), append(b.all, item)
	b.born[item] = time.Now()
}

// Reopened notes that an item is open again.
func (b *Book) Reopened(item string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.open = append(b.open, item)
	b.born[item] = time.Now()
	b.again[item] = true
	delete(b.endings, item)
}

// WasReopened reports whether an item was ever reopened.
func (b *Book) WasReopened(item string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.again[item]
}

// Keep leaves only those items within people's reach that are to stay there.
func (b *Book) Keep(stays func(item string, born time.Time) bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	kept := b.open[:0]
	for _, id := range b.open {
		if stays(id, b.born[id]) {
			kept = append(kept, id)
		}
	}
	b.open = kept
}

// Ended notes an item's end.
func (b *Book) Ended(item string, e Ending) {
	b.mu.Lock()
	defer b.mu.Unlock()
	e.at = time.Now()
	b.endings[item] = e
}

// EndingOf is how an item ended, if it did.
func (b *Book) EndingOf(item string) (Ending, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	e, ok := b.endings[item]
	return e, ok
}

// Lost notes a loss from now on: "" as the item is every item, "" as the person everybody but the new owner.
func (b *Book) Lost(item, person string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.losses = append(b.losses, loss{at: time.Now(), item: item, person: person})
}

// lastLoss is the latest moment before t at which this person may have lost this item.
func (b *Book) lastLoss(item, person string, t time.Time) (time.Time, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := len(b.losses) - 1; i >= 0; i-- {
		l := b.losses[i]
		if l.at.Before(t) && (l.item == item || l.person == person) {
			return l.at, true
		}
	}
	return time.Time{}, false
}

// GaveUp notes that a decision is seen to be given up, the first time that it is.
func (b *Book) GaveUp(decision string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, seen := b.givenUp[decision]; !seen {
		b.givenUp[decision] = time.Now()
	}
}

func (b *Book) givenUpAt(decision string) (at time.Time, seen bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	at, seen = b.givenUp[decision]
	return at, seen
}

// Clicked notes a click.
func (b *Book) Clicked(c Click) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.clicks = append(b.clicks, c)
}

// OpenCount is how many items are within reach of people.
func (b *Book) OpenCount() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.open)
}

// Pick gives an open item by chance, mostly an old one, so that none is left behind.
func (b *Book) Pick(rng *rand.Rand) (string, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.open) == 0 {
		return "", false
	}
	return b.open[min(rng.IntN(len(b.open)), rng.IntN(len(b.open)))], true
}

// PickAny gives any item that there ever was.
func (b *Book) PickAny(rng *rand.Rand) (string, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.all) == 0 {
		return "", false
	}
	return b.all[rng.IntN(len(b.all))], true
}

// Items are all that ever arrived.
func (b *Book) Items() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.all...)
}

// AllClicks are all clicks, in the order in which they were noted.
func (b *Book) AllClicks() []Click {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]Click(nil), b.clicks...)
}
