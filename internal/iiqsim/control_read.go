package iiqsim

import "fmt"

// WorkItem gives an item as it stands or, closed or deleted, as it ended.
func (s *Sim) WorkItem(id string) (WorkItem, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if w, ok := s.store.items.get(id); ok {
		return w.copied(), nil
	}
	if w, ok := s.store.closed[id]; ok {
		return w.copied(), nil
	}
	return WorkItem{}, fmt.Errorf("find work item %q: %w", id, ErrUnknown)
}

// OpenItems gives every open item, by id.
func (s *Sim) OpenItems() []WorkItem {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []WorkItem
	for _, w := range s.store.items.ids {
		if w.Open() {
			out = append(out, w.copied())
		}
	}
	return out
}

// Request gives an identity request by its name.
func (s *Sim) Request(name string) (IdentityRequest, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if q, ok := s.store.request(name); ok {
		return q.copied(), nil
	}
	return IdentityRequest{}, fmt.Errorf("find identity request %q: %w", name, ErrUnknown)
}

// HasAuthority tells whether somebody may decide an item now: its owner, or an active member, at any depth, of the
// workgroup that owns it.
func (s *Sim) HasAuthority(itemID, who string) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w, err := s.store.openItem(itemID)
	if err != nil {
		return false, err
	}
	i, err := s.store.identity(who)
	if err != nil {
		return false, err
	}
	return s.hasAuthority(i.ID, w.OwnerID), nil
}
