package iiqsim

import (
	"fmt"
	"slices"
)

// AddIdentity adds a person, or a workgroup with its members by id or name. An empty id or creation date is filled in;
// a name or id that is taken is an error.
func (s *Sim) AddIdentity(i Identity) (Identity, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.addIdentity(i)
}

func (s *Sim) addIdentity(i Identity) (Identity, error) {
	i.ID = either(i.ID, s.store.newID())
	i.Created = either(i.Created, s.nowMillis())
	if i.Name == "" {
		return i, fmt.Errorf("add identity: no name")
	}
	if _, taken := s.store.identities.get(i.ID); taken {
		return i, fmt.Errorf("add identity: id %q is taken", i.ID)
	}
	if _, taken := s.store.identities.byName[i.Name]; taken {
		return i, fmt.Errorf("add identity: name %q is taken", i.Name)
	}
	members, err := s.memberIDs(i.Members, nil)
	if err != nil {
		return i, fmt.Errorf("add identity: %w", err)
	}
	i.Members = members
	s.store.identities.put(&i)
	return i.copied(), nil
}

// AddWorkgroup adds a workgroup with members by id or name; a workgroup may be a member.
func (s *Sim) AddWorkgroup(name, displayName string, members ...string) (Identity, error) {
	return s.AddIdentity(Identity{Name: name, DisplayName: displayName, Workgroup: true, Members: members})
}

// memberIDs resolves members given by id or name; those of before may have been deleted meanwhile.
func (s *Sim) memberIDs(who, before []string) ([]string, error) {
	var ids []string
	for _, one := range who {
		if slices.Contains(before, one) {
			ids = append(ids, one)
			continue
		}
		i, err := s.store.identity(one)
		if err != nil {
			return nil, err
		}
		ids = append(ids, i.ID)
	}
	return ids, nil
}

// Identity gives a person or workgroup by id or name.
func (s *Sim) Identity(who string) (Identity, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, err := s.store.identity(who)
	if err != nil {
		return Identity{}, err
	}
	return i.copied(), nil
}

// Identities gives every person and workgroup, by id.
func (s *Sim) Identities() []Identity {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]Identity, 0, s.store.identities.len())
	for _, i := range s.store.identities.ids {
		out = append(out, i.copied())
	}
	return out
}

// UpdateIdentity changes an identity in place and sets its modified date; the id cannot change.
func (s *Sim) UpdateIdentity(who string, change func(*Identity)) (Identity, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, err := s.store.identity(who)
	if err != nil {
		return Identity{}, err
	}
	after := i.copied()
	change(&after)
	if after.ID != i.ID || after.Name == "" || after.Workgroup != i.Workgroup {
		return Identity{}, fmt.Errorf("update identity %q: id and kind stay, the name must not be empty", who)
	}
	if other, taken := s.store.identities.byName[after.Name]; taken && other != i {
		return Identity{}, fmt.Errorf("update identity %q: name %q is taken", who, after.Name)
	}
	if after.Members, err = s.memberIDs(after.Members, i.Members); err != nil {
		return Identity{}, fmt.Errorf("update identity %q: %w", who, err)
	}
	after.Modified = s.nowMillis()
	old := i.Name
	*i = after
	s.store.identities.put(i)
	s.store.identities.renamed(i, old)
	clear(s.store.items.cache)
	s.events.send(Event{At: s.Now(), Kind: EventIdentityChanged, Class: "Identity", ID: i.ID, Number: i.Name})
	return i.copied(), nil
}

// SetInactive deactivates somebody, or activates them again.
func (s *Sim) SetInactive(who string, inactive bool) error {
	_, err := s.UpdateIdentity(who, func(i *Identity) { i.Inactive = inactive })
	return err
}

// SetMembers replaces the members of a workgroup, given by id or name.
func (s *Sim) SetMembers(group string, members ...string) error {
	return s.changeMembers(group, func(i *Identity) { i.Members = members })
}

// AddMember adds somebody to a workgroup; a member already is no matter.
func (s *Sim) AddMember(group, member string) error {
	m, err := s.Identity(member)
	if err != nil {
		return err
	}
	return s.changeMembers(group, func(i *Identity) {
		if !slices.Contains(i.Members, m.ID) {
			i.Members = append(i.Members, m.ID)
		}
	})
}

// RemoveMember takes somebody out of a workgroup; one who is not in it is no matter.
func (s *Sim) RemoveMember(group, member string) error {
	m, err := s.Identity(member)
	if err != nil {
		return err
	}
	return s.changeMembers(group, func(i *Identity) {
		i.Members = slices.DeleteFunc(i.Members, func(id string) bool { return id == m.ID })
	})
}

func (s *Sim) changeMembers(group string, change func(*Identity)) error {
	g, err := s.Identity(group)
	if err != nil {
		return err
	}
	if !g.Workgroup {
		return fmt.Errorf("change members of %q: not a workgroup", group)
	}
	_, err = s.UpdateIdentity(group, change)
	return err
}

// RemoveIdentity deletes a person or workgroup; memberships and ownerships that point at it dangle, as after a deletion
// behind IdentityIQ's back.
func (s *Sim) RemoveIdentity(who string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, err := s.store.identity(who)
	if err != nil {
		return err
	}
	s.store.identities.remove(i.ID)
	clear(s.store.items.cache)
	s.events.send(Event{At: s.Now(), Kind: EventIdentityChanged, Class: "Identity", ID: i.ID, Number: i.Name, State: "deleted"})
	return nil
}
