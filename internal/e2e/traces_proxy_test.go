package e2e

import (
	"net/http/httptest"
	"testing"
)

// The receiver of traces is reached as everything else outside is: through the proxy, with the company's own certificates.
func TestTracesGoThroughAProxyWithAPrivateAuthority(t *testing.T) {
	variant(t)
	t.Parallel()
	const host = "traces.corp.example"
	r := newReceiver(t)
	pair, authority := certificateFor(t, host)
	proxy := &companyProxy{to: map[string]string{host + ":443": behindTLS(t, pair, r.URL)}, seen: map[string]int{}}
	server := httptest.NewServer(proxy)
	t.Cleanup(server.Close)
	s := newStory(t, traced("https://"+host), setting{"HTTPS_PROXY": server.URL, "SSL_CERT_FILE": authority})
	s.start()
	i := s.role(sam)
	s.press(sam, s.gets(sam, i), "Approve")
	r.decided(s, i)
	if proxy.asked(host+":443") == 0 {
		s.Error("the receiver was not reached through the proxy")
	}
}
