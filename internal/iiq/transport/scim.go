package transport

import (
	"fmt"
	"io"
	"net/http"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq/wire"
)

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

// userGone is what a 404 for one user means. Only SCIM's own error body says that the user does not exist. A starting
// container, or a proxy, answers 404 to everything.
func userGone(resp *http.Response) error {
	raw, err := io.ReadAll(io.LimitReader(resp.Body, ErrorBodyLimit))
	if err != nil || !wire.NoSuchUser(raw) {
		return &brokenStatus{resp.StatusCode}
	}
	return fmt.Errorf("%w: status 404", approvals.ErrNotListed)
}
