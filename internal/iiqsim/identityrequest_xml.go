package iiqsim

import "slices"

// writeRequest writes one identity request with the summaries of the work items that ended.
func (s *Sim) writeRequest(x *xmlWriter, q *IdentityRequest, whole bool) {
	x.open("IdentityRequest",
		"id", q.ID, "name", q.Name, "type", q.Type, "state", q.State, "priority", q.Priority,
		"created", millis(q.Created), "modified", millis(q.Modified),
		"requesterId", q.RequesterID, "requesterDisplayName", q.RequesterShown,
		"targetId", q.TargetID, "targetDisplayName", q.TargetShown, "targetClass", "sailpoint.object.Identity",
		"completionStatus", q.CompletionStatus, "executionStatus", q.ExecutionStatus)
	q = s.toldOf(q)
	if s.settings.SummariesAs == SummariesAttributes && len(q.Summaries) > 0 {
		x.open("Attributes")
		x.open("Map")
		x.wrapped("approvalSummaries", func() { s.writeSummaries(x, "List", q, whole) })
		x.close("Map")
		x.close("Attributes")
	} else if len(q.Summaries) > 0 {
		s.writeSummaries(x, "ApprovalSummaries", q, whole)
	}
	s.writeRequestItems(x, q)
	x.close("IdentityRequest")
}

// toldOf is a request with the summaries that it tells by now.
func (s *Sim) toldOf(q *IdentityRequest) *IdentityRequest {
	if s.settings.SummariesLateMillis == 0 && !s.odd.unreleased {
		return q
	}
	c := q.copied()
	wall := s.opts.Clock()
	c.Summaries = slices.DeleteFunc(c.Summaries, func(a ApprovalSummary) bool {
		late := s.settings.SummariesLateMillis
		return late != 0 && a.EndDate+late > s.nowMillis() || a.told.After(wall)
	})
	return &c
}

func (s *Sim) writeRequestItems(x *xmlWriter, q *IdentityRequest) {
	if len(q.Lines) == 0 {
		return
	}
	x.open("Items")
	for _, l := range q.Lines {
		x.empty("IdentityRequestItem", "application", l.Application, "operation", l.Operation, "name", l.Name,
			"value", l.Value, "nativeIdentity", l.NativeIdentity)
	}
	x.close("Items")
}

func (s *Sim) writeSummaries(x *xmlWriter, wrapper string, q *IdentityRequest, whole bool) {
	x.open(wrapper)
	for i := range q.Summaries {
		s.writeSummary(x, &q.Summaries[i], whole)
	}
	x.close(wrapper)
}

func (s *Sim) writeSummary(x *xmlWriter, a *ApprovalSummary, whole bool) {
	attrs := []string{
		"workItemId", a.WorkItemID, "workItemType", a.WorkItemType, "owner", a.Owner, "completer", a.Completer,
		"state", a.State, "startDate", millis(a.StartDate), "endDate", millis(a.EndDate),
	}
	asChild := s.settings.CommentsAs == CommentsChild && a.Comments != ""
	if !asChild {
		attrs = append(attrs, "comments", a.Comments)
	}
	x.open("ApprovalSummary", attrs...)
	if asChild {
		x.open("Comments")
		x.empty("Comment", "author", a.Completer, "date", millis(a.EndDate), "comment", a.Comments)
		x.close("Comments")
	}
	if a.Lines != nil {
		s.writeApprovalSet(x, a.Lines, whole)
	}
	x.close("ApprovalSummary")
}
