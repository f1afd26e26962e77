package iiqsim

import (
	"fmt"
	"slices"
)

// ReviewSpec asks for an access review.
type ReviewSpec struct {
	ID   string `json:"id,omitempty"`
	Name string `json:"name"`
	// Reviewers are identities by id or name; more than one may review. NoCertifiers leaves their names out, so that
	// only the work item's owner (the first reviewer) tells who reviews.
	Reviewers        []string `json:"reviewers"`
	NoCertifiers     bool     `json:"no_certifiers,omitempty"`
	CertifiersAsText bool     `json:"certifiers_as_text,omitempty"`
	// Targets are the identities reviewed, by id or name; Count makes that many nameless ones more.
	Targets []string `json:"targets,omitempty"`
	Count   int      `json:"count,omitempty"`
	// Phase is Active by default.
	Phase       string `json:"phase,omitempty"`
	DueInMillis int64  `json:"due_in_ms,omitempty"`
	// NoWorkItem leaves out the work item of type Certification, which an active review has otherwise.
	NoWorkItem bool `json:"no_work_item,omitempty"`
	// ESign demands an electronic signature for the sign-off; RevokesAtOnce carries revocations out when they are decided;
	// Next is who has the review after the first sign-off.
	ESign         string `json:"esign,omitempty"`
	RevokesAtOnce bool   `json:"revokes_at_once,omitempty"`
	Next          string `json:"next,omitempty"`
}

// AddReview makes a certification with its entities, and its work item for the first reviewer.
func (s *Sim) AddReview(spec ReviewSpec) (Certification, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &Certification{
		ID: either(spec.ID, s.store.newID()), Name: spec.Name, Type: "Manager", Phase: either(spec.Phase, PhaseActive),
		Created: s.nowMillis(), CertifiersAsText: spec.CertifiersAsText,
		ESign: spec.ESign, RevokesAtOnce: spec.RevokesAtOnce,
	}
	if _, taken := s.store.reviews[c.ID]; taken || spec.Name == "" || len(spec.Reviewers) == 0 {
		return *c, fmt.Errorf("add review: it wants a name, a reviewer and an id of its own")
	}
	if spec.DueInMillis != 0 {
		c.Expiration = c.Created + spec.DueInMillis
	}
	owner, names, err := s.reviewerNames(spec.Reviewers)
	if err != nil {
		return *c, fmt.Errorf("add review: %w", err)
	}
	if !spec.NoCertifiers {
		c.Certifiers = names
	}
	next, err := s.store.optionalIdentity(spec.Next)
	if err != nil {
		return *c, fmt.Errorf("add review: %w", err)
	}
	if next != nil {
		c.Next = next.Name
	}
	if err := s.addEntities(c, spec); err != nil {
		return *c, fmt.Errorf("add review: %w", err)
	}
	s.store.reviews[c.ID] = c
	if !spec.NoWorkItem && c.Phase == PhaseActive {
		s.addReviewItem(c, owner)
	}
	s.emitReview(c, "", "created")
	return c.copied(), nil
}

func (c *Certification) copied() Certification {
	out := *c
	out.Certifiers, out.entities, out.lines = slices.Clone(c.Certifiers), nil, nil
	return out
}

func (s *Sim) reviewerNames(who []string) (first *Identity, names []string, err error) {
	for _, one := range who {
		i, err := s.store.identity(one)
		if err != nil {
			return nil, nil, err
		}
		if first == nil {
			first = i
		}
		names = append(names, i.Name)
	}
	return first, names, nil
}

func (s *Sim) addEntities(c *Certification, spec ReviewSpec) error {
	for _, who := range spec.Targets {
		i, err := s.store.identity(who)
		if err != nil {
			return err
		}
		c.entities = append(c.entities, s.newEntity(c, i.Name, i.Shown()))
	}
	for n := range spec.Count {
		c.entities = append(c.entities, s.newEntity(c, fmt.Sprintf("reviewed.%05d", n+1), fmt.Sprintf("Reviewed Person %d", n+1)))
	}
	s.store.entities.load(c.entities)
	return nil
}

func (s *Sim) newEntity(c *Certification, name, shown string) *CertificationEntity {
	return &CertificationEntity{ID: s.store.newID(), Identity: name, TargetShown: shown, SummaryStatus: EntityOpen, Kind: "Identity",
		Created: c.Created, parent: c}
}

func (s *Sim) addReviewItem(c *Certification, owner *Identity) {
	s.store.numbers.item++
	w := &WorkItem{
		ID: s.store.newID(), Name: number10(s.store.numbers.item), Type: TypeCertification, Level: "Normal",
		Created: s.nowMillis(), Expiration: c.Expiration, Handler: "sailpoint.api.CertificationWorkItemHandler",
		Certification: c.ID, OwnerID: owner.ID, Description: c.Name,
	}
	c.WorkItemID = w.ID
	s.store.items.put(w)
	s.emitItem(EventItemCreated, w, "", "", owner.Shown())
}

// Review gives a certification, and its entities in the order they were made.
func (s *Sim) Review(id string) (Certification, []CertificationEntity, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.review(id)
	if err != nil {
		return Certification{}, nil, err
	}
	entities := make([]CertificationEntity, len(c.entities))
	for i, e := range c.entities {
		entities[i] = *e
		entities[i].parent = nil
	}
	return c.copied(), entities, nil
}

// ReviewLines gives the lines of a certification, by id.
func (s *Sim) ReviewLines(id string) ([]ReviewLine, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.review(id)
	if err != nil {
		return nil, err
	}
	out := make([]ReviewLine, len(c.lines))
	for i, l := range c.lines {
		out[i] = *l
		out[i].parent = nil
	}
	return out, nil
}

func (s *Sim) review(id string) (*Certification, error) {
	c, ok := s.store.reviews[id]
	if !ok {
		return nil, fmt.Errorf("find review %q: %w", id, ErrUnknown)
	}
	return c, nil
}

// changeReview changes a certification, which marks its entities changed only by setting.
func (s *Sim) changeReview(id, what string, change func(*Certification) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.review(id)
	if err == nil {
		err = change(c)
	}
	if err != nil {
		return err
	}
	c.Modified = s.nowMillis()
	clear(s.store.entities.cache)
	if s.settings.TouchEntities {
		for _, e := range c.entities {
			e.Modified = c.Modified
			s.store.entities.put(e)
		}
	}
	s.emitReview(c, "", what)
	return nil
}
