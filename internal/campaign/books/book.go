package campaign

import (
	"math/rand/v2"
	"sync"
	"time"

	"github.com/iiq-approvals/bot/internal/slacksim"
)

// ending is how an item ended behind the bot's back.
type ending struct {
	at time.Time
	// word is what a card says of it, by the display name of who did it ("" for nobody).
	word, by string
	// unclear: the item was open again, and nobody had looked at its request since. Nobody can say then which of the endings
	// that the request tells of is this one, so that a card may say that it is over and no more.
	unclear bool
}

// loss is a moment at which somebody lost the right to decide something.
type loss struct {
	at time.Time
	// item is "" when the person lost every right; person is "" when everybody but the new owner lost this item.
	item, person string
}

// click is one wish to decide, as Slack's client saw it.
type click struct {
	at      time.Time
	who     person
	item    string
	verdict string
	comment string
	result  slacksim.Result
	// hookURL is where the clicker can be answered: that of the click, or of the click that opened the modal.
	hookURL string
	kind    string
}

// book is what the campaign itself knows to have done.
type book struct {
	mu      sync.Mutex
	open    []string
	all     []string
	born    map[string]time.Time
	again   map[string]bool
	endings map[string]ending
	losses  []loss
	clicks  []click
}

func newBook() *book {
	return &book{endings: map[string]ending{}, born: map[string]time.Time{}, again: map[string]bool{}}
}

func (b *book) arrived(item string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.open, b.all = append(b.open, item), append(b.all, item)
	b.born[item] = time.Now()
}

func (b *book) reopened(item string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.open = append(b.open, item)
	b.born[item] = time.Now()
	b.again[item] = true
	delete(b.endings, item)
}

func (b *book) wasReopened(item string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.again[item]
}

// keep leaves only those items within people's reach that are to stay there.
func (b *book) keep(stays func(item string, born time.Time) bool) {
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

func (b *book) ended(item string, e ending) {
	b.mu.Lock()
	defer b.mu.Unlock()
	e.at = time.Now()
	b.endings[item] = e
}

func (b *book) endingOf(item string) (ending, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	e, ok := b.endings[item]
	return e, ok
}

func (b *book) lost(item, person string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.losses = append(b.losses, loss{at: time.Now(), item: item, person: person})
}

// lastLoss is the latest moment before t at which this person may have lost this item.
func (b *book) lastLoss(item, person string, t time.Time) (time.Time, bool) {
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

func (b *book) clicked(c click) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.clicks = append(b.clicks, c)
}

func (b *book) openCount() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.open)
}

// pick gives an open item by chance, mostly an old one, so that none is left behind.
func (b *book) pick(rng *rand.Rand) (string, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.open) == 0 {
		return "", false
	}
	return b.open[min(rng.IntN(len(b.open)), rng.IntN(len(b.open)))], true
}

// pickAny gives any item that there ever was.
func (b *book) pickAny(rng *rand.Rand) (string, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.all) == 0 {
		return "", false
	}
	return b.all[rng.IntN(len(b.all))], true
}

func (b *book) items() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.all...)
}

func (b *book) allClicks() []click {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]click(nil), b.clicks...)
}
