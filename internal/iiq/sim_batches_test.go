package iiq_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync/atomic"
	"testing"

	"github.com/iiq-approvals/bot/internal/iiq"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// narrow is a proxy before IIQ that refuses long addresses with a page of its own. It counts what it refused.
func narrow(t *testing.T, longest, status int) (change func(*iiq.Config), refused *atomic.Int32) {
	t.Helper()
	refused = &atomic.Int32{}
	var to *url.URL
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to) }}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.URL.RequestURI()) > longest {
			refused.Add(1)
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(status)
			fmt.Fprint(w, "<html><body>Request-URI too long</body></html>")
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return func(c *iiq.Config) {
		root, err := url.Parse(c.RootURL)
		if err != nil {
			t.Fatal(err)
		}
		to = &url.URL{Scheme: root.Scheme, Host: root.Host}
		c.RootURL = server.URL + root.Path
	}, refused
}

// Behind a proxy that refuses long addresses everything that is asked for by id is found all the same, in smaller batches, and the size
// that passes is remembered.
func TestAProxyThatRefusesLongAddresses(t *testing.T) {
	t.Parallel()
	for _, status := range []int{400, 403, 404, 414, 431} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			t.Parallel()
			change, refused := narrow(t, 2048, status)
			b := start(t, iiqsim.Options{}, change)
			b.people()
			var items, people []string
			for n := range 100 {
				w, err := b.AddWorkItem(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: "Sam.Okoye", Requester: "Lee.Quinn",
					Target: "Lee.Quinn"})
				b.must(err)
				items = append(items, w.ID)
				p, err := b.AddIdentity(iiqsim.Identity{Name: fmt.Sprintf("Person.%03d", n)})
				b.must(err)
				people = append(people, p.ID)
			}
			found, err := b.WorkItemsByID(t.Context(), items)
			if err != nil || len(found) != len(items) {
				t.Errorf("found %d items, %v, want %d", len(found), err, len(items))
			}
			known, err := b.IdentitiesByID(t.Context(), people)
			if err != nil || len(known) != len(people) {
				t.Errorf("found %d people, %v, want %d", len(known), err, len(people))
			}
			for _, p := range known {
				if !p.Active() {
					t.Errorf("%s is not active: the columns were taken for refused", p.Name)
				}
			}
			before := refused.Load()
			if _, err := b.WorkItemsByID(t.Context(), items); err != nil {
				t.Error(err)
			}
			if again := refused.Load() - before; before == 0 || again > 0 {
				t.Errorf("%d calls were refused at first and %d later, want some and none", before, again)
			}
		})
	}
}
