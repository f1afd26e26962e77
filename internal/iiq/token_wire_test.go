package iiq

import (
	"bufio"
	"encoding/base64"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/patience"
)

// firstRequestBytes serves one connection and gives the raw bytes of its first request's head and what follows at once.
func firstRequestBytes(t *testing.T) (root string, request <-chan string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	out := make(chan string, 1)
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer func() { _ = conn.Close() }()
		in := bufio.NewReader(conn)
		var head strings.Builder
		for {
			line, err := in.ReadString('\n')
			head.WriteString(line)
			if err != nil || line == "\r\n" {
				break
			}
		}
		_, _ = io.WriteString(conn, "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
		rest, _ := io.ReadAll(in)
		out <- head.String() + string(rest)
	}()
	return "http://" + l.Addr().String(), out
}

func TestTokenRequestOnTheWire(t *testing.T) {
	t.Parallel()
	root, request := firstRequestBytes(t)
	c, _ := newTestClient(t, root+"/iiq")
	if err := c.Ping(t.Context()); !errors.Is(err, approvals.ErrIIQUnauthorised) {
		t.Fatalf("ping: %v, want %v", err, approvals.ErrIIQUnauthorised)
	}
	got := patience.Receive(t, "the request", request)
	lines := strings.Split(got, "\r\n")
	if lines[0] != "POST /iiq/oauth2/token?grant_type=client_credentials HTTP/1.1" {
		t.Errorf("request line %q, want %q", lines[0], "POST /iiq/oauth2/token?grant_type=client_credentials HTTP/1.1")
	}
	for _, want := range []string{
		"Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte("bot id+1:s3cr3t/+= &%")),
		"Content-Type: application/x-www-form-urlencoded",
		"Content-Length: 0",
		"User-Agent: iiq-approvals-bot",
	} {
		if strings.Count(got, want+"\r\n") != 1 {
			t.Errorf("no single %q in\n%s", want, got)
		}
	}
	if _, body, _ := strings.Cut(got, "\r\n\r\n"); body != "" {
		t.Errorf(`body %q, want ""`, body)
	}
	if strings.Contains(got, "Transfer-Encoding") {
		t.Errorf("chunked:\n%s", got)
	}
}

func TestTokenEndpointsNo(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		status int
		header string
		body   string
		want   error
	}{
		{"wrong secret", 401, "", `{"error":"invalid_client","error_description":"QUOTED-BODY"}`, approvals.ErrIIQUnauthorised},
		{"bad request", 400, "", "QUOTED-BODY", approvals.ErrIIQUnauthorised},
		{"forbidden page", 403, "", "<html>QUOTED-BODY</html>", approvals.ErrIIQUnauthorised},
		{"no in a 200", 200, "", `{"error":"QUOTED-BODY"}`, approvals.ErrIIQUnauthorised},
		{"busy", 503, "7", "", approvals.ErrIIQBusy},
		{"limit", 429, "7", "", approvals.ErrIIQBusy},
		{"gateway", 502, "", "", approvals.ErrIIQAway},
		{"login page", 302, "", "", approvals.ErrIIQBroken},
		{"not there", 404, "", "", approvals.ErrIIQBroken},
		{"page in a 200", 200, "", "<html>QUOTED-BODY</html>", approvals.ErrIIQBroken},
		{"empty", 200, "", "", approvals.ErrIIQBroken},
		{"no token", 200, "", `{"token_type":"QUOTED-BODY"}`, approvals.ErrIIQBroken},
		{"token with a line break", 200, "", `{"access_token":"QUOTED-BODY\r\nX: y"}`, approvals.ErrIIQBroken},
		{"huge token", 200, "", `{"access_token":"` + strings.Repeat("x", 20_000) + `"}`, approvals.ErrIIQBroken},
		{"wrong type", 200, "", `{"access_token":["QUOTED-BODY"]}`, approvals.ErrIIQBroken},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			root := tokenServer(t, func(w http.ResponseWriter, _ *http.Request) {
				if tc.header != "" {
					w.Header().Set("Retry-After", tc.header)
				}
				w.WriteHeader(tc.status)
				_, _ = io.WriteString(w, tc.body)
			})
			c, _ := newTestClient(t, root)
			err := c.Ping(t.Context())
			if !errors.Is(err, tc.want) {
				t.Fatalf("got %v, want %v", err, tc.want)
			}
			if strings.Contains(err.Error(), "QUOTED") || strings.Contains(err.Error(), "s3cr3t") {
				t.Errorf(`the error quotes: %v, want Error without "QUOTED" and Error without "s3cr3t"`, err)
			}
			if tc.header != "" && approvals.RetryAfter(err) != 7*time.Second {
				t.Errorf("retry after %v, want 7s", approvals.RetryAfter(err))
			}
		})
	}
}

func TestTokenAsPlainText(t *testing.T) {
	t.Parallel()
	root := tokenServer(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		_, _ = io.WriteString(w, `{"access_token":"t"}`)
	})
	c, _ := newTestClient(t, root)
	if err := c.Ping(t.Context()); err != nil {
		t.Error(err)
	}
}
