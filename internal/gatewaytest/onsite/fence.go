package onsite

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

// ErrNotFixture says that a write was stopped since it is not about the fixture. Nothing was sent.
var ErrNotFixture = errors.New("not about the fixture: nothing was sent")

// fence lets reads pass, and writes that are about an item or a person of the fixture, or about an item that does not exist.
type fence struct {
	*Fixtures
	base http.RoundTripper
	// plugin is the plugin's address with a slash at its end, token that of the token endpoint.
	plugin, token string
}

// fenced is a client with the fence before its transport.
func (f *Fixtures) fenced(client *http.Client) *http.Client {
	out, base := &http.Client{}, http.DefaultTransport
	if client != nil {
		*out = *client
		if client.Transport != nil {
			base = client.Transport
		}
	}
	out.Transport = &fence{f, base, f.target.Root + "/" + f.target.Path + "/", f.target.Root + "/oauth2/token"}
	return out
}

// RoundTrip sends what may pass.
func (f *fence) RoundTrip(req *http.Request) (*http.Response, error) {
	passes, err := f.passes(req)
	if err == nil && !passes {
		err = fmt.Errorf("%s %s: %w", req.Method, req.URL.Path, ErrNotFixture)
	}
	if err != nil {
		if req.Body != nil {
			_ = req.Body.Close()
		}
		return nil, err
	}
	return f.base.RoundTrip(req)
}

func (f *fence) passes(req *http.Request) (bool, error) {
	u := *req.URL
	u.RawQuery = ""
	path, below := strings.CutPrefix(u.String(), f.plugin)
	switch part := strings.Split(path, "/"); {
	case req.Method == http.MethodGet || u.String() == f.token || below && path == "outcomes":
		return true, nil
	case !below:
		return false, nil
	case len(part) >= 3 && part[0] == "object" && part[1] == "WorkItem":
		if f.all[part[2]] {
			return true, nil
		}
		return f.absent(req, part[2])
	case len(part) == 3 && part[0] == "identities" && part[2] == "forwarding":
		return f.cast.Names[part[1]] != "", nil
	}
	return false, nil
}

// absent asks whether there is no item of this id.
func (f *fence) absent(req *http.Request, id string) (bool, error) {
	ask, err := http.NewRequestWithContext(req.Context(), http.MethodGet, f.plugin+"object/WorkItem/"+id, http.NoBody)
	if err != nil {
		return false, fmt.Errorf("make request: %w", err)
	}
	ask.Header.Set("Authorization", req.Header.Get("Authorization"))
	res, err := f.base.RoundTrip(ask)
	if err != nil {
		return false, fmt.Errorf("ask for item: %w", err)
	}
	_ = res.Body.Close()
	return res.StatusCode == http.StatusNotFound || res.StatusCode == http.StatusBadRequest, nil
}

var _ gatewaytest.GatewayFixtures = (*Fixtures)(nil)
