package iiqsim

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// handleUsers lists people, never workgroups.
func (s *Sim) handleUsers(w http.ResponseWriter, r *http.Request) {
	serveSCIMList(s, w, r, scimAttribute, func() []*Identity {
		var people []*Identity
		for _, i := range s.store.identities.ids {
			if !i.Workgroup {
				people = append(people, i)
			}
		}
		return people
	}, s.scimUser)
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
