package iiq

import "net/http"

// account sends an account's name and password with each request. SCIM takes Basic authentication since 7.0 patch 2:
// docs/iiq-wire.md#scim. A 401 is final.
type account struct {
	base           http.RoundTripper
	user, password string
}

// RoundTrip sends the request once.
func (a *account) RoundTrip(req *http.Request) (*http.Response, error) {
	out := req.Clone(req.Context())
	out.SetBasicAuth(a.user, a.password)
	return a.base.RoundTrip(out)
}
