package iiqsim

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// scimPageCap is the most resources that one SCIM page has (iiq-wire.md section 8).
const scimPageCap = 1000

const (
	scimUser      = "urn:ietf:params:scim:schemas:core:2.0:User"
	scimSailUser  = "urn:ietf:params:scim:schemas:sailpoint:1.0:User"
	scimError     = "urn:ietf:params:scim:api:messages:2.0:Error"
	scimListReply = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
)

func writeSCIM(w http.ResponseWriter, code int, body any) {
	w.Header().Set("X-Content-Type-Options", "nosniff")
	writeJSON(scimWriter{w}, code, body)
}

// scimWriter sends JSON under SCIM's own content type.
type scimWriter struct{ http.ResponseWriter }

func (s scimWriter) WriteHeader(code int) {
	s.Header().Set("Content-Type", "application/scim+json;charset=UTF-8")
	s.ResponseWriter.WriteHeader(code)
}

func writeSCIMError(w http.ResponseWriter, code int, detail string) {
	writeSCIM(w, code, map[string]any{"schemas": []string{scimError}, "detail": detail, "status": strconv.Itoa(code)})
}

func (s *Sim) scimAuthorised(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if what := s.judgeBearer(r); what != "" {
			writeSCIMError(w, http.StatusUnauthorized, what)
			return
		}
		next(w, r)
	}
}

func (s *Sim) handleProviderConfig(w http.ResponseWriter, r *http.Request) {
	supported := func(yes bool) map[string]any { return map[string]any{"supported": yes} }
	writeSCIM(w, http.StatusOK, map[string]any{
		"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"},
		"patch":   supported(false),
		"bulk":    map[string]any{"supported": false, "maxOperations": 0, "maxPayloadSize": 0},
		"filter":  map[string]any{"supported": true, "maxResults": scimPageCap},
		"sort":    supported(true),
		"etag":    supported(true),
		"meta":    map[string]any{"resourceType": "ServiceProviderConfig", "location": "http://" + r.Host + r.URL.Path},
		"authenticationSchemes": []map[string]any{{"type": "oauthbearertoken", "name": "OAuth Bearer Token",
			"description": "OAuth 2.0 client credentials"}},
		"changePassword": supported(true),
	})
}

// handleUsers lists people, never workgroups, by id.
func (s *Sim) handleUsers(w http.ResponseWriter, r *http.Request) {
	start, size, err := scimPage(r.URL.Query())
	if err != nil {
		writeSCIMError(w, http.StatusBadRequest, err.Error())
		return
	}
	passes, err := parseSCIMFilter(r.URL.Query().Get("filter"))
	if err != nil {
		writeSCIMError(w, http.StatusBadRequest, err.Error())
		return
	}
	s.mu.Lock()
	total, page := 0, make([]map[string]any, 0, size)
	for _, i := range s.store.identities.ids {
		if i.Workgroup || !passes(i) {
			continue
		}
		if total++; total >= start && len(page) < size {
			page = append(page, s.scimUser(i, r))
		}
	}
	s.mu.Unlock()
	writeSCIM(w, http.StatusOK, map[string]any{
		"schemas": []string{scimListReply}, "totalResults": total, "startIndex": start, "itemsPerPage": len(page), "Resources": page,
	})
}

func scimPage(values url.Values) (start, size int, err error) {
	if start, err = wholeNumber(values, "startIndex", 1, 1); err != nil {
		return 0, 0, err
	}
	size, err = wholeNumber(values, "count", scimPageCap, 0)
	return start, min(size, scimPageCap), err
}

func (s *Sim) handleUser(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	i, ok := s.store.identities.get(r.PathValue("id"))
	if !ok || i.Workgroup {
		s.mu.Unlock()
		writeSCIMError(w, http.StatusNotFound, fmt.Sprintf("Resource %s not found.", r.PathValue("id")))
		return
	}
	body := s.scimUser(i, r)
	s.mu.Unlock()
	writeSCIM(w, http.StatusOK, body)
}

func (s *Sim) scimUser(i *Identity, r *http.Request) map[string]any {
	out := map[string]any{
		"schemas": []string{scimUser, scimSailUser}, "id": i.ID, "userName": i.Name, "active": !i.Inactive,
		"name": map[string]any{"givenName": i.FirstName, "familyName": i.LastName, "formatted": i.Shown()},
		"meta": map[string]any{
			"resourceType": "User", "created": scimTime(i.Created), "lastModified": scimTime(max(i.Created, i.Modified)),
			"location": "http://" + r.Host + s.opts.ContextRoot + "/scim/v2/Users/" + i.ID,
		},
	}
	if i.DisplayName != "" {
		out["displayName"] = i.DisplayName
	}
	if i.Email != "" {
		out["emails"] = []map[string]any{{"type": "work", "value": i.Email, "primary": "true"}}
	}
	extra := map[string]any{"isManager": false, "department": i.Department}
	if m, ok := s.store.identities.get(i.ManagerID); ok {
		extra["manager"] = map[string]any{"value": m.ID, "displayName": m.Shown(), "userName": m.Name}
	}
	out[scimSailUser] = extra
	return out
}

func scimTime(ms int64) string { return time.UnixMilli(ms).UTC().Format("2006-01-02T15:04:05.000Z") }
