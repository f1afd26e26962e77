package iiq

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq/wire"
)

// reads are all reading calls; each must take any answer without harm.
func reads(c *Client) map[string]func(context.Context) error {
	return map[string]func(context.Context) error{
		"WorkItems": func(ctx context.Context) error { _, err := c.WorkItems(ctx, WorkItemQuery{}); return err },
		"WorkItemsChangedSince": func(ctx context.Context) error {
			return c.WorkItemsChangedSince(ctx, time.Time{}, []approvals.ItemType{"Approval"},
				func([]approvals.WorkItem) error { return nil })
		},
		"OpenWorkItemsAfter": func(ctx context.Context) error { _, err := c.OpenWorkItemsAfter(ctx, "", 0); return err },
		"WorkItemsByID":      func(ctx context.Context) error { _, err := c.WorkItemsByID(ctx, []string{itemID}); return err },
		"WorkItem":           func(ctx context.Context) error { _, err := c.WorkItem(ctx, itemID); return err },
		"WorkItemListed":     func(ctx context.Context) error { _, err := c.WorkItemListed(ctx, itemID); return err },
		"IdentityRequest":    func(ctx context.Context) error { _, err := c.IdentityRequest(ctx, "0000000777"); return err },
		"Identities":         func(ctx context.Context) error { _, err := c.Identities(ctx, "", 0); return err },
		"IdentitiesByEmail":  func(ctx context.Context) error { _, err := c.IdentitiesByEmail(ctx, "a@b.c"); return err },
		"IdentityByID":       func(ctx context.Context) error { _, err := c.IdentityByID(ctx, ownerID); return err },
		"Members":            func(ctx context.Context) error { _, err := c.Members(ctx, groupID); return err },
		"ReviewEntities":     func(ctx context.Context) error { _, err := c.ReviewEntities(ctx, time.Time{}, "", 0); return err },
	}
}

func TestHostileAnswers(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"page":                  "<html><body><h1>QUOTED sign in</h1></body></html>",
		"html 5 page":           "<!DOCTYPE html><html><head><meta charset=utf-8></head>QUOTED</html>",
		"entity bomb":           entityBomb,
		"entity not declared":   "<List>&QUOTED;</List>",
		"cut XML":               xmlHead + `<List><WorkItem id="` + itemID + `" type="QUOTED`,
		"list not closed":       listXML(itemXML(itemID))[:len(listXML(itemXML(itemID)))-7],
		"two documents":         listXML() + listXML(),
		"text in the list":      "<List>QUOTED</List>",
		"list of others":        `<List><Identity2 id="x"/></List>`,
		"text":                  "QUOTED OK",
		"number":                "12",
		"null":                  "null",
		"wrong XML types":       "<List><String>QUOTED</String></List>",
		"wrong JSON types":      `{"objects":{"a":"QUOTED"}}`,
		"rows that are none":    `{"objects":["QUOTED-!!",3,null]}`,
		"ids of a wrong type":   `{"objects":[{"id":{"a":1},"name":[]}]}`,
		"objects twice":         `{"objects":[],"objects":[]}`,
		"failure in a 200":      `{"status":"failure","errors":["QUOTED"]}`,
		"null for a list":       `{"objects":null}`,
		"cut JSON":              `{"objects":[{"id":"QUOTED`,
		"JSON and more":         `{"objects":[]} QUOTED`,
		"Latin-1 declared":      `<?xml version="1.0" encoding="ISO-8859-1"?><List/>`,
		"deep XML":              "<List>" + strings.Repeat("<a>", 10_000) + strings.Repeat("</a>", 10_000) + "</List>",
		"deep JSON":             `{"x":` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + `,"objects":[]}`,
		"declaration in middle": `<List><!ENTITY a "b"></List>`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := clientOf(t, says(200, body))
			for call, do := range reads(c) {
				err := do(t.Context())
				if !errors.Is(err, approvals.ErrIIQBroken) {
					t.Errorf("%s: %v, want ErrIIQBroken", call, err)
					continue
				}
				if strings.Contains(err.Error(), "QUOTED") {
					t.Errorf(`%s: the error quotes the body: %v, want Error without "QUOTED"`, call, err)
				}
			}
		})
	}
}

func TestEmptyAnswers(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", " \r\n\t "} {
		c, _ := clientOf(t, says(200, body))
		for call, do := range reads(c) {
			want := approvals.ErrIIQBroken
			if call == "WorkItem" {
				want = approvals.ErrNoAnswerByID
			}
			if err := do(t.Context()); !errors.Is(err, want) || errors.Is(err, approvals.ErrNotListed) {
				t.Errorf("%s of %q: %v, want %v", call, body, err, want)
			}
		}
	}
}

