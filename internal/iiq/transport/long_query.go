package transport

import (
	"errors"
	"net/http"
	"strings"
)

// longQuery is the length of an address, in bytes, from which on a refusal may come from a proxy that takes only shorter ones; 2,048
// is a common limit.
const longQuery = 1024

// ErrLongQuery says that a proxy may have refused the length of the address.
var ErrLongQuery = errors.New("perhaps a proxy that refuses long addresses")

// refusedForLength reports whether an answer looks like that of a proxy which refuses long addresses: a status for it, or a page of
// its own in the place of what IIQ says.
func refusedForLength(resp *http.Response, start []byte) bool {
	if resp.Request == nil || len(resp.Request.URL.RequestURI()) < longQuery {
		return false
	}
	switch resp.StatusCode {
	case http.StatusRequestURITooLong, http.StatusRequestHeaderFieldsTooLarge:
		return true
	case http.StatusBadRequest, http.StatusNotFound, http.StatusForbidden:
		return strings.HasPrefix(strings.TrimSpace(string(start)), "<")
	}
	return false
}
