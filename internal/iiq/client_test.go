package iiq

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/patience"
)

func TestReadsAreRepeatedWhereThatHelps(t *testing.T) {
	t.Parallel()
	cut := func(w http.ResponseWriter, _ *http.Request) {
		if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
			_ = conn.Close()
		}
	}
	after := func(seconds string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", seconds)
			w.WriteHeader(503)
		}
	}
	fine := says(200, listXML())
	for _, tc := range []struct {
		name    string
		answers []http.HandlerFunc
		want    error
		sent    int
		pauses  []time.Duration
	}{
		{"at once", []http.HandlerFunc{fine}, nil, 1, nil},
		{"cut, then fine", []http.HandlerFunc{cut, fine}, nil, 2, []time.Duration{0}},
		{"busy twice, then fine", []http.HandlerFunc{says(503, ""), says(429, ""), fine}, nil, 3, []time.Duration{0, 0}},
		{"busy three times", []http.HandlerFunc{says(503, ""), says(503, ""), says(503, ""), fine}, approvals.ErrIIQBusy, 3,
			[]time.Duration{0, 0}},
		{"gateway", []http.HandlerFunc{says(502, ""), says(504, ""), fine}, nil, 3, []time.Duration{0, 0}},
		{"busy for 20 s", []http.HandlerFunc{after("20"), fine}, nil, 2, []time.Duration{20 * time.Second}},
		{"busy for 31 s", []http.HandlerFunc{after("31"), fine}, approvals.ErrIIQBusy, 1, nil},
		{"500", []http.HandlerFunc{says(500, ""), fine}, approvals.ErrIIQBroken, 1, nil},
		{"400", []http.HandlerFunc{says(400, ""), fine}, approvals.ErrIIQRefused, 1, nil},
		{"403", []http.HandlerFunc{says(403, ""), fine}, approvals.ErrIIQUnauthorised, 1, nil},
		{"page", []http.HandlerFunc{says(200, "<html/>"), fine}, approvals.ErrIIQBroken, 1, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var n atomic.Int32
			c, f := clientOf(t, func(w http.ResponseWriter, r *http.Request) { tc.answers[n.Add(1)-1](w, r) })
			var pauses []time.Duration
			c.calls.Wait = func(_ context.Context, d time.Duration) bool {
				pauses = append(pauses, d)
				return true
			}
			_, err := c.WorkItems(t.Context(), WorkItemQuery{})
			if !errors.Is(err, tc.want) || len(f.seen()) != tc.sent || len(pauses) != len(tc.pauses) {
				t.Fatalf("%v after %d requests and pauses of %v, want err %v, a length of %v and a length of %v",
					err, len(f.seen()), pauses, tc.want, tc.sent, len(tc.pauses))
			}
			for i, want := range tc.pauses {
				if least := max(want, 100*time.Millisecond<<i); pauses[i] < least || pauses[i] > max(want, 200*time.Millisecond<<i) {
					t.Errorf("pause %d is %v, want %v", i, pauses[i], want)
				}
			}
		})
	}
}

func TestReadsEndWithTheirContext(t *testing.T) {
	t.Parallel()
	c, f := clientOf(t, says(503, ""))
	ctx, leave := context.WithCancel(t.Context())
	c.calls.Wait = func(context.Context, time.Duration) bool {
		leave()
		return true
	}
	_, err := c.WorkItems(ctx, WorkItemQuery{})
	if !errors.Is(err, context.Canceled) || len(f.seen()) != 1 {
		t.Errorf("%v after %d requests, want err %v and a length of 1", err, len(f.seen()), context.Canceled)
	}
}

func TestHangingReadIsNotRepeated(t *testing.T) {
	t.Parallel()
	c, f := clientOf(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		func(cfg *Config) { cfg.Timeout = 50 * time.Millisecond })
	_, err := c.WorkItems(t.Context(), WorkItemQuery{})
	if !errors.Is(err, approvals.ErrIIQAway) || len(f.seen()) != 1 {
		t.Errorf("%v after %d requests, want err %v and a length of 1", err, len(f.seen()), approvals.ErrIIQAway)
	}
}

func TestRequestsInFlightAreBounded(t *testing.T) {
	t.Parallel()
	const most = 3
	var now, peak atomic.Int32
	full, open := make(chan struct{}), make(chan struct{})
	c, _ := clientOf(t, func(w http.ResponseWriter, _ *http.Request) {
		n := now.Add(1)
		for p := peak.Load(); n > p && !peak.CompareAndSwap(p, n); p = peak.Load() {
		}
		if n == most {
			select {
			case <-full:
			default:
				close(full)
			}
		}
		<-open
		now.Add(-1)
		_, _ = io.WriteString(w, listXML())
	}, func(cfg *Config) { cfg.MaxConcurrency = most })
	var all sync.WaitGroup
	for range 30 {
		all.Go(func() {
			if _, err := c.WorkItems(Urgent(t.Context()), WorkItemQuery{}); err != nil {
				t.Error(err)
			}
		})
	}
	patience.Receive(t, "all of them", full)
	waiting, leave := context.WithCancel(t.Context())
	leave()
	if _, err := c.WorkItems(waiting, WorkItemQuery{}); !errors.Is(err, context.Canceled) {
		t.Errorf("a caller that left while it waited: %v, want %v", err, context.Canceled)
	}
	close(open)
	all.Wait()
	if peak.Load() != most {
		t.Errorf("%d at once, want %d", peak.Load(), most)
	}
}