// endless streams about a gigabyte that begins well, and counts what was taken.
func endless(begin, more string, taken *atomic.Int64) http.HandlerFunc {
	chunk := strings.Repeat(more, 64<<10/len(more))
	return func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, begin)
		for sent := 0; sent < 1<<30; sent += len(chunk) {
			if _, err := io.WriteString(w, chunk); err != nil {
				return
			}
			taken.Add(int64(len(chunk)))
		}
	}
}

func TestEndlessAnswers(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		begin, more string
		call        string
	}{
		"one attribute":     {`<List><WorkItem name="`, "x", "WorkItems"},
		"many elements":     {"<List>", "<WorkItem/>", "WorkItems"},
		"elements in one":   {"<List><WorkItem>", "<a b='c'>x</a>", "WorkItems"},
		"one text":          {"<List><WorkItem>", "text ", "WorkItems"},
		"blanks":            {"", " ", "WorkItems"},
		"comments":          {"<List>", "<!-- -->", "WorkItems"},
		"rows":              {`{"objects":[`, `{"id":"` + itemID + `"},`, "ReviewEntities"},
		"blanks in members": {"", "\n", "Members"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var taken atomic.Int64
			c, _ := clientOf(t, endless(tc.begin, tc.more, &taken))
			c.listLimit = 1 << 20
			if err := reads(c)[tc.call](t.Context()); !errors.Is(err, approvals.ErrIIQBroken) {
				t.Errorf("%v, want ErrIIQBroken", err)
			}
			if taken.Load() > 32<<20 {
				t.Errorf("%d bytes were taken, want at most %v", taken.Load(), 32<<20)
			}
		})
	}
}

func TestGzipIsBoundedAfterDecompression(t *testing.T) {
	t.Parallel()
	c, _ := clientOf(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Accept-Encoding") != "gzip" {
			t.Error("the client does not take gzip, so this shows nothing")
		}
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		defer func() { _ = z.Close() }()
		_, _ = io.WriteString(z, "<List>")
		blanks := strings.Repeat(" ", 1<<20)
		for range 5 {
			if _, err := io.WriteString(z, blanks); err != nil {
				return
			}
		}
		_, _ = io.WriteString(z, "</List>")
	})
	c.listLimit = 4 << 20
	if _, err := c.WorkItem(t.Context(), itemID); !errors.Is(err, wire.ErrTooLarge) {
		t.Errorf("by id: %v, want %v", err, wire.ErrTooLarge)
	}
	if _, err := c.WorkItems(t.Context(), WorkItemQuery{}); !errors.Is(err, wire.ErrTooLarge) {
		t.Errorf("list: %v, want %v", err, wire.ErrTooLarge)
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	var strayed atomic.Int32
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { strayed.Add(1) }))
	t.Cleanup(elsewhere.Close)
	for _, status := range []int{301, 302, 303, 307, 308} {
		c, _ := clientOf(t, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, elsewhere.URL+"/login", status)
		})
		for call, do := range reads(c) {
			if err := do(t.Context()); !errors.Is(err, approvals.ErrIIQBroken) {
				t.Errorf("%s, %d: %v, want %v", call, status, err, approvals.ErrIIQBroken)
			}
		}
		_, err := c.Decide(t.Context(), approvals.Write{WorkItemID: itemID, ApproverID: ownerID, State: approvals.StateFinished})
		if !errors.Is(err, approvals.ErrOutcomeUnknown) {
			t.Errorf("write, %d: %v, want %v", status, err, approvals.ErrOutcomeUnknown)
		}
	}
	if strayed.Load() != 0 {
		t.Errorf("%d requests went to another address, want 0", strayed.Load())
	}
}

func TestBodyCutOnItsWayIsReadAgain(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	c, _ := clientOf(t, func(w http.ResponseWriter, _ *http.Request) {
		body := listXML(itemXML(itemID))
		if calls.Add(1) == 1 {
			w.Header().Set("Content-Length", "100000")
			_, _ = io.WriteString(w, body[:len(body)/2])
			return
		}
		_, _ = io.WriteString(w, body)
	})
	page, err := c.WorkItems(t.Context(), WorkItemQuery{})
	if err != nil || page.Count() != 1 || calls.Load() != 2 {
		t.Errorf("%d items after %d calls: %v, want Count 1 and Load 2", page.Count(), calls.Load(), err)
	}
}

func TestOneWordPerUnreadableItem(t *testing.T) {
	t.Parallel()
	f := newFake(t, says(200, listXML(`<WorkItem id="`+itemID+`"/>`, `<WorkItem id="`+hexOf(1)+`"/>`)))
	c, log := newTestClient(t, f.URL+"/iiq")
	for range 3 {
		if _, err := c.WorkItems(t.Context(), WorkItemQuery{}); err != nil {
			t.Fatal(err)
		}
	}
	if n := strings.Count(log.String(), "cannot be read"); n != 2 || !strings.Contains(log.String(), "work_item_id="+itemID) {
		t.Errorf("%d words:\n%s", n, log)
	}
}
