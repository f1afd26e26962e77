package page

import (
	"slices"
	"sync"
	"time"
)

// Side says where something happened.
type Side string

// The sides of the account.
const (
	SidePerson  Side = "person"
	SideSlack   Side = "slack"
	SideBot     Side = "bot"
	SideIIQ     Side = "iiq"
	SideTrouble Side = "trouble"
)

// Entry is one line of the account of what happens.
type Entry struct {
	ID   int
	Rev  int
	At   time.Time
	Side Side
	// Text is a plain sentence, Detail the quieter words behind it.
	Text, Detail string
	// ItemID and Number name the work item that it is about, "" for none.
	ItemID, Number string
	// Code is a word for programs: the tour goes on by it.
	Code string
	// Tone is good, bad, warn or "".
	Tone string
	// Fine entries are for people who want every call.
	Fine bool
	// Times is how often it happened in a row.
	Times int
	// Who are the people that a gathered entry names.
	Who []string
}

// journalKept is how many entries are remembered.
const journalKept = 400

// Journal is the account of what happens in the demo. Its methods may be called from any goroutine.
type Journal struct {
	clock   func() time.Time
	mu      sync.Mutex
	entries []Entry
	open    map[string]int
	nextID  int
	rev     int
	changed func()
}

// NewJournal makes an empty one.
func NewJournal(clock func() time.Time) *Journal {
	return &Journal{clock: clock, open: map[string]int{}, changed: func() {}}
}

// onChange sets what is called after each change; it must not block.
func (j *Journal) onChange(f func()) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.changed = f
}

// Add writes an entry and returns its id.
func (j *Journal) Add(e Entry) int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.add(e)
}

func (j *Journal) add(e Entry) int {
	j.nextID++
	j.rev++
	e.ID, e.Rev, e.At = j.nextID, j.rev, j.clock()
	e.Times = max(1, e.Times)
	if j.entries = append(j.entries, e); len(j.entries) > journalKept {
		j.entries = slices.Delete(j.entries, 0, 1)
	}
	j.changed()
	return e.ID
}

// Amend changes an entry that is still remembered.
func (j *Journal) Amend(id int, change func(*Entry)) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.amend(id, change)
}

func (j *Journal) amend(id int, change func(*Entry)) {
	for i := range slices.Backward(j.entries) {
		if j.entries[i].ID == id {
			change(&j.entries[i])
			j.rev++
			j.entries[i].Rev = j.rev
			j.changed()
			return
		}
	}
}

// gatherWithin is how long alike entries are told as one.
const gatherWithin = 4 * time.Second

// Gather adds a person to the entry of this key, if one was written in the last seconds, else writes it. words makes the
// sentence of all who are named.
func (j *Journal) Gather(key, who string, e Entry, words func(who []string) string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	now, joined := j.clock(), false
	j.amend(j.open[key], func(old *Entry) {
		if joined = now.Sub(old.At) < gatherWithin; !joined {
			return
		}
		if !slices.Contains(old.Who, who) {
			old.Who = append(old.Who, who)
		}
		old.Text = words(old.Who)
	})
	if !joined {
		e.Who = []string{who}
		e.Text = words(e.Who)
		j.remember(key, j.add(e))
	}
}

// noiseWithin is how long the same trouble or the same call is told as one line.
const noiseWithin = time.Minute

// Repeat counts an entry that comes again within a time; else it writes it.
func (j *Journal) Repeat(key string, within time.Duration, e Entry) {
	j.mu.Lock()
	defer j.mu.Unlock()
	now, joined := j.clock(), false
	j.amend(j.open[key], func(old *Entry) {
		if joined = now.Sub(old.At) < within; joined {
			old.Times++
		}
	})
	if !joined {
		j.remember(key, j.add(e))
	}
}

func (j *Journal) remember(key string, id int) {
	if len(j.open) > journalKept {
		clear(j.open)
	}
	j.open[key] = id
}

// newest is the latest revision.
func (j *Journal) newest() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.rev
}

// since gives the entries that are new or changed after a revision, and the newest revision.
func (j *Journal) since(rev int) ([]Entry, int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	var out []Entry
	for _, e := range j.entries {
		if e.Rev > rev {
			e.Who = slices.Clone(e.Who)
			out = append(out, e)
		}
	}
	return out, j.rev
}
