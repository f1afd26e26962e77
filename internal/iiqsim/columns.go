package iiqsim

// The columns of each class, as filters, orderby and the table calls name them: docs/iiq-wire.md#filters-and-time,
// docs/iiq-wire.md#identities and docs/iiq-wire.md#access-reviews

func text[T row](read func(T) string) column[T] {
	return column[T]{columnText, func(r T) value { s := read(r); return value{text: s, null: s == ""} }}
}

func date[T row](read func(T) int64) column[T] {
	return column[T]{columnDate, func(r T) value { n := read(r); return value{num: n, null: n == 0} }}
}

func number[T row](read func(T) int) column[T] {
	return column[T]{columnNumber, func(r T) value { return value{num: int64(read(r))} }}
}

func flag[T row](read func(T) bool) column[T] {
	return column[T]{columnBool, func(r T) value { return value{num: boolNumber(read(r))} }}
}

func identityColumns(s *store) columns[*Identity] {
	return columns[*Identity]{
		"id":                  text(func(i *Identity) string { return i.ID }),
		"name":                text(func(i *Identity) string { return i.Name }),
		"email":               text(func(i *Identity) string { return i.Email }),
		"displayName":         text(func(i *Identity) string { return i.DisplayName }),
		"firstname":           text(func(i *Identity) string { return i.FirstName }),
		"lastname":            text(func(i *Identity) string { return i.LastName }),
		"department":          text(func(i *Identity) string { return i.Department }),
		"manager.id":          text(func(i *Identity) string { return i.ManagerID }),
		"manager.name":        text(func(i *Identity) string { return s.nameOf(i.ManagerID) }),
		"manager.displayName": text(func(i *Identity) string { return s.shownOf(i.ManagerID) }),
		"inactive":            flag(func(i *Identity) bool { return i.Inactive }),
		"workgroup":           flag(func(i *Identity) bool { return i.Workgroup }),
		"created":             date(func(i *Identity) int64 { return i.Created }),
		"modified":            date(func(i *Identity) int64 { return i.Modified }),
	}
}

func workItemColumns(s *store) columns[*WorkItem] {
	return columns[*WorkItem]{
		"id":                 text(func(w *WorkItem) string { return w.ID }),
		"name":               text(func(w *WorkItem) string { return w.Name }),
		"type":               text(func(w *WorkItem) string { return w.Type }),
		"state":              text(func(w *WorkItem) string { return w.State }),
		"level":              text(func(w *WorkItem) string { return w.Level }),
		"handler":            text(func(w *WorkItem) string { return w.Handler }),
		"description":        text(func(w *WorkItem) string { return w.Description }),
		"identityRequestId":  text(func(w *WorkItem) string { return w.IdentityRequest }),
		"certification":      text(func(w *WorkItem) string { return w.Certification }),
		"targetId":           text(func(w *WorkItem) string { return w.TargetID }),
		"targetName":         text(func(w *WorkItem) string { return w.TargetName }),
		"completer":          text(func(w *WorkItem) string { return w.Completer }),
		"completionComments": text(func(w *WorkItem) string { return w.Comments }),
		"owner.id":           text(func(w *WorkItem) string { return w.OwnerID }),
		"owner.name":         text(func(w *WorkItem) string { return s.nameOf(w.OwnerID) }),
		"requester.id":       text(func(w *WorkItem) string { return w.RequesterID }),
		"requester.name":     text(func(w *WorkItem) string { return either(s.nameOf(w.RequesterID), w.RequesterName) }),
		"assignee.id":        text(func(w *WorkItem) string { return w.AssigneeID }),
		"assignee.name":      text(func(w *WorkItem) string { return s.nameOf(w.AssigneeID) }),
		"created":            date(func(w *WorkItem) int64 { return w.Created }),
		"modified":           date(func(w *WorkItem) int64 { return w.Modified }),
		"expiration":         date(func(w *WorkItem) int64 { return w.Expiration }),
		"reminders":          number(func(w *WorkItem) int { return w.Reminders }),
		"escalationCount":    number(func(w *WorkItem) int { return w.Escalations }),
	}
}

func requestColumns() columns[*IdentityRequest] {
	return columns[*IdentityRequest]{
		"id":                   text(func(q *IdentityRequest) string { return q.ID }),
		"name":                 text(func(q *IdentityRequest) string { return q.Name }),
		"type":                 text(func(q *IdentityRequest) string { return q.Type }),
		"state":                text(func(q *IdentityRequest) string { return q.State }),
		"priority":             text(func(q *IdentityRequest) string { return q.Priority }),
		"requesterId":          text(func(q *IdentityRequest) string { return q.RequesterID }),
		"requesterDisplayName": text(func(q *IdentityRequest) string { return q.RequesterShown }),
		"targetId":             text(func(q *IdentityRequest) string { return q.TargetID }),
		"targetDisplayName":    text(func(q *IdentityRequest) string { return q.TargetShown }),
		"completionStatus":     text(func(q *IdentityRequest) string { return q.CompletionStatus }),
		"executionStatus":      text(func(q *IdentityRequest) string { return q.ExecutionStatus }),
		"created":              date(func(q *IdentityRequest) int64 { return q.Created }),
		"modified":             date(func(q *IdentityRequest) int64 { return q.Modified }),
	}
}

func entityColumns() columns[*CertificationEntity] {
	return columns[*CertificationEntity]{
		"id":                       text(func(e *CertificationEntity) string { return e.ID }),
		"identity":                 text(func(e *CertificationEntity) string { return e.Identity }),
		"targetDisplayName":        text(func(e *CertificationEntity) string { return e.TargetShown }),
		"summaryStatus":            text(func(e *CertificationEntity) string { return e.SummaryStatus }),
		"created":                  date(func(e *CertificationEntity) int64 { return e.Created }),
		"modified":                 date(func(e *CertificationEntity) int64 { return e.Modified }),
		"completed":                date(func(e *CertificationEntity) int64 { return e.Completed }),
		"type":                     text(func(e *CertificationEntity) string { return e.Kind }),
		"application":              text(func(e *CertificationEntity) string { return e.Application }),
		"nativeIdentity":           text(func(e *CertificationEntity) string { return e.Account }),
		"certification.id":         text(func(e *CertificationEntity) string { return e.parent.ID }),
		"certification.name":       text(func(e *CertificationEntity) string { return e.parent.Name }),
		"certification.type":       text(func(e *CertificationEntity) string { return e.parent.Type }),
		"certification.phase":      text(func(e *CertificationEntity) string { return e.parent.Phase }),
		"certification.expiration": date(func(e *CertificationEntity) int64 { return e.parent.Expiration }),
		"certification.signed":     date(func(e *CertificationEntity) int64 { return e.parent.Signed }),
		"certification.created":    date(func(e *CertificationEntity) int64 { return e.parent.Created }),
		"certification.modified":   date(func(e *CertificationEntity) int64 { return e.parent.Modified }),
		"certification.certifiers": {columnMany, func(e *CertificationEntity) value { return certifiersOf(e.parent) }},
	}
}

func certifiersOf(c *Certification) value {
	switch {
	case len(c.Certifiers) == 0:
		return value{null: true}
	case c.CertifiersAsText:
		return value{many: c.Certifiers[0]}
	}
	return value{many: c.Certifiers}
}