func TestObserverSeesEachRequest(t *testing.T) {
	t.Parallel()
	f := newFake(t, says(200, listXML()))
	var mu sync.Mutex
	got := map[string]int{}
	c, err := New(testConfig(f.URL+"/iiq"), nil, time.Now, nil, func(endpoint string, status int, _ time.Duration) {
		mu.Lock()
		defer mu.Unlock()
		if status != 200 {
			t.Errorf("%s: %d, want 200", endpoint, status)
		}
		got[endpoint]++
	})
	if err != nil {
		t.Fatal(err)
	}
	_, _ = c.WorkItems(t.Context(), WorkItemQuery{})
	_, _ = c.WorkItem(t.Context(), itemID)
	_, _ = c.Decide(t.Context(), write("Finished"))
	want := map[string]int{"oauth2/token": 1, "object/WorkItem": 1, "object/WorkItem/{id}": 1, "PUT object/WorkItem/{id}": 1}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestPageTellsIIQsClock(t *testing.T) {
	t.Parallel()
	c, _ := clientOf(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", "Fri, 02 Jan 2026 03:04:05 GMT")
		_, _ = io.WriteString(w, listXML())
	})
	page, err := c.WorkItems(t.Context(), WorkItemQuery{Filter: Eq("type", "Approval"), Limit: 5, Offset: 10, OrderBy: "-id"})
	if err != nil || !page.Date.Equal(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)) {
		t.Errorf("got %v, %v, want 2026-01-02 03:04:05 UTC", page.Date, err)
	}
}

func TestNothingSecretInErrors(t *testing.T) {
	t.Parallel()
	c, _ := newTestClient(t, closedPort(t))
	_, err := c.IdentitiesByEmail(t.Context(), "sam@example.com")
	if !errors.Is(err, approvals.ErrIIQAway) {
		t.Fatalf("got %v, want %v", err, approvals.ErrIIQAway)
	}
	for _, secret := range []string{"s3cr3t", "sam@example.com", url.QueryEscape("sam@example.com"), "bot id"} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("%q in %v, want Error without %v", secret, err, secret)
		}
	}
}

func TestLinks(t *testing.T) {
	t.Parallel()
	cfg := testConfig("http://iiq.internal:8080/identityiq/")
	cfg.PublicURL = "https://iiq.example.com/identityiq/"
	c, err := New(cfg, nil, time.Now, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for got, want := range map[string]string{
		c.WorkItemURL(itemID):                   "https://iiq.example.com/identityiq/ui/rest/redirect?rp1=/workitem/commonWorkItem.jsf&rp2=commonWorkItem/" + itemID,
		c.RequestURL("0000000777"):              "https://iiq.example.com/identityiq/ui/rest/redirect?rp1=/identityRequest/identityRequest.jsf&rp2=/request/0000000777",
		c.ReviewURL("c1"):                       "https://iiq.example.com/identityiq/ui/rest/redirect?rp1=/certification/certification.jsf&rp2=certification/c1",
		c.RequestURL("a b&c#d{id}"):             "https://iiq.example.com/identityiq/ui/rest/redirect?rp1=/identityRequest/identityRequest.jsf&rp2=/request/a%20b%26c%23d%7Bid%7D",
		c.WorkItemURL(""):                       "",
		c.RequestURL("a\nb"):                    "",
		c.RequestURL(strings.Repeat("é", 1000)): "",
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestConfigThatIsWrong(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*Config){
		"RootURL":         func(c *Config) { c.RootURL = "iiq.example.com" },
		"PublicURL":       func(c *Config) { c.PublicURL = "https://u:p@iiq.example.com" },
		"ClientID":        func(c *Config) { c.ClientID = "a:b" },
		"ClientSecret":    func(c *Config) { c.ClientSecret = "hidden\n" },
		"PluginPath":      func(c *Config) { c.PluginPath = "plugin/../rest" },
		"ActionMethod":    func(c *Config) { c.ActionMethod = "PATCH" },
		"PageSize":        func(c *Config) { c.PageSize = 1001 },
		"Timeout":         func(c *Config) { c.Timeout = -1 },
		"MaxConcurrency":  func(c *Config) { c.MaxConcurrency = -1 },
		"ESignAttribute":  func(c *Config) { c.ESignAttribute = "a b" },
		"ActiveFilter":    func(c *Config) { c.ActiveFilter = "a == b)" },
		"IdentityColumns": func(c *Config) { c.IdentityColumns = []string{"id", "name"} },
		"ReviewColumns":   func(c *Config) { c.ReviewColumns = []string{"id", "id"} },
		"LinkWorkItem":    func(c *Config) { c.LinkWorkItem = "{root}/x" },
		"LinkRequest":     func(c *Config) { c.LinkRequest = "javascript:{name}" },
		"LinkReview":      func(c *Config) { c.LinkReview = "/x/{id}" },
	} {
		cfg := testConfig("https://iiq.example.com/identityiq")
		change(&cfg)
		_, err := New(cfg, nil, time.Now, nil, nil)
		if err == nil || !strings.Contains(err.Error(), name+":") || strings.Contains(err.Error(), "hidden") {
			t.Errorf(`%s: %v, want an error, Error with %v and Error without "hidden"`, name, err, name+":")
		}
	}
	if _, err := New(Config{}, nil, time.Now, nil, nil); err == nil || strings.Count(err.Error(), "is expected") != 7 {
		t.Errorf(`all at once: %v, want an error and Error with 7 times "is expected"`, err)
	}
}
