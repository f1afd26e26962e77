package books

import (
	"fmt"
	"sync"
	"time"
)

// entry is one thing that the campaign did or saw.
type entry struct {
	at   time.Time
	kind string
	// about is a work item's id, or "" for what concerns everybody.
	about string
	text  string
}

// Journal keeps what was done, for the history of an item whose books do not balance.
type Journal struct {
	clock func() time.Time

	mu      sync.Mutex
	entries []entry
	counts  map[string]int
}

// NewJournal is an empty journal.
func NewJournal(clock func() time.Time) *Journal {
	return &Journal{clock: clock, counts: map[string]int{}}
}

// maxEntries bounds the journal; a campaign of 2,000 decisions makes some 20,000.
const maxEntries = 1_000_000

// Note keeps one thing about an item, or "" for what concerns everybody.
func (j *Journal) Note(kind, about, format string, args ...any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.counts[kind]++
	if len(j.entries) < maxEntries {
		j.entries = append(j.entries, entry{at: j.clock(), kind: kind, about: about, text: fmt.Sprintf(format, args...)})
	}
}

// Count is how many things of a kind were noted.
func (j *Journal) Count(kind string) int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.counts[kind]
}

// of gives what concerns an item, and what concerned everybody while it lived.
func (j *Journal) of(item string) []entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	var out []entry
	born := false
	for _, e := range j.entries {
		born = born || e.about == item
		if born && (e.about == item || e.about == "") {
			out = append(out, e)
		}
	}
	return out
}

// during tells whether something of this kind happened between two moments.
func (j *Journal) during(kind string, from, to time.Time) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, e := range j.entries {
		if e.kind == kind && !e.at.Before(from) && !e.at.After(to) {
			return true
		}
	}
	return false
}
