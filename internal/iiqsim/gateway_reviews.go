package iiqsim

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
)

// gatewayReviews tells the reviews that are not signed, a row each, by id.
func (s *Sim) gatewayReviews(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	after, limit, no := s.pageOf(r)
	if no != nil {
		no.write(w)
		return
	}
	rows := []map[string]any{}
	for _, id := range slices.Sorted(maps.Keys(s.store.reviews)) {
		if c := s.store.reviews[id]; id > after && c.Signed == 0 && len(rows) < limit {
			rows = append(rows, s.reviewRow(c))
		}
	}
	writeJSON(w, http.StatusOK, map[string]any{"objects": rows})
}

// pageOf reads where a page begins and how long it is; it wants the mutex.
func (s *Sim) pageOf(r *http.Request) (after string, limit int, no *refusedCall) {
	after = r.URL.Query().Get("after")
	if after != "" && !gatewayID.MatchString(after) {
		return "", 0, noObject(after)
	}
	most := s.gateway.number("page")
	limit, err := wholeNumber(r.URL.Query(), "limit", most, 1)
	if err != nil {
		return "", 0, refused("bad_filter", "limit cannot be read")
	}
	return after, min(limit, most), nil
}

func (s *Sim) reviewRow(c *Certification) map[string]any {
	items, done := c.counts()
	out := map[string]any{
		"id": c.ID, "name": c.Name, "type": c.Type, "phase": c.Phase, "due": nilIfZero(c.Expiration), "items": items, "done": done,
		"signed": nilIfZero(c.Signed), "reviewers": s.shownReviewers(c), "signable": items == done && c.Phase == PhaseActive,
		"revokes": "signoff",
	}
	if c.RevokesAtOnce {
		out["revokes"] = "decision"
	}
	if c.ESign != "" {
		out["signature"] = true
	}
	if done < items {
		out["waits"] = "lines"
	}
	text, _ := json.Marshal(out) // what was just made can be written as JSON
	sum := sha256.Sum256(text)
	out["tag"] = hex.EncodeToString(sum[:])
	return out
}

func nilIfZero(at int64) any {
	if at == 0 {
		return nil
	}
	return at
}

// reviewersOf gives whoever reviews, groups among them: who is named, else the owner of the review's work item.
func (s *Sim) reviewersOf(c *Certification) []*Identity {
	var out []*Identity
	for _, name := range c.Certifiers {
		if i, ok := s.store.identities.byName[name]; ok {
			out = append(out, i)
		}
	}
	if w, ok := s.store.items.get(c.WorkItemID); ok && len(c.Certifiers) == 0 {
		if i, ok := s.store.identities.get(w.OwnerID); ok {
			out = append(out, i)
		}
	}
	return out
}

// shownReviewers are the people who review, each once.
func (s *Sim) shownReviewers(c *Certification) []map[string]any {
	out, seen := []map[string]any{}, map[string]bool{}
	for _, one := range s.reviewersOf(c) {
		people := []*Identity{one}
		if one.Workgroup {
			people, _ = s.peopleIn(one.ID)
		}
		for _, i := range people {
			if !seen[i.ID] {
				out = append(out, map[string]any{"id": i.ID, "name": i.Name, "workgroup": false})
			}
			seen[i.ID] = true
		}
	}
	return out
}

// gatewayReviewLines tells the lines of a review, by id.
func (s *Sim) gatewayReviewLines(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.store.reviews[r.PathValue("id")]
	if !ok {
		noObject(r.PathValue("id")).write(w)
		return
	}
	after, limit, no := s.pageOf(r)
	if no != nil {
		no.write(w)
		return
	}
	out, rows := map[string]any{}, []map[string]any{}
	for _, l := range c.lines {
		if l.ID <= after || s.hidesLine(l) {
			continue
		}
		if len(rows) == limit {
			break
		}
		if rows = append(rows, s.shownLine(l)); len(rows) == limit {
			out["next"] = l.ID
		}
	}
	out["objects"] = rows
	writeJSON(w, http.StatusOK, out)
}

// hidesLine tells whether an administrator keeps the application of a line from the gateway.
func (s *Sim) hidesLine(l *ReviewLine) bool {
	return s.keptOut(l.Application)
}

func (s *Sim) shownLine(l *ReviewLine) map[string]any {
	application := l.Application
	if l.Type == "Bundle" {
		application = roleApplication
	}
	known := s.gateway.catalogue[[3]string{application, l.Attribute, l.Value}]
	out := map[string]any{
		"id": l.ID, "entity": map[string]any{"id": l.Entity, "name": l.parent.Identity, "displayName": l.parent.TargetShown},
		"type":        l.Type,
		"application": l.Application, "attribute": l.Attribute, "value": l.Value, "displayValue": l.Value, "description": known.Description,
		"classifications": append([]string{}, known.Classifications...), "privileged": known.Privileged, "status": l.Status,
		"decision": nil,
		"tag":      l.tag(),
	}
	if l.Decision != "" {
		decided := map[string]any{"status": l.Decision, "by": l.By, "comment": l.Comment, "at": nilIfZero(l.At)}
		if l.Until != 0 {
			decided["until"] = l.Until
		}
		out["decision"] = decided
	}
	return out
}
