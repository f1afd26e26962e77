package iiqsim

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
)

// maxAction is the largest body of a decision, in bytes.
const maxAction = 1 << 20

// action is the body of a decision: docs/iiq-wire.md#decisions
type action struct {
	Approver string `json:"approver"`
	State    string `json:"state"`
	Comment  string `json:"comment"`
}

// refusal is a write that IdentityIQ refuses.
type refusal struct {
	status int
	reason string
}

func refuse(status int, format string, args ...any) *refusal {
	return &refusal{status, fmt.Sprintf(format, args...)}
}

// readAction reads the body of a decision, and refuses what is no decision.
func readAction(w http.ResponseWriter, r *http.Request) (action, *refusal) {
	var a action
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return a, refuse(http.StatusUnsupportedMediaType, "the content type is not application/json")
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxAction))
	if err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return a, refuse(http.StatusRequestEntityTooLarge, "the body is larger than 1 MB")
		}
		return a, refuse(http.StatusBadRequest, "the body was cut")
	}
	body := json.NewDecoder(bytes.NewReader(raw))
	body.DisallowUnknownFields()
	if err := body.Decode(&a); err != nil {
		return a, refuse(http.StatusBadRequest, "the body cannot be read: %v", err)
	}
	if _, err := body.Token(); err != io.EOF {
		return a, refuse(http.StatusBadRequest, "something follows the body")
	}
	if a.State != StateFinished && a.State != StateRejected {
		return a, refuse(http.StatusBadRequest, "unknown state %q", a.State)
	}
	return a, nil
}

// handleAction completes a work item for the approver it is given, without asking whether that approver may decide.
func (s *Sim) handleAction(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	a, no := readAction(w, r)
	s.mu.Lock()
	item, known := s.store.items.get(id)
	if !known {
		item, _ = s.store.ended(id)
	}
	if no == nil && faultOf(r.Context()) == FaultOvertaken {
		s.overtake(id, a.Approver)
		_, known = s.store.items.get(id)
	}
	if no == nil {
		no = s.judgeAction(r.Method, item, known, a)
	}
	write := Write{Class: "WorkItem", ID: id, ApproverID: a.Approver, State: a.State, Comment: a.Comment, Status: http.StatusOK}
	if item != nil {
		write.Number, write.Authority = item.Name, s.hasAuthority(a.Approver, item.OwnerID)
	}
	if no != nil {
		s.refuseWrite(w, r, write, no)
		return
	}
	by, _ := s.store.identities.get(a.Approver)
	write.Accepted = true
	s.tellOtherwise(&write, by)
	s.record(r.Context(), write)
	s.endItem(item, ending{state: a.State, by: by, comment: write.Kept, named: s.settings.Completer})
	x := newDocument("WorkItem")
	answer := item.copied()
	answer.Completer = toldAs(s.settings.AnswerCompleter, item.Completer)
	s.writeWorkItem(x, &answer, false)
	s.mu.Unlock()
	writeXML(w, x.Bytes())
}

// refuseWrite records and answers a refusal, and releases the mutex.
func (s *Sim) refuseWrite(w http.ResponseWriter, r *http.Request, write Write, no *refusal) {
	write.Status, write.Reason = no.status, no.reason
	if s.settings.RefusalStatus != 0 {
		write.Status = s.settings.RefusalStatus
	}
	s.record(r.Context(), write)
	s.mu.Unlock()
	writeFailure(w, write.Status, no.reason)
}

func (s *Sim) judgeAction(method string, item *WorkItem, known bool, a action) *refusal {
	if no := s.judgeMethod(method); no != nil {
		return no
	}
	switch {
	case item == nil || !known && s.settings.Archive == ArchiveNone:
		return refuse(http.StatusNotFound, "object not found")
	case !known || !item.Open():
		return refuse(http.StatusConflict, "the work item is already completed")
	case item.Type != TypeApproval:
		return refuse(http.StatusBadRequest, "a work item of type %s cannot be decided here", item.Type)
	case item.NeedsSignature():
		return refuse(http.StatusBadRequest, "the work item demands an electronic signature")
	}
	return s.judgeApprover(a.Approver)
}

func (s *Sim) judgeMethod(method string) *refusal {
	if slices.Contains(s.settings.ActionMethods, method) {
		return nil
	}
	return refuse(http.StatusMethodNotAllowed, "%s does not decide here", method)
}

func (s *Sim) judgeApprover(id string) *refusal {
	by, ok := s.store.identities.get(id)
	switch {
	case !ok:
		return refuse(http.StatusBadRequest, "unknown approver %q", id)
	case by.Workgroup:
		return refuse(http.StatusBadRequest, "the approver is a workgroup")
	case by.Inactive:
		return refuse(http.StatusBadRequest, "the approver is inactive")
	}
	return nil
}

// hasAuthority tells whether an approver may decide what owner owns: an active person, the owner or in the group.
func (s *Sim) hasAuthority(approver, owner string) bool {
	by, ok := s.store.identities.get(approver)
	return ok && !by.Inactive && !by.Workgroup && s.store.belongs(approver, owner)
}
