package page

import (
	"net"
	"net/http"
	"strings"
	"testing"
)

func TestOnlyItsOwnPageMayDoThings(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	for name, c := range map[string]struct {
		host, origin, kind string
		want               int
	}{
		"its own page":            {"", "", "application/json", http.StatusOK},
		"its own origin":          {"", s.url, "application/json", http.StatusOK},
		"another host's name":     {"demo.example", "", "application/json", http.StatusForbidden},
		"another origin":          {"", "http://evil.example", "application/json", http.StatusForbidden},
		"a form of another page":  {"", "", "application/x-www-form-urlencoded", http.StatusForbidden},
		"another port's own page": {"", "http://127.0.0.1:1", "application/json", http.StatusForbidden},
	} {
		t.Run(name, func(t *testing.T) {
			req, err := http.NewRequest(http.MethodPost, s.url+"/do/trouble", strings.NewReader(`{"name":"iiq-token","on":true}`))
			if err != nil {
				t.Fatal(err)
			}
			if c.host != "" {
				req.Host = c.host
			}
			if c.origin != "" {
				req.Header.Set("Origin", c.origin)
			}
			req.Header.Set("Content-Type", c.kind)
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			_ = resp.Body.Close()
			if resp.StatusCode != c.want {
				t.Errorf("status %d, want %d", resp.StatusCode, c.want)
			}
			if csp := resp.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") {
				t.Errorf(`policy %q, want one with "default-src 'none'"`, csp)
			}
		})
	}
}

func TestThePageIsWholeWithoutInlineCode(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	resp, err := http.Get(s.url + "/")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var b strings.Builder
	if err := resp.Write(&b); err != nil {
		t.Fatal(err)
	}
	html := b.String()
	for _, bad := range []string{" style=", "<style", " onclick=", "<script>", "https://", "<no value>", "ZgotmplZ"} {
		if strings.Contains(html, bad) {
			t.Errorf("the page holds %q, want html without %v", bad, bad)
		}
	}
	for _, word := range []string{"Sam Okoye", "One role", "Guided tour", "Step 6 of 6", "Killed"} {
		if !strings.Contains(html, word) {
			t.Errorf("the page lacks %q, want html with %v", word, word)
		}
	}
}

func TestAPortThatIsTakenIsReplaced(t *testing.T) {
	t.Parallel()
	first, taken, err := Listen("127.0.0.1:0")
	if err != nil || taken {
		t.Fatalf("taken %t: %v, want taken false", taken, err)
	}
	defer first.Close()
	second, taken, err := Listen(first.Addr().String())
	if err != nil || !taken {
		t.Fatalf("taken %t: %v, want taken true", taken, err)
	}
	defer second.Close()
	if host, _, _ := net.SplitHostPort(second.Addr().String()); host != "127.0.0.1" {
		t.Errorf(`it listens on %s, want "127.0.0.1"`, host)
	}
	for _, wide := range []string{"0.0.0.0:0", ":0", "nonsense"} {
		if l, _, err := Listen(wide); err == nil {
			_ = l.Close()
			t.Errorf("%s was accepted", wide)
		}
	}
}
