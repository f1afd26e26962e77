package store

import (
	"encoding/json"
	"fmt"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/db"
)

// Version 0.1.0 took decisions on entities of access reviews; no other version takes one. This file, and endentity.go
// in internal/jobs, end those that are under way and describe those that are stored.

// FoundBefore reports whether the attempt before this one found the same, since one read of a list proves nothing.
func (c Claim) FoundBefore(same error) bool { return c.problem == same.Error() }

// auditEntity names the entity of a stored decision for the audit log. The click's own entry has what was shown of it.
func auditEntity(review db.WorkItem, row db.Decision) (*audit.Item, error) {
	var shown struct {
		Identity string `json:"identity"`
		Name     string `json:"name"`
	}
	i := &audit.Item{ID: row.EntityID, Type: "CertificationEntity", Round: row.Round,
		Review: &audit.Ref{ID: review.ID, Display: review.Description}}
	if len(row.EntityShown) > 0 {
		if err := json.Unmarshal(row.EntityShown, &shown); err != nil {
			return i, fmt.Errorf("read what was shown of an entity: %w", err)
		}
	}
	i.Target = &audit.Ref{Name: shown.Identity, Display: shown.Name}
	return i, nil
}

// auditSubject names the subject of a stored decision for the audit log.
func auditSubject(item db.WorkItem, row db.Decision) (*audit.Item, error) {
	if row.EntityID == "" {
		return auditItem(item)
	}
	return auditEntity(item, row)
}

// exposedName is the name of an entity as people know it, or HiddenSign where the rules on sensitive content hide it.
func (d Decisions) exposedName(name string) string {
	if d.rules.HidesName(name) {
		return approvals.HiddenSign
	}
	return name
}
