package iiqsim

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// AuditRow is what the gateway notes of a decision, in the decision's own transaction.
type AuditRow struct {
	ID         string            `json:"id"`
	Created    int64             `json:"created"`
	Action     string            `json:"action"`
	Source     string            `json:"source"`
	Target     string            `json:"target"`
	Attributes map[string]string `json:"attributes"`
	by         *Identity
	// state and lines are those of a decision, answer is that of another act.
	state  string
	lines  []ApprovalItem
	answer map[string]any
}

// keptAct is the answer to an act that came with a key: of a decision, or of another act.
type keptAct struct {
	digest  string
	decided decidedAnswer
	deed    keptDeed
}

const outcomeReplayed = "replayed"

// decidedAnswer is what a caller whose decision was taken is told.
type decidedAnswer struct {
	xml   []byte
	json  map[string]any
	audit string
}

// gatewayDecide completes a work item for an approver who may.
func (s *Sim) gatewayDecide(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	var a act
	no := (*refusedCall)(nil)
	if !gatewayID.MatchString(id) {
		no = noObject(id)
	}
	if no == nil {
		a, no = readAct(w, r)
	}
	if no == nil {
		no = s.awaitRow(r.Context(), id)
	}
	if no != nil {
		no.write(w)
		return
	}
	s.mu.Lock()
	answer, replayed, no := s.decideOnce(r, id, a)
	s.mu.Unlock()
	if no != nil {
		no.write(w)
		return
	}
	answer.write(w, r, replayed)
}

func (d decidedAnswer) write(w http.ResponseWriter, r *http.Request, replayed bool) {
	outcome := "decided"
	if replayed {
		outcome = outcomeReplayed
	}
	w.Header().Set("X-Outcome", outcome)
	w.Header().Set("X-Audit", d.audit)
	if strings.Contains(r.Header.Get("Accept"), "application/json") {
		writeJSON(w, http.StatusOK, d.json)
		return
	}
	writeXML(w, d.xml)
}

// awaitRow waits for a row that somebody else holds, as long as the gateway does.
func (s *Sim) awaitRow(ctx context.Context, id string) *refusedCall {
	s.mu.Lock()
	until, held := s.gateway.locked[id]
	s.mu.Unlock()
	left := until.Sub(s.opts.Clock())
	if !held || left <= 0 {
		return nil
	}
	timer := time.NewTimer(min(left, s.opts.LockWait))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	case <-s.ending.Done():
	}
	if left <= s.opts.LockWait {
		return nil
	}
	no := refused("busy", "somebody else holds the item's row")
	no.retryAfter = 5
	return no
}

// decideOnce decides, or tells again what was decided with the same key. The mutex is held.
func (s *Sim) decideOnce(r *http.Request, id string, a act) (decidedAnswer, bool, *refusedCall) {
	digest := digestOf(id, a)
	if kept, again, no := s.gateway.recall(r, digest); again || no != nil {
		return kept.decided, again, no
	}
	item, no := s.judge(id, a)
	if no == nil && s.gateway.fails("process") {
		no = refused("iiq", "IdentityIQ reported an error, and nothing was written")
	}
	write := Write{Class: "WorkItem", ID: id, ApproverID: a.approver, State: a.state, Lines: a.linesSaid(), Comment: a.comment,
		Status: http.StatusOK}
	if item != nil {
		write.Number, write.Authority = item.Name, s.hasAuthority(a.approver, item.OwnerID)
	}
	if no != nil {
		write.Status, write.Reason = statusOf(no.word), no.word
		s.record(r.Context(), write)
		return decidedAnswer{}, false, no
	}
	write.Accepted = true
	answer := s.carryOut(item, a, s.callerOf(r).Name)
	write.State = item.State
	s.record(r.Context(), write)
	s.gateway.keep(r, keptAct{digest: digest, decided: answer})
	return answer, false, nil
}

// digestOf identifies a decision; what it expects is no part of it.
func digestOf(id string, a act) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %q %q", id, a.approver, a.state, a.comment, a.lines))
	return hex.EncodeToString(sum[:])
}

// carryOut ends the item and notes it.
func (s *Sim) carryOut(item *WorkItem, a act, caller string) decidedAnswer {
	by, _ := s.store.identities.get(a.approver)
	states := statesOf(item, a)
	s.endItem(item, ending{state: wholeState(a.state, states), by: by, comment: s.kept(a.comment), lines: states})
	row := s.note(AuditRow{
		Action: "ApprovalsGatewayDecide", Source: caller, Target: item.ID, by: by, state: item.State, lines: item.Lines,
		Attributes: map[string]string{"approver": by.ID, "request": item.IdentityRequest, "decision": digestOf(item.ID, a)},
	})
	s.gateway.taken = append(s.gateway.taken, row.Created)
	x := newDocument("WorkItem")
	x.gateway = true
	s.writeWorkItem(x, item, false)
	return decidedAnswer{xml: x.Bytes(), json: row.winner("audit"), audit: row.ID}
}

// statesOf gives each line's state after the decision; nil for an item without lines.
func statesOf(item *WorkItem, a act) []string {
	var out []string
	for _, l := range item.Lines {
		state := a.state
		for _, one := range a.lines {
			if one.id == l.ID {
				state = one.state
			}
		}
		if l.decided() {
			state = l.State
		}
		out = append(out, state)
	}
	return out
}

// wholeState is the state of an item whose lines were decided one by one.
func wholeState(state string, lines []string) string {
	if state != "" {
		return state
	}
	for _, one := range lines {
		if one == StateFinished {
			return StateFinished
		}
	}
	return StateRejected
}

func (row AuditRow) winner(source string) map[string]any {
	return map[string]any{
		"decidedBy": map[string]string{"id": row.by.ID, "name": row.by.Name}, "state": row.state, "at": row.Created,
		"lines": toldLines(row.lines), "source": source,
	}
}

// ended tells how an item that is not open any more ended, by the request that the caller names, else by the audit: from
// the id of an item that is gone nothing leads to its request. It wants the mutex.
func (s *Sim) ended(id, request string) *refusedCall {
	winner := s.winnerInSummary(id, request)
	for _, row := range s.gateway.audit {
		if winner == nil && row.Target == id && row.state != "" {
			winner = row.winner("audit")
		}
	}
	if winner == nil {
		return refused("gone", "there is no such item, and nothing tells of it")
	}
	no := refused("decided", "somebody was faster")
	no.more = winner
	return no
}

func (s *Sim) winnerInSummary(id, request string) map[string]any {
	q, ok := s.store.request(request)
	if !ok {
		return nil
	}
	for _, a := range s.toldOf(q).Summaries {
		if a.WorkItemID == id && decision(a.State) {
			return map[string]any{
				"decidedBy": s.person(a.Completer), "state": a.State, "at": a.EndDate, "lines": toldLines(a.Lines), "source": "summary",
			}
		}
	}
	return nil
}

// person gives the id and the name of who is called so, by name or, where only one is, by display name.
func (s *Sim) person(called string) map[string]string {
	if i, ok := s.store.identities.byName[called]; ok {
		return map[string]string{"id": i.ID, "name": i.Name}
	}
	var found []*Identity
	for _, i := range s.store.identities.ids {
		if i.DisplayName == called {
			found = append(found, i)
		}
	}
	if len(found) == 1 {
		return map[string]string{"id": found[0].ID, "name": found[0].Name}
	}
	return map[string]string{"name": called}
}
