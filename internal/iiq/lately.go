package iiq

import (
	"sync"
	"time"
)

const (
	// Objects of which something is wrong are counted for latelyKept after they were last seen, and latelyMost of a kind.
	latelyKept = 2 * time.Hour
	latelyMost = 1000
	// latelyEvery is how often one of a kind is told of.
	latelyEvery = time.Hour
)

// lately remembers objects of which something is wrong, by a word for their kind or for what is wrong. The zero lately is empty.
type lately struct {
	mu   sync.Mutex
	seen map[string]map[string]time.Time
	told map[string]time.Time
}

// note remembers an object, and reports whether it is time to tell of one of its kind.
func (b *lately) note(kind, id string, now time.Time) (tell bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.seen == nil {
		b.seen, b.told = map[string]map[string]time.Time{}, map[string]time.Time{}
	}
	if b.seen[kind] == nil {
		b.seen[kind] = map[string]time.Time{}
	}
	if _, known := b.seen[kind][id]; known || len(b.seen[kind]) < latelyMost {
		b.seen[kind][id] = now
	}
	if last, told := b.told[kind]; told && now.Sub(last).Abs() < latelyEvery {
		return false
	}
	b.told[kind] = now
	return true
}

// count gives how many objects of each of these kinds were seen lately.
func (b *lately) count(now time.Time, kinds ...string) map[string]int {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := map[string]int{}
	for _, kind := range kinds {
		for id, at := range b.seen[kind] {
			if now.Sub(at) > latelyKept {
				delete(b.seen[kind], id)
			}
		}
		all[kind] = len(b.seen[kind])
	}
	return all
}
