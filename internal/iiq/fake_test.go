package iiq

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// fakeIIQ is a server with hand-written answers behind the token.
type fakeIIQ struct {
	*httptest.Server
	answer http.HandlerFunc

	mu     sync.Mutex
	tokens int
	valid  string
	calls  []call
}

// call is one request that got past the token.
type call struct {
	method, path, query, filter string
	body                        string
	header                      http.Header
}

func newFake(t testing.TB, answer http.HandlerFunc) *fakeIIQ {
	t.Helper()
	f := &fakeIIQ{answer: answer}
	f.Server = httptest.NewServer(f)
	t.Cleanup(f.Close)
	return f
}

func (f *fakeIIQ) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/iiq/oauth2/token" {
		f.mu.Lock()
		f.tokens++
		f.valid = fmt.Sprintf("tok-%d", f.tokens)
		token := f.valid
		f.mu.Unlock()
		// The next request comes on a connection of its own, where the transport repeats nothing by itself.
		w.Header().Set("Connection", "close")
		fmt.Fprintf(w, `{"access_token":%q,"token_type":"bearer","expires_in":1200}`, token)
		return
	}
	body, _ := io.ReadAll(r.Body)
	f.mu.Lock()
	ok := r.Header.Get("Authorization") == "Bearer "+f.valid
	if ok {
		f.calls = append(f.calls, call{
			r.Method, strings.TrimPrefix(r.URL.Path, "/iiq"), r.URL.RawQuery, r.URL.Query().Get("filter"), string(body), r.Header,
		})
	}
	f.mu.Unlock()
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	f.answer(w, r)
}

func (f *fakeIIQ) seen() []call {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]call(nil), f.calls...)
}

func (f *fakeIIQ) tokensGiven() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.tokens
}

// revoke makes the token in force worthless.
func (f *fakeIIQ) revoke() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.valid = "revoked"
}

func testConfig(root string) Config {
	return Config{RootURL: root, ClientID: "bot id+1", ClientSecret: "s3cr3t/+= &%", Timeout: time.Minute}
}

// newTestClient makes a client that never pauses; its log goes to the buffer.
func newTestClient(t testing.TB, root string, change ...func(*Config)) (*Client, *lockedBuffer) {
	t.Helper()
	cfg := testConfig(root)
	for _, c := range change {
		c(&cfg)
	}
	log := &lockedBuffer{}
	transport := &http.Client{Transport: &http.Transport{}}
	c, err := New(cfg, transport, time.Now, slog.New(slog.NewTextHandler(log, nil)), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(transport.CloseIdleConnections)
	c.calls.Wait = func(ctx context.Context, _ time.Duration) bool { return ctx.Err() == nil }
	return c, log
}

// clientOf is a client of a fake with these answers.
func clientOf(t testing.TB, answer http.HandlerFunc, change ...func(*Config)) (*Client, *fakeIIQ) {
	t.Helper()
	f := newFake(t, answer)
	c, _ := newTestClient(t, f.URL+"/iiq", change...)
	return c, f
}

func says(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
