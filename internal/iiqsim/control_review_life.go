package iiqsim

import (
	"fmt"
	"slices"
)

// CompleteEntities marks the first n entities that are not complete as decided in IdentityIQ's pages, and says how many
// it found.
func (s *Sim) CompleteEntities(reviewID, by string, n int) (done int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.review(reviewID)
	if err != nil {
		return 0, err
	}
	if c.Signed != 0 {
		return 0, fmt.Errorf("complete entities of %q: %w", reviewID, ErrClosed)
	}
	person, err := s.store.identity(by)
	if err != nil {
		return 0, err
	}
	for _, e := range c.entities {
		if done < n && e.SummaryStatus != EntityComplete {
			s.completeEntity(e, StateFinished, "", s.completerName(person))
			for _, l := range c.lines {
				if l.parent == e && !l.complete() {
					l.decide(lineWish{status: LineApproved}, person.Name, s.nowMillis())
				}
			}
			done++
		}
	}
	return done, nil
}

// SetEntityStatus sets the summary status of one entity: Delegated, Returned, Challenged, WaitingReview or Open again.
func (s *Sim) SetEntityStatus(entityID, status string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.store.entities.get(entityID)
	if !ok {
		return fmt.Errorf("find entity %q: %w", entityID, ErrUnknown)
	}
	known := []string{EntityOpen, EntityComplete, EntityDelegated, EntityWaitingReview, EntityReturned, EntityChallenged}
	if !slices.Contains(known, status) {
		return fmt.Errorf("set entity status: unknown status %q", status)
	}
	e.SummaryStatus, e.Modified, e.Completed = status, s.nowMillis(), 0
	if status == EntityComplete {
		e.Completed = e.Modified
	}
	s.store.entities.put(e)
	s.emitReview(e.parent, "", "entity "+status)
	return nil
}

// SetEntityAccount changes what an entity is about: the application and the account in it.
func (s *Sim) SetEntityAccount(entityID, application, account string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.store.entities.get(entityID)
	if !ok {
		return fmt.Errorf("find entity %q: %w", entityID, ErrUnknown)
	}
	e.Application, e.Account, e.Modified = application, account, s.nowMillis()
	s.store.entities.put(e)
	s.emitReview(e.parent, "", "entity changed")
	return nil
}

// RemoveEntity takes one entity out of its review.
func (s *Sim) RemoveEntity(entityID string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.store.entities.get(entityID)
	if !ok {
		return fmt.Errorf("find entity %q: %w", entityID, ErrUnknown)
	}
	s.store.entities.remove(entityID)
	e.parent.entities = slices.DeleteFunc(e.parent.entities, func(o *CertificationEntity) bool { return o == e })
	s.emitReview(e.parent, "", "entity removed")
	return nil
}

// Reassign gives a review to other reviewers, by id or name: the names and the work item's owner change.
func (s *Sim) Reassign(reviewID string, reviewers ...string) error {
	return s.changeReview(reviewID, "reassigned", func(c *Certification) error {
		owner, names, err := s.reviewerNames(reviewers)
		if err != nil {
			return err
		}
		if owner == nil {
			return fmt.Errorf("reassign review: no reviewer")
		}
		if c.Certifiers != nil {
			c.Certifiers = names
		}
		if w, ok := s.store.items.get(c.WorkItemID); ok {
			w.OwnerID = owner.ID
			s.touch(w)
		}
		return nil
	})
}

// Sign signs a review off in IdentityIQ's pages; its work item ends.
func (s *Sim) Sign(reviewID, by string) error {
	return s.changeReview(reviewID, "signed", func(c *Certification) error {
		person, err := s.store.identity(by)
		if err != nil {
			return err
		}
		if c.Signed != 0 {
			return fmt.Errorf("sign review %q: %w", reviewID, ErrClosed)
		}
		s.sign(c, person, s.nowMillis())
		return nil
	})
}

// SetPhase moves a review to another phase. A staged one that becomes active gets its work item.
func (s *Sim) SetPhase(reviewID, phase string) error {
	return s.changeReview(reviewID, phase, func(c *Certification) error {
		c.Phase = phase
		if phase != PhaseActive || c.WorkItemID != "" || len(c.Certifiers) == 0 {
			return nil
		}
		owner, err := s.store.identity(c.Certifiers[0])
		if err == nil {
			s.addReviewItem(c, owner)
		}
		return err
	})
}

// RemoveReview deletes a review with its entities and its work item.
func (s *Sim) RemoveReview(reviewID string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.review(reviewID)
	if err != nil {
		return err
	}
	for _, e := range c.entities {
		s.store.entities.remove(e.ID)
	}
	if w, ok := s.store.items.get(c.WorkItemID); ok {
		s.vanish(w)
	}
	delete(s.store.reviews, reviewID)
	s.emitReview(c, "", "removed")
	return nil
}
