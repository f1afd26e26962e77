package approvals

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"github.com/iiq-approvals/bot/internal/db"
)

// content is what of a work item a card tells. Stamps and completion are left out: they change without the card's
// words changing.
func contentHash(w WorkItem) []byte {
	c := w
	c.State, c.Completer, c.CompletionComments, c.Described = "", "", "", false
	// Of what both read whole, this version and the ones before have the same hash, so that neither rewrites what the other wrote.
	c.Unread, c.Unjudged = nil, false
	c.Modified, c.Created, c.Certification = time.Time{}, time.Time{}, ""
	c.Lines = make([]ApprovalItem, len(w.Lines))
	for i, l := range w.Lines {
		l.State, l.Description = "", ""
		c.Lines[i] = l
	}
	b, err := json.Marshal(c)
	if err != nil {
		// Strings, numbers and times always marshal.
		panic(fmt.Sprintf("marshal work item: %v", err))
	}
	h := sha256.Sum256(b)
	return h[:]
}

func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("marshal %T: %v", v, err))
	}
	return b
}

func linesJSON(lines []ApprovalItem) []byte {
	if lines == nil {
		lines = []ApprovalItem{}
	}
	return mustJSON(lines)
}

func textsJSON(texts []string) []byte {
	if texts == nil {
		texts = []string{}
	}
	return mustJSON(texts)
}

func timePtr(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func timeOf(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// itemOf gives back what is stored of a work item. A line that cannot be read is a bug of ours, told as an error.
func itemOf(r db.WorkItem) (WorkItem, error) {
	w := WorkItem{
		ID: r.ID, Number: r.Number, Type: ItemType(r.Type), Level: r.Level, Description: r.Description,
		Owner:     Ref{ID: r.OwnerID, Name: r.OwnerName},
		Requester: Ref{ID: r.RequesterID, Name: r.RequesterName},
		Target:    Ref{ID: r.TargetID, Name: r.TargetName, Display: r.TargetDisplay}, RequestName: r.RequestName,
		Justification: r.Justification, Signature: r.Signature, Created: r.CreatedAt,
		Modified: timeOf(r.ModifiedAt), Due: timeOf(r.DueAt), Described: r.Described,
	}
	if err := json.Unmarshal(r.Lines, &w.Lines); err != nil {
		return w, fmt.Errorf("read lines of work item %s: %w", r.ID, err)
	}
	if err := json.Unmarshal(r.Violations, &w.Violations); err != nil {
		return w, fmt.Errorf("read violations of work item %s: %w", r.ID, err)
	}
	w.Unread, w.Unjudged = gapsIn(r, w)
	return w, nil
}

func insertParams(w WorkItem, group bool) db.InsertWorkItemParams {
	return db.InsertWorkItemParams{
		ID: w.ID, Number: w.Number, Type: string(w.Type), Level: w.Level, Description: w.Description,
		OwnerID: w.Owner.ID, OwnerName: w.Owner.Name, OwnerWorkgroup: group,
		RequesterID: w.Requester.ID, RequesterName: w.Requester.Name,
		TargetID: w.Target.ID, TargetName: w.Target.Name, TargetDisplay: w.Target.Display, RequestName: w.RequestName,
		Justification: w.Justification, Lines: linesJSON(w.Lines), Violations: textsJSON(w.Violations), Signature: w.Signature,
		CreatedAt: w.Created, ModifiedAt: timePtr(w.Modified), DueAt: timePtr(w.Due),
		ContentHash: contentHash(w), Described: w.Described, Gaps: gapsOf(w),
	}
}

func updateParams(w WorkItem, group bool) db.UpdateWorkItemContentParams {
	p := insertParams(w, group)
	return db.UpdateWorkItemContentParams{
		ID: p.ID, Number: p.Number, Level: p.Level, Description: p.Description,
		OwnerID: p.OwnerID, OwnerName: p.OwnerName, OwnerWorkgroup: p.OwnerWorkgroup,
		RequesterID: p.RequesterID, RequesterName: p.RequesterName,
		TargetID: p.TargetID, TargetName: p.TargetName, TargetDisplay: p.TargetDisplay, RequestName: p.RequestName,
		Justification: p.Justification, Lines: p.Lines, Violations: p.Violations, Signature: p.Signature,
		ModifiedAt: p.ModifiedAt, DueAt: p.DueAt, ContentHash: p.ContentHash, Described: p.Described, Gaps: p.Gaps,
	}
}

// keepDescriptions carries descriptions that were read by id over to a newer sight of the same lines.
func keepDescriptions(seen *WorkItem, old WorkItem) {
	if seen.Described || !old.Described {
		return
	}
	texts := map[string]string{}
	for _, l := range old.Lines {
		texts[l.ID+"\x00"+l.Value] = l.Description
	}
	all := true
	for i, l := range seen.Lines {
		t, known := texts[l.ID+"\x00"+l.Value]
		if seen.Lines[i].Description == "" {
			seen.Lines[i].Description = t
		}
		all = all && known
	}
	seen.Described = all
}

// IdentityFrom gives the field's word for a row of the identity map.
func IdentityFrom(r db.Identity, activityKnown bool) Identity {
	return Identity{ID: r.ID, Name: r.Name, Display: r.DisplayName, Email: r.Email, Department: r.Department,
		ManagerID: r.ManagerID, Inactive: r.Inactive, Workgroup: r.Workgroup, ActivityKnown: activityKnown}
}
