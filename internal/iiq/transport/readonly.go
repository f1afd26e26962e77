package transport

import (
	"cmp"
	"errors"
	"log/slog"
	"net/http"
)

// ErrReadOnly says that the client only reads, and the request would have written. Nothing was sent.
var ErrReadOnly = errors.New("nothing is written to IdentityIQ: the client only reads")

// readOnly lets only reads through: every GET, and the POST that fetches a token (docs/iiq-wire.md#token), which
// changes nothing in IIQ. It is the lowest transport, so that no call can bypass it.
type readOnly struct {
	base http.RoundTripper
	// tokens is the address of the token endpoint, without its query.
	tokens string
	log    *slog.Logger
	// refused, which may be nil, is called with the name of each refused call.
	refused func(endpoint string)
}

func newReadOnly(base http.RoundTripper, cfg Config, log *slog.Logger) *readOnly {
	return &readOnly{base: base, tokens: cfg.RootURL + tokenEndpoint, log: log, refused: cfg.Refused}
}

// RoundTrip fails with errReadOnly where a request might write.
func (r *readOnly) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method == http.MethodGet || req.Method == http.MethodPost && r.fetchesToken(req) {
		return r.base.RoundTrip(req)
	}
	closeBody(req)
	journeyOf(req.Context()).undone()
	endpoint := cmp.Or(endpointOf(req.Context()), "unknown")
	r.log.Error("a call that would have changed something in IdentityIQ was refused: this client only reads", "endpoint", endpoint)
	if r.refused != nil {
		r.refused(endpoint)
	}
	return nil, ErrReadOnly
}

func (r *readOnly) fetchesToken(req *http.Request) bool {
	u := *req.URL
	u.RawQuery = ""
	return u.String() == r.tokens
}
