package iiqsim

import (
	"context"
	"fmt"
	"net/http"
)

// routesOfAnother are the gateway's calls where something else answers them.
func (s *Sim) routesOfAnother() []route {
	var list []route
	for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodPost, http.MethodDelete} {
		list = append(list, route{method, "/" + GatewayPath + "/{call...}", method + " gateway/…",
			s.authorised(s.opts.GatewayBy.ServeHTTP)})
	}
	return list
}

// Book notes a decision on a work item that GatewayBy has taken: in the ledger, and on the item. The error says why the
// simulator would have refused it; then the ledger has a refused write.
func (s *Sim) Book(ctx context.Context, id, approver, state, comment string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	item, known := s.store.items.get(id)
	if !known {
		item, _ = s.store.ended(id)
	}
	write := Write{Class: "WorkItem", ID: id, ApproverID: approver, State: state, Comment: comment, Status: http.StatusOK}
	if item != nil {
		write.Number, write.Authority = item.Name, s.hasAuthority(approver, item.OwnerID)
	}
	if no := s.judgeAction(http.MethodPut, item, known, action{approver, state, comment}); no != nil {
		write.Status, write.Reason = no.status, no.reason
		s.record(ctx, write)
		return fmt.Errorf("book a decision on %s: %s", id, no.reason)
	}
	by, _ := s.store.identities.get(approver)
	write.Accepted = true
	s.tellOtherwise(&write, by)
	s.record(ctx, write)
	s.endItem(item, ending{state: state, by: by, comment: write.Kept, named: s.settings.Completer})
	return nil
}
