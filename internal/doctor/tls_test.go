package doctor

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// Each trouble with TLS is named with the cure that helps, on both sides.
func TestTroubleWithTLSIsNamed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		server, client          *tls.Config
		host                    string
		trusted                 bool
		wrong, ours, slacksCure string
	}{
		"an authority of nobody": {wrong: "its certificate is not trusted",
			ours:       "make this machine trust the certificate's authority (SSL_CERT_FILE)",
			slacksCure: "a proxy between this machine and Slack"},
		"only TLS 1.1": {server: &tls.Config{MaxVersion: tls.VersionTLS11}, trusted: true, wrong: "it speaks only old versions of TLS",
			ours: "TLS 1.2 or newer", slacksCure: "TLS 1.2 or newer"},
		"only TLS 1.0, and says so": {server: &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS10}, trusted: true,
			wrong: "it speaks only old versions of TLS", ours: "TLS 1.2 or newer", slacksCure: "TLS 1.2 or newer"},
		"no cipher that we offer": {trusted: true,
			server: &tls.Config{MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_RSA_WITH_AES_128_CBC_SHA}},
			wrong:  "it offers no cipher", ours: "ECDHE", slacksCure: "ECDHE"},
		"a name that the certificate is not for": {host: "iiq.elsewhere.test", trusted: true, wrong: "its certificate is not trusted",
			ours: "use in IIQ_URL a name that the certificate is for", slacksCure: "use in SLACK_API_URL a name"},
		"a certificate that has ended": {client: &tls.Config{Time: func() time.Time { return time.Now().AddDate(100, 0, 0) }},
			trusted: true,
			wrong:   "its certificate is not trusted", ours: "renew the certificate", slacksCure: "renew the certificate"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewUnstartedServer(http.NotFoundHandler())
			server.TLS = c.server
			server.Config.ErrorLog = log.New(io.Discard, "", 0)
			server.StartTLS()
			defer server.Close()
			settings := c.client
			if settings == nil {
				settings = &tls.Config{MinVersion: tls.VersionTLS12}
			}
			settings.RootCAs = x509.NewCertPool()
			if c.trusted {
				settings.RootCAs.AddCert(server.Certificate())
			}
			settings.ServerName = c.host
			client := &http.Client{Transport: &http.Transport{TLSClientConfig: settings}}
			resp, err := client.Get(server.URL)
			if err == nil {
				_ = resp.Body.Close()
				t.Fatal("the server was reached, want an error")
			}
			for setting, want := range map[string]string{"IIQ_URL": c.ours, "SLACK_API_URL": c.slacksCure} {
				wrong, cure, is := tlsTrouble(err, setting, setting == "SLACK_API_URL")
				if !is || !strings.HasPrefix(wrong, c.wrong) || !strings.Contains(cure, want) {
					t.Errorf("%s: %v: got %q, %q, %t, want %q and %q", setting, err, wrong, cure, is, c.wrong, want)
				}
			}
		})
	}
	if wrong, cure, is := tlsTrouble(io.ErrUnexpectedEOF, "IIQ_URL", false); is {
		t.Errorf("another error: got %q, %q, want none", wrong, cure)
	}
}
