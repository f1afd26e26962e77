package socket

import (
	"bufio"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iiq-approvals/bot/internal/patience"
)

func TestATunnelThroughAProxy(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		proxy   string
		answer  string
		auth    string
		refused string
	}{
		"open":     {proxy: "http://proxy:3128", answer: "HTTP/1.1 200 Connection established\r\n\r\n"},
		"password": {proxy: "http://me:secret@proxy:3128", answer: "HTTP/1.1 200 OK\r\n\r\n", auth: "Basic bWU6c2VjcmV0"},
		"refused":  {proxy: "http://proxy:3128", answer: "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", refused: "status 407"},
		"nonsense": {proxy: "http://proxy:3128", answer: "SSH-2.0\r\n\r\n", refused: "read proxy's answer"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ours, theirs := tcpPair(t)
			asked := make(chan *http.Request, 1)
			go func() {
				req, err := http.ReadRequest(bufio.NewReader(theirs))
				if err != nil {
					t.Errorf("read request: got %v, want no error", err)
				}
				_, _ = io.WriteString(theirs, tc.answer)
				asked <- req
			}()
			proxy, err := url.Parse(tc.proxy)
			if err != nil {
				t.Fatal(err)
			}
			err = connectThrough(t.Context(), ours, proxy, "wss.slack.test:443")
			if (err != nil) != (tc.refused != "") || err != nil && !strings.Contains(err.Error(), tc.refused) {
				t.Errorf("got %v, want %q", err, tc.refused)
			}
			req := patience.Receive(t, "the request", asked)
			got := []string{req.Method, req.Host, req.Header.Get("Proxy-Authorization")}
			if diff := cmp.Diff([]string{"CONNECT", "wss.slack.test:443", tc.auth}, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestConnectionsByTLSTrustWhatTheWebAPIsClientTrusts(t *testing.T) {
	t.Parallel()
	w := newWorkspaceOn(t, httptest.NewTLSServer)
	s, _ := startSockets(t, w, Config{HTTP: w.server.Client()}, &inbox{handle: ackAll})
	patience.Until(t, "two connections", func() bool { return s.Status().Connections == 2 })
	distrustful := &http.Client{Transport: &http.Transport{}}
	address := "wss" + strings.TrimPrefix(w.server.URL, "https") + "/link"
	if _, _, err := wsDialer("https", tlsSettings(distrustful)).DialContext(t.Context(), address, nil); err == nil {
		t.Error("a certificate of nobody: got a connection, want an error")
	}
}

func TestOnlyHTTPProxiesAreSupported(t *testing.T) {
	t.Parallel()
	proxy := &url.URL{Scheme: "socks5", Host: "proxy:1080"}
	if _, err := dialProxy(t.Context(), nil, proxy); err == nil || !strings.Contains(err.Error(), "socks5") {
		t.Errorf("got %v, want an error about socks5", err)
	}
}
