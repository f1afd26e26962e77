package iiqsim

import (
	"net/http"
	"strings"
)

// scimAuthorised accepts a call with a live bearer token, or with SCIM's own account, that has the capability
// SCIMExecutor: docs/iiq-wire.md#scim
func (s *Sim) scimAuthorised(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if what := s.judgeSCIM(r); what != "" {
			w.Header().Set("WWW-Authenticate", `Basic realm="IdentityIQ"`)
			writeSCIMError(w, http.StatusUnauthorized, what)
			return
		}
		if s.Settings().SCIM.Forbidden {
			writeSCIMError(w, http.StatusForbidden, "The user does not have the SCIMExecutor capability.")
			return
		}
		next(w, r)
	}
}

// judgeSCIM says why a call is not authorised, or nothing.
func (s *Sim) judgeSCIM(r *http.Request) string {
	if !strings.HasPrefix(r.Header.Get("Authorization"), "Basic ") {
		return s.judgeBearer(r)
	}
	if s.Settings().SCIM.NoBasic {
		return "Basic authentication is not enabled"
	}
	user, password, ok := r.BasicAuth()
	if !ok || user != s.opts.SCIMUser || password != s.opts.SCIMPassword {
		return "unknown user or wrong password"
	}
	return ""
}

// SCIMAccount is the account that SCIM's Basic authentication accepts.
func (s *Sim) SCIMAccount() (user, password string) { return s.opts.SCIMUser, s.opts.SCIMPassword }
