package iiq

import "net/http"

// account puts an account's name and password on each request: Basic authentication, which SCIM takes since 7.0 patch 2
// (iiq-wire.md section 8). A 401 is final.
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
