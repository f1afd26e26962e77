package iiqsim

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// scimQuery is what a list of users is asked with (RFC 7644 section 3.4.2).
type scimQuery struct {
	start, size int
	passes      func(*Identity) bool
	// sortBy is nil for the order of the ids.
	sortBy     func(*Identity) string
	descending bool
	// attributes are the only ones wanted; none is all.
	attributes []string
}

func readSCIMQuery(values url.Values, set SCIMSettings) (q scimQuery, err error) {
	for _, name := range set.RefusedParameters {
		if values.Has(name) {
			return q, fmt.Errorf("the parameter %s is not supported", name)
		}
	}
	if q.start, err = wholeNumber(values, "startIndex", 1, 1); err != nil {
		return q, err
	}
	if q.size, err = wholeNumber(values, "count", scimPageCap, 0); err != nil {
		return q, err
	}
	q.size = min(q.size, set.PageCap)
	if q.passes, err = parseSCIMFilter(values.Get("filter"), set.RefusedFilters); err != nil {
		return q, err
	}
	if by := values.Get("sortBy"); by != "" {
		read, ok := scimAttribute(by)
		if !ok || named(set.RefusedFilters, by) {
			return q, fmt.Errorf("cannot sort by %q", by)
		}
		q.sortBy = read
	}
	switch values.Get("sortOrder") {
	case "", "ascending":
	case "descending":
		q.descending = true
	default:
		return q, fmt.Errorf("sortOrder is ascending or descending")
	}
	if list := values.Get("attributes"); list != "" {
		q.attributes = strings.Split(list, ",")
	}
	return q, nil
}

// handleUsers lists people, never workgroups.
func (s *Sim) handleUsers(w http.ResponseWriter, r *http.Request) {
	set := s.Settings()
	q, err := readSCIMQuery(r.URL.Query(), set.SCIM)
	if err != nil {
		writeSCIMError(w, http.StatusBadRequest, err.Error())
		return
	}
	s.mu.Lock()
	found := s.usersFor(q, set.ShuffleUnordered)
	page := []map[string]any{}
	for n := q.start - 1; n < len(found) && len(page) < q.size; n++ {
		page = append(page, s.scimUser(found[n], r, set.SCIM).only(q.attributes))
	}
	s.mu.Unlock()
	body := map[string]any{"schemas": []string{scimListReply}, "startIndex": q.start, "itemsPerPage": len(page), "Resources": page}
	if !set.SCIM.NoTotal {
		body["totalResults"] = len(found)
	}
	writeSCIM(w, http.StatusOK, body)
}

// usersFor is everybody whom a query means, in its order. Sim's mutex is held.
func (s *Sim) usersFor(q scimQuery, shuffle bool) []*Identity {
	var found []*Identity
	if s.empty.lists.Load() {
		return nil
	}
	for _, i := range s.store.identities.ids {
		if !i.Workgroup && q.passes(i) {
			found = append(found, i)
		}
	}
	switch {
	case q.sortBy != nil:
		slices.SortStableFunc(found, func(a, b *Identity) int { return strings.Compare(q.sortBy(a), q.sortBy(b)) })
	case shuffle:
		s.store.rng.Shuffle(len(found), func(a, b int) { found[a], found[b] = found[b], found[a] })
	}
	if q.descending {
		slices.Reverse(found)
	}
	return found
}

func (s *Sim) handleUser(w http.ResponseWriter, r *http.Request) {
	set := s.Settings().SCIM
	if named(set.RefusedParameters, "attributes") && r.URL.Query().Has("attributes") {
		writeSCIMError(w, http.StatusBadRequest, "the parameter attributes is not supported")
		return
	}
	s.mu.Lock()
	i, ok := s.store.identities.get(r.PathValue("id"))
	if !ok || i.Workgroup && !set.GroupsByID {
		s.mu.Unlock()
		writeSCIMError(w, http.StatusNotFound, fmt.Sprintf("Resource %s not found.", r.PathValue("id")))
		return
	}
	body := s.scimUser(i, r, set)
	s.mu.Unlock()
	if list := r.URL.Query().Get("attributes"); list != "" {
		body = body.only(strings.Split(list, ","))
	}
	writeSCIM(w, http.StatusOK, body)
}

// scimResource is one user as JSON has it.
type scimResource map[string]any

// only leaves what was asked for, and id and schemas, which are always told (RFC 7643 section 3.1).
func (u scimResource) only(attributes []string) map[string]any {
	if len(attributes) == 0 {
		return u
	}
	out := map[string]any{}
	for name, v := range u {
		asked := slices.ContainsFunc(attributes, func(a string) bool {
			a = strings.ToLower(strings.TrimSpace(a))
			name := strings.ToLower(name)
			return a == name || strings.HasPrefix(a, name+".") || strings.HasPrefix(a, name+":")
		})
		if asked || name == "id" || name == "schemas" {
			out[name] = v
		}
	}
	return out
}

// scimUser is a user as the reference shows one. Sim's mutex is held.
func (s *Sim) scimUser(i *Identity, r *http.Request, set SCIMSettings) scimResource {
	out := scimResource{
		"schemas": []string{scimUser, scimSailUser, scimEnterpriseUser}, "id": i.ID, "userName": i.Name,
		"name": map[string]any{"givenName": i.FirstName, "familyName": i.LastName, "formatted": i.Shown()},
		"meta": map[string]any{
			"resourceType": "User", "created": scimTime(i.Created), "lastModified": scimTime(i.rowStamp()),
			"location": "http://" + r.Host + s.opts.ContextRoot + "/scim/v2/Users/" + i.ID,
		},
		scimSailUser: map[string]any{
			"isManager": false, "department": i.Department, "capabilities": []string{}, "roles": []string{}, "entitlements": []string{},
		},
	}
	if !set.NoActive {
		out["active"] = !i.Inactive
	}
	if i.DisplayName != "" {
		out["displayName"] = i.DisplayName
	}
	if i.Email != "" {
		// IdentityIQ writes this flag as a text.
		out["emails"] = []map[string]any{{"type": "work", "value": i.Email, "primary": "true"}}
	}
	manager := map[string]any{}
	if m, ok := s.store.identities.get(i.ManagerID); ok {
		manager = map[string]any{"value": m.ID, "displayName": m.Shown(),
			"$ref": "http://" + r.Host + s.opts.ContextRoot + "/scim/v2/Users/" + m.ID}
	}
	out[scimEnterpriseUser] = map[string]any{"manager": manager}
	return out
}
