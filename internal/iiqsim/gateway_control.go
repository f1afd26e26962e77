package iiqsim

import (
	"maps"
	"net/http"
	"time"
)

// routeGateway is what concerns the gateway alone. The stub-run gateway has the same calls.
func (s *Sim) routeGateway(mux *http.ServeMux) {
	do(mux, "PUT /_host/settings", func(_ *http.Request, in map[string]*string) error { s.SetGateway(in); return nil })
	show(mux, "GET /_host/settings", s.GatewaySettings)
	show(mux, "GET /_host/audit", s.Audit)
	do(mux, "POST /_host/clients", func(_ *http.Request, in GatewayClient) error { return s.AddClient(in) })
	do(mux, "PUT /_host/locks", func(_ *http.Request, in struct {
		Item   string `json:"item"`
		HoldMS int64  `json:"hold_ms"`
	},
	) error {
		s.HoldRow(in.Item, time.Duration(in.HoldMS)*time.Millisecond)
		return nil
	})
	do(mux, "PUT /_host/failures", func(_ *http.Request, in map[string]int) error { s.failNext(in); return nil })
	do(mux, "POST /_host/catalogue", func(_ *http.Request, in Catalogued) error { return s.Catalogue(in) })
	control(mux, "POST /_host/lines", func(_ *http.Request, in ReviewLine) (ReviewLine, error) { return s.AddReviewLine(in) })
	do(mux, "POST /_host/grants", func(_ *http.Request, in Grant) error { return s.GiveAccess(in) })
	control(mux, "POST /_host/late", func(_ *http.Request, in struct {
		Spec       ItemSpec `json:"spec"`
		CommitInMS int64    `json:"commit_in_ms"`
	},
	) (WorkItem, error) {
		return s.AddLate(in.Spec, time.Duration(in.CommitInMS)*time.Millisecond)
	})
	do(mux, "POST /_host/late-touch", func(_ *http.Request, in struct {
		Item       string `json:"item"`
		CommitInMS int64  `json:"commit_in_ms"`
	},
	) error {
		return s.TouchLate(in.Item, time.Duration(in.CommitInMS)*time.Millisecond)
	})
	control(mux, "PATCH /_host/items/{id}", func(r *http.Request, in itemPatch) (WorkItem, error) {
		if err := s.UpdateItem(r.PathValue("id"), in.apply); err != nil {
			return WorkItem{}, err
		}
		return s.WorkItem(r.PathValue("id"))
	})
}

// Audit gives what the gateway noted, the oldest first.
func (s *Sim) Audit() []AuditRow {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]AuditRow{}, s.gateway.audit...)
}

// HoldRow makes somebody else hold an item's row for a while; 0 lets it go.
func (s *Sim) HoldRow(id string, hold time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gateway.locked[id] = s.opts.Clock().Add(hold)
}

// FailEngine makes the next calls of IdentityIQ's engine throw.
func (s *Sim) FailEngine(calls int) { s.failNext(map[string]int{"process": calls}) }

func (s *Sim) failNext(calls map[string]int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.Copy(s.gateway.failing, calls)
}

// itemPatch is what can be changed of an open item; what is left out stays.
type itemPatch struct {
	State      *string         `json:"state"`
	Lines      *[]ApprovalItem `json:"lines"`
	OwnerID    *string         `json:"owner_id"`
	AssigneeID *string         `json:"assignee_id"`
	ESign      *string         `json:"esign"`
	Reminders  *int            `json:"reminders"`
	Violations *[]Violation    `json:"violations"`
	Notes      *[]Comment      `json:"comments"`
}

func (p itemPatch) apply(w *WorkItem) {
	for _, one := range []struct{ to, from *string }{
		{&w.State, p.State}, {&w.OwnerID, p.OwnerID}, {&w.AssigneeID, p.AssigneeID}, {&w.ESign, p.ESign},
	} {
		if one.from != nil {
			*one.to = *one.from
		}
	}
	if p.Lines != nil {
		w.Lines = *p.Lines
	}
	if p.Reminders != nil {
		w.Reminders = *p.Reminders
	}
	if p.Violations != nil {
		w.Violations = *p.Violations
	}
	if p.Notes != nil {
		w.Notes = *p.Notes
	}
}
