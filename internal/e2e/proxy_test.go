package e2e

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// A company's own network: nothing goes out but through its proxy, and certificates come from its own authority.
func TestThroughAProxyWithAPrivateAuthority(t *testing.T) {
	variant(t)
	t.Parallel()
	s := newStory(t)
	const iiqHost, slackHost = "iiq.corp.example", "slack.corp.example"
	pair, authority := certificateFor(t, iiqHost, slackHost)
	proxy := &companyProxy{to: map[string]string{
		iiqHost + ":443":   behindTLS(t, pair, s.IIQRoot),
		slackHost + ":443": behindTLS(t, pair, s.SlackAPI),
	}, seen: map[string]int{}}
	server := httptest.NewServer(proxy)
	t.Cleanup(server.Close)
	s.Slack.SetBaseURL("https://" + slackHost)
	s.settings["IIQ_URL"] = "https://" + iiqHost + "/identityiq"
	s.settings["SLACK_API_URL"] = "https://" + slackHost + "/api/"
	s.settings["HTTPS_PROXY"] = server.URL
	s.settings["SSL_CERT_FILE"] = authority
	s.start()
	i := s.role(sam)
	s.press(sam, s.gets(sam, i), "Approve")
	s.closed(sam, i, "Approved by Sam Okoye")
	for _, host := range []string{iiqHost, slackHost} {
		if proxy.asked(host+":443") == 0 {
			s.Errorf("%s was not reached through the proxy", host)
		}
	}
}

// companyProxy opens tunnels to hosts that it knows, and to no others.
type companyProxy struct {
	to   map[string]string
	mu   sync.Mutex
	seen map[string]int
}

func (p *companyProxy) asked(host string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.seen[host]
}

func (p *companyProxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	address, known := p.to[r.Host]
	if r.Method != http.MethodConnect || !known {
		http.Error(w, "not allowed", http.StatusForbidden)
		return
	}
	p.mu.Lock()
	p.seen[r.Host]++
	p.mu.Unlock()
	there, err := net.Dial("tcp", address)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer there.Close()
	here, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer here.Close()
	if _, err := io.WriteString(here, "HTTP/1.1 200 Connection established\r\n\r\n"); err != nil {
		return
	}
	done := make(chan struct{}, 2)
	pipe := func(to io.Writer, from io.Reader) {
		// A tunnel ends when either side does.
		_, _ = io.Copy(to, from)
		done <- struct{}{}
	}
	go pipe(there, here)
	go pipe(here, there)
	<-done
}

// behindTLS puts a server that speaks TLS before a plain one, and gives its address.
func behindTLS(t *testing.T, pair tls.Certificate, plain string) string {
	t.Helper()
	target, err := url.Parse(plain)
	if err != nil {
		t.Fatal(err)
	}
	front := httptest.NewUnstartedServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.Out.URL.Scheme, r.Out.URL.Host, r.Out.Host = "http", target.Host, target.Host
	}})
	front.TLS = &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
	front.StartTLS()
	t.Cleanup(front.Close)
	return front.Listener.Addr().String()
}

// certificateFor makes a certificate for some hosts, and a file with the authority that vouches for it: itself.
func certificateFor(t *testing.T, hosts ...string) (tls.Certificate, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Example Corp"}, DNSNames: hosts,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, about, about, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "authority.pem")
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, path
}
