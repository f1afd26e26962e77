package iiqsim

import (
	"net/http"
	"strconv"
	"time"
)

// scimPageCap is how many resources one SCIM page has at most: docs/iiq-wire.md#scim
const scimPageCap = 1000

const (
	scimUser           = "urn:ietf:params:scim:schemas:core:2.0:User"
	scimSailUser       = "urn:ietf:params:scim:schemas:sailpoint:1.0:User"
	scimEnterpriseUser = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
	scimError          = "urn:ietf:params:scim:api:messages:2.0:Error"
	scimListReply      = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
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
		"authenticationSchemes": []map[string]any{
			{"type": "httpbasic", "name": "HTTP Basic", "description": "Authentication Scheme using the Http Basic Standard"},
			{"type": "oauthbearertoken", "name": "OAuth Bearer Token", "description": "OAuth 2.0 client credentials"},
		},
		"changePassword": supported(true),
	})
}

func scimTime(ms int64) string { return time.UnixMilli(ms).UTC().Format("2006-01-02T15:04:05.000Z") }
