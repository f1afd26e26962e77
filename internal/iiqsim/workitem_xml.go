package iiqsim

// writeWorkItem writes one work item; whole adds what only the call by id gives, the entitlement descriptions.
func (s *Sim) writeWorkItem(x *xmlWriter, w *WorkItem, whole bool) {
	attrs := []string{
		"id", w.ID, "name", w.Name, "type", w.Type, "state", w.State, "level", w.Level,
		"created", either(w.CreatedAs, millis(w.Created)), "modified", millis(w.Modified),
		"expiration", either(w.ExpirationAs, millis(w.Expiration)),
		"handler", w.Handler, "identityRequestId", w.IdentityRequest, "certification", w.Certification,
		"targetId", w.TargetID, "targetName", w.TargetName, "reminders", count(w.Reminders),
		"escalationCount", count(w.Escalations), "completer", w.Completer, "completionComments", w.Comments,
	}
	if w.TargetID != "" {
		attrs = append(attrs, "targetClass", "sailpoint.object.Identity")
	}
	if w.ESignAttribute {
		attrs = append(attrs, w.esignKey(), w.ESign)
	}
	x.open("WorkItem", append(attrs, s.gatewayAttributes(x, w)...)...)
	x.open("Attributes")
	x.open("Map")
	s.writeItemMap(x, w, whole)
	x.close("Map")
	x.close("Attributes")
	if w.Description != "" {
		x.element("Description", w.Description)
	}
	if !w.NotesInMap {
		writeComments(x, "Comments", w.Notes)
	}
	s.writeParties(x, w)
	x.close("WorkItem")
}

func (w *WorkItem) esignKey() string { return either(w.ESignKey, "electronicSignature") }

func (s *Sim) writeItemMap(x *xmlWriter, w *WorkItem, whole bool) {
	x.WriteString(w.MapXML)
	if w.Lines != nil && w.MapXML == "" {
		x.wrapped("approvalSet", func() { s.writeApprovalSet(x, w.Lines, whole) })
	}
	if !w.ESignAttribute {
		x.entry(w.esignKey(), w.ESign)
	}
	x.entry("identityDisplayName", w.TargetShown)
	x.entry("identityName", w.TargetName)
	if w.NotesInMap && len(w.Notes) > 0 {
		x.wrapped("comments", func() { writeComments(x, "List", w.Notes) })
	}
	if len(w.Violations) > 0 {
		key := either(w.ViolationsKey, "policyViolations")
		x.wrapped(key, func() { writeViolations(x, w.Violations, key == "violations") })
	}
}

func (s *Sim) writeApprovalSet(x *xmlWriter, lines []ApprovalItem, whole bool) {
	x.open("ApprovalSet")
	for i := range lines {
		s.writeApprovalItem(x, &lines[i], whole)
	}
	x.close("ApprovalSet")
}

func (s *Sim) writeApprovalItem(x *xmlWriter, l *ApprovalItem, whole bool) {
	shown := "displayName"
	if l.LowerCase {
		shown = "displayname"
	}
	attrs := []string{
		"id", l.ID, "application", l.Application, "operation", l.Operation, "name", l.Name, "nativeIdentity", l.NativeIdentity,
		shown, l.DisplayName, "displayValue", l.DisplayValue, "state", l.State,
	}
	if l.Values == nil {
		attrs = append(attrs, "value", l.Value)
	}
	if !l.DatesInMap {
		attrs = append(attrs, "startDate", millis(l.StartDate), "endDate", millis(l.EndDate))
	}
	if l.Privileged {
		attrs = append(attrs, "privileged", "true")
	}
	asChild := whole && l.Description != "" && s.settings.DescriptionAs == DescriptionChild
	if whole && !asChild {
		attrs = append(attrs, "description", l.Description)
	}
	x.open("ApprovalItem", attrs...)
	writeLineMap(x, l)
	if asChild {
		x.element("Description", l.Description)
	}
	if l.Values != nil {
		writeStrings(x, "Value", l.Values)
	}
	writeComments(x, "Comments", l.Notes)
	x.close("ApprovalItem")
}

func writeLineMap(x *xmlWriter, l *ApprovalItem) {
	dated := l.DatesInMap && (l.StartDate != 0 || l.EndDate != 0)
	if l.Justification == "" && !dated {
		return
	}
	x.open("Attributes")
	x.open("Map")
	x.entry("requesterComments", l.Justification)
	for _, d := range []struct {
		key string
		at  int64
	}{{"startDate", l.StartDate}, {"endDate", l.EndDate}} {
		if dated && d.at != 0 {
			x.wrapped(d.key, func() { x.element("Date", millis(d.at)) })
		}
	}
	x.close("Map")
	x.close("Attributes")
}

// writeComments writes them below an element of this name; nothing where there are none.
func writeComments(x *xmlWriter, holder string, all []Comment) {
	if len(all) == 0 {
		return
	}
	x.open(holder)
	for _, c := range all {
		x.empty("Comment", "author", c.Author, "date", millis(c.Date), "comment", c.Text)
	}
	x.close(holder)
}

func writeStrings(x *xmlWriter, name string, all []string) {
	x.open(name)
	x.open("List")
	for _, one := range all {
		x.element("String", one)
	}
	x.close("List")
	x.close(name)
}

// writeViolations writes them as elements of their own, or as maps.
func writeViolations(x *xmlWriter, all []Violation, elements bool) {
	x.open("List")
	for _, v := range all {
		if elements {
			x.empty("PolicyViolation", "policyName", v.Policy, "constraintName", v.Rule, "description", v.Description)
			continue
		}
		x.open("Map")
		x.entry("policyName", v.Policy)
		x.entry("ruleName", v.Rule)
		x.entry("description", v.Description)
		x.close("Map")
	}
	x.close("List")
}

func (s *Sim) writeParties(x *xmlWriter, w *WorkItem) {
	s.writeReference(x, "Owner", w.OwnerID, "")
	s.writeReference(x, "Requester", w.RequesterID, w.RequesterName)
	s.writeReference(x, "Assignee", w.AssigneeID, "")
	if len(w.OwnerHistory) > 0 {
		writeStrings(x, "OwnerHistory", w.OwnerHistory)
	}
}

func (s *Sim) writeReference(x *xmlWriter, role, id, name string) {
	if name = either(s.store.nameOf(id), name); name == "" && id == "" {
		return
	}
	x.open(role)
	group := ""
	if i, ok := s.store.identities.get(id); ok && i.Workgroup && x.gateway {
		group = "true"
	}
	x.empty("Reference", "class", "sailpoint.object.Identity", "id", id, "name", name, "workgroup", group)
	x.close(role)
}
