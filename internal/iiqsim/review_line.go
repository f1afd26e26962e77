package iiqsim

import (
	"fmt"
	"slices"
	"strings"

	"github.com/iiq-approvals/bot/internal/itemtag"
)

// Decisions on lines of an access review.
const (
	LineApproved   = "Approved"
	LineRemediated = "Remediated"
	LineMitigated  = "Mitigated"
	LineCleared    = "Cleared"
)

// ReviewLine is one line of an access review: somebody's access that is kept or revoked. Times are epoch milliseconds.
type ReviewLine struct {
	ID     string `json:"id"`
	Entity string `json:"entity"`
	// Type is Exception (an entitlement), Bundle (a role), Account or PolicyViolation.
	Type        string `json:"type,omitempty"`
	Application string `json:"application,omitempty"`
	Attribute   string `json:"attribute,omitempty"`
	Value       string `json:"value,omitempty"`
	// Status is that of an entity; a line that is Complete has a decision.
	Status   string `json:"status,omitempty"`
	Decision string `json:"decision,omitempty"`
	By       string `json:"by,omitempty"`
	Comment  string `json:"comment,omitempty"`
	At       int64  `json:"at,omitempty"`
	Until    int64  `json:"until,omitempty"`
	// CarriedOut marks a revocation that has begun, which nothing takes back.
	CarriedOut bool `json:"carried_out,omitempty"`

	parent *CertificationEntity
}

func (l *ReviewLine) complete() bool { return l.Status == EntityComplete }

// tag is the tag of a line as the gateway computes it.
func (l *ReviewLine) tag() string {
	return itemtag.ReviewLine{ID: l.ID, Entity: l.Entity, Type: l.Type, Application: l.Application, Attribute: l.Attribute, Value: l.Value,
		Status: l.Status}.Tag()
}

// AddReviewLine adds a line to an entity of a review.
func (s *Sim) AddReviewLine(l ReviewLine) (ReviewLine, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.store.entities.get(l.Entity)
	if !ok {
		return l, fmt.Errorf("find entity %q: %w", l.Entity, ErrUnknown)
	}
	l.ID = either(l.ID, s.store.newID())
	l.Type, l.Status, l.parent = either(l.Type, "Exception"), either(l.Status, EntityOpen), e
	if l.complete() {
		l.Decision = either(l.Decision, LineApproved)
	}
	e.parent.lines = append(e.parent.lines, &l)
	slices.SortFunc(e.parent.lines, func(a, b *ReviewLine) int { return strings.Compare(a.ID, b.ID) })
	return l, nil
}

// counts gives how many lines a review has, and how many are decided; of a review without lines, its entities.
func (c *Certification) counts() (items, done int) {
	for _, l := range c.lines {
		if l.complete() {
			done++
		}
	}
	if len(c.lines) > 0 {
		return len(c.lines), done
	}
	for _, e := range c.entities {
		if e.SummaryStatus == EntityComplete {
			done++
		}
	}
	return len(c.entities), done
}

// refresh marks the entities of a review whose lines are all decided, or not any more.
func (s *Sim) refresh(c *Certification, by string) {
	for _, e := range c.entities {
		own := slices.DeleteFunc(slices.Clone(c.lines), func(l *ReviewLine) bool { return l.parent != e })
		all := !slices.ContainsFunc(own, func(l *ReviewLine) bool { return !l.complete() })
		switch {
		case len(own) == 0 || all == (e.SummaryStatus == EntityComplete):
		case all:
			s.completeEntity(e, StateFinished, "", by)
		default:
			e.SummaryStatus, e.Completed, e.Modified = EntityOpen, 0, s.nowMillis()
			s.store.entities.put(e)
			s.emitReview(c, by, "entity "+EntityOpen)
		}
	}
}
