package iiqsim

import (
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
)

// Errors of the control methods.
var (
	// ErrUnknown is an id or name that the simulator does not hold.
	ErrUnknown = errors.New("unknown object")
	// ErrClosed is a work item, or access review, that is no longer open.
	ErrClosed = errors.New("no longer open")
)

// store is what the simulated IdentityIQ holds; its methods want Sim's mutex.
type store struct {
	rng        *rand.Rand
	identities *shelf[*Identity]
	items      *shelf[*WorkItem]
	requests   *shelf[*IdentityRequest]
	entities   *shelf[*CertificationEntity]
	reviews    map[string]*Certification
	// closed are the items that ended, by id, for archives, duplicates and reopening; closedIDs is their order.
	closed    map[string]*WorkItem
	closedIDs []string
	numbers   struct{ item, request int }
}

func newStore(seed uint64) *store {
	return &store{
		rng:        rand.New(rand.NewPCG(seed, 0x11a5)),
		identities: newShelf[*Identity](),
		items:      newShelf[*WorkItem](),
		requests:   newShelf[*IdentityRequest](),
		entities:   newShelf[*CertificationEntity](),
		reviews:    map[string]*Certification{},
		closed:     map[string]*WorkItem{},
	}
}

// newID gives 32 hexadecimal characters that no other object has had.
func (s *store) newID() string { return randomID(s.rng) }

func randomID(rng *rand.Rand) string {
	var raw [16]byte
	raw[0], raw[1], raw[2], raw[3] = 0x7f, 0, 0, 1
	for i := 4; i < len(raw); i++ {
		raw[i] = byte(rng.Uint32())
	}
	return hex.EncodeToString(raw[:])
}

func (s *store) nameOf(id string) string {
	if i, ok := s.identities.get(id); ok {
		return i.Name
	}
	return ""
}

func (s *store) shownOf(id string) string {
	if i, ok := s.identities.get(id); ok {
		return i.Shown()
	}
	return ""
}

// identity finds a person or a workgroup by id or by name.
func (s *store) identity(who string) (*Identity, error) {
	if i, ok := s.identities.get(who); ok {
		return i, nil
	}
	if i, ok := s.identities.byName[who]; ok {
		return i, nil
	}
	return nil, fmt.Errorf("find identity %q: %w", who, ErrUnknown)
}

// optionalIdentity is identity, with nil for an empty who.
func (s *store) optionalIdentity(who string) (*Identity, error) {
	if who == "" {
		return nil, nil
	}
	return s.identity(who)
}

func (s *store) request(name string) (*IdentityRequest, bool) {
	q, ok := s.requests.byName[name]
	return q, ok
}

// openItem finds a work item that still waits.
func (s *store) openItem(id string) (*WorkItem, error) {
	w, ok := s.items.get(id)
	if !ok {
		if _, was := s.closed[id]; was {
			return nil, fmt.Errorf("find work item %q: %w", id, ErrClosed)
		}
		return nil, fmt.Errorf("find work item %q: %w", id, ErrUnknown)
	}
	if !w.Open() {
		return nil, fmt.Errorf("find work item %q: %w", id, ErrClosed)
	}
	return w, nil
}

// belongs tells whether person is group or a member of it, at any depth; circles end.
func (s *store) belongs(person, group string) bool {
	seen := map[string]bool{}
	queue := []string{group}
	for len(queue) > 0 {
		id := queue[0]
		queue = queue[1:]
		if id == person {
			return true
		}
		if g, ok := s.identities.get(id); ok && g.Workgroup && !seen[id] {
			queue = append(queue, g.Members...)
		}
		seen[id] = true
	}
	return false
}

// rememberClosed keeps an item that ended, the newest limit of them.
func (s *store) rememberClosed(w *WorkItem, limit int) {
	if _, again := s.closed[w.ID]; !again {
		s.closedIDs = append(s.closedIDs, w.ID)
	}
	s.closed[w.ID] = w
	for len(s.closedIDs) > limit {
		delete(s.closed, s.closedIDs[0])
		s.closedIDs = s.closedIDs[1:]
	}
}

// ended finds an item that was decided or closed; one that was deleted without a trace did not end.
func (s *store) ended(id string) (*WorkItem, bool) {
	if w, ok := s.closed[id]; ok && !w.Open() {
		return w, true
	}
	return nil, false
}

func (s *store) forgetClosed(id string) {
	delete(s.closed, id)
	s.closedIDs = slices.DeleteFunc(s.closedIDs, func(one string) bool { return one == id })
}

func number10(n int) string { return fmt.Sprintf("%010d", n) }
