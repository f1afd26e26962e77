package transport

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReadOnlyGuard(t *testing.T) {
	t.Parallel()
	cfg := Config{RootURL: "https://iiq.example.com/identityiq"}
	for _, tt := range []struct {
		method, address string
		passes          bool
	}{
		{"GET", "https://iiq.example.com/identityiq/rest/ping", true},
		{"GET", "https://iiq.example.com/identityiq/plugin/rest/moveworks-plugin/object/WorkItem/1", true},
		{"POST", "https://iiq.example.com/identityiq/oauth2/token?grant_type=client_credentials", true},
		{"POST", "https://iiq.example.com/identityiq/oauth2/token/other", false},
		{"POST", "https://other.example.com/identityiq/oauth2/token", false},
		{"PUT", "https://iiq.example.com/identityiq/oauth2/token", false},
		{"POST", "https://iiq.example.com/identityiq/scim/v2/Users/.search", false},
		{"PUT", "https://iiq.example.com/identityiq/plugin/rest/moveworks-plugin/object/WorkItem/1", false},
		{"POST", "https://iiq.example.com/identityiq/plugin/rest/moveworks-plugin/object/WorkItem/1", false},
		{"PATCH", "https://iiq.example.com/identityiq/scim/v2/Users/1", false},
		{"DELETE", "https://iiq.example.com/identityiq/scim/v2/Users/1", false},
		{"HEAD", "https://iiq.example.com/identityiq/rest/ping", false},
		{"", "https://iiq.example.com/identityiq/rest/ping", false},
		{"BREW", "https://iiq.example.com/identityiq/rest/ping", false},
	} {
		base := &countingTransport{}
		log := &bytes.Buffer{}
		guard := newReadOnly(base, cfg, slog.New(slog.NewTextHandler(log, nil)))
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, tt.address, strings.NewReader("secret body"))
		if err != nil {
			t.Fatal(err)
		}
		req.Method = tt.method
		_, err = guard.RoundTrip(req)
		if passed := base.n == 1; passed != tt.passes || (err == nil) != tt.passes {
			t.Errorf("%s %s: passed %t, %v, want passed %v and success %t", tt.method, tt.address, passed, err, tt.passes, tt.passes)
		}
		if refused := strings.Contains(log.String(), "refused"); refused == tt.passes || strings.Contains(log.String(), "secret") {
			t.Errorf(`%s %s: the log says %q, want refused other than %v and String without "secret"`,
				tt.method, tt.address, log, tt.passes)
		}
	}
}

type countingTransport struct{ n int }

func (c *countingTransport) RoundTrip(*http.Request) (*http.Response, error) {
	c.n++
	return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader(""))}, nil
}

// There is one way out, below which the guard stands: nothing of the client sends by another.
func TestOneWayOut(t *testing.T) {
	t.Parallel()
	var paths []string
	for _, folder := range []string{".", "..", "../wire"} {
		some, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil || len(some) == 0 {
			t.Fatalf("%s: %v, and %d files, want some", folder, err, len(some))
		}
		paths = append(paths, some...)
	}
	ways := 0
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		ways += strings.Count(string(source), "http.Transport{")
		for _, other := range []string{"http.DefaultClient", "http.DefaultTransport", "http.Get(", "http.Post(", "http.Client{}",
			"net.Dial("} {
			if strings.Contains(string(source), other) {
				t.Errorf("%s has %s, want source without %v", path, other, other)
			}
		}
	}
	if ways != 1 {
		t.Errorf("%d transports are made, want 1", ways)
	}
}
