package iiqsim

import "net/http"

// handleEntityAction decides one entity of an access review. Sign-off stays in IdentityIQ's own pages.
func (s *Sim) handleEntityAction(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	a, no := readAction(w, r)
	s.mu.Lock()
	e, _ := s.store.entities.get(id)
	if no == nil {
		no = s.judgeEntityAction(r.Method, e, a)
	}
	write := Write{Class: "CertificationEntity", ID: id, ApproverID: a.Approver, State: a.State, Comment: a.Comment, Status: http.StatusOK}
	if e != nil {
		// Only the delegate may decide a delegated entity.
		write.Number, write.Authority = e.TargetShown, s.reviews(a.Approver, e.parent) && e.SummaryStatus != EntityDelegated
	}
	if no != nil {
		s.refuseWrite(w, r, write, no)
		return
	}
	by, _ := s.store.identities.get(a.Approver)
	write.Accepted = true
	s.record(r.Context(), write)
	s.completeEntity(e, a.State, a.Comment, s.completerName(by))
	body := s.entityJSON(e)
	s.mu.Unlock()
	writeJSON(w, http.StatusOK, body)
}

func (s *Sim) judgeEntityAction(method string, e *CertificationEntity, a action) *refusal {
	if no := s.judgeMethod(method); no != nil {
		return no
	}
	switch {
	case e == nil:
		return refuse(http.StatusNotFound, "object not found")
	case e.parent.Signed != 0:
		return refuse(http.StatusConflict, "the certification is signed")
	case e.parent.Phase != PhaseActive:
		return refuse(http.StatusConflict, "the certification is in phase %s", e.parent.Phase)
	case e.SummaryStatus == EntityComplete:
		return refuse(http.StatusConflict, "the entity is already complete")
	}
	return s.judgeApprover(a.Approver)
}

// reviews tells whether an active person reviews a certification: named as a certifier, in a group that is, or, where
// no certifier is named, by the work item's owner.
func (s *Sim) reviews(approver string, c *Certification) bool {
	for _, name := range c.Certifiers {
		if i, ok := s.store.identities.byName[name]; ok && s.hasAuthority(approver, i.ID) {
			return true
		}
	}
	if len(c.Certifiers) > 0 {
		return false
	}
	w, ok := s.store.items.get(c.WorkItemID)
	return ok && s.hasAuthority(approver, w.OwnerID)
}

// completeEntity marks an entity as decided. The caller holds the mutex.
func (s *Sim) completeEntity(e *CertificationEntity, decision, comment, by string) {
	now := s.nowMillis()
	e.SummaryStatus, e.Decision, e.Comments, e.Completer = EntityComplete, decision, comment, by
	e.Completed, e.Modified = now, now
	s.store.entities.put(e)
	s.emitReview(e.parent, by, "entity "+EntityComplete)
}

func (s *Sim) emitReview(c *Certification, by, detail string) {
	s.events.send(Event{At: s.Now(), Kind: EventReviewChanged, Class: "Certification", ID: c.ID, Number: c.Name, By: by, State: c.Phase,
		Detail: detail})
}
