package iiq_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// insteadOf answers the calls whose path ends so in the place of IIQ.
func (p *tapped) insteadOf(suffix string, status int, header http.Header, body string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.instead = func(r *http.Request) *http.Response {
		if !strings.HasSuffix(r.URL.Path, suffix) {
			return nil
		}
		return &http.Response{StatusCode: status, Header: header.Clone(), Body: io.NopCloser(strings.NewReader(body)), Request: r}
	}
}

// calls counts what was sent to a path that ends so.
func (p *tapped) calls(suffix string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := 0
	for _, r := range p.sent {
		if strings.HasSuffix(r.URL.Path, suffix) {
			n++
		}
	}
	return n
}

func TestChangesAreReadPageByPage(t *testing.T) {
	t.Parallel()
	b, _ := gatewayBench(t, nil, func(c *iiq.Config) { c.PageSize = 2 })
	if _, err := b.WorkItemChanges(t.Context(), ""); !errors.Is(err, approvals.ErrNotOffered) {
		t.Errorf("before the gateway was seen: got %v, want %v", err, approvals.ErrNotOffered)
	}
	b.AskGateway(t.Context())
	want := map[string]bool{}
	for range 5 {
		want[b.item(iiqsim.ItemSpec{}).ID] = true
	}
	cursor, pages := "", 0
	for more := true; more; pages++ {
		page, err := b.WorkItemChanges(t.Context(), cursor)
		b.must(err)
		for _, w := range page.Items {
			delete(want, w.ID)
		}
		cursor, more = page.Next, page.More
	}
	if len(want) > 0 || pages != 3 {
		t.Errorf("got %d pages without %v, want 3 with all items", pages, want)
	}
	if got := b.Settles().Seconds(); got != 120 {
		t.Errorf("got %v seconds until changes have settled, want the gateway's 120", got)
	}
}

// Whatever is not a page with a cursor that leads on is no page, and what is not this gateway's cursor is told apart.
func TestWhatIsNoPageOfChanges(t *testing.T) {
	t.Parallel()
	b, tap := gatewayBench(t, nil)
	b.AskGateway(t.Context())
	b.item(iiqsim.ItemSpec{})
	first, err := b.WorkItemChanges(t.Context(), "")
	b.must(err)
	place, own, _ := strings.Cut(first.Next, " ")
	header := func(next, more string) http.Header {
		return http.Header{"X-Next-Cursor": {next}, "X-More": {more}}
	}
	for name, c := range map[string]struct {
		cursor string
		status int
		header http.Header
		body   string
		want   error
	}{
		"a changed cursor":          {cursor: place + " " + strings.ToUpper(own), want: approvals.ErrBadCursor},
		"a cursor of another place": {cursor: "0123456789abcdef " + own, want: approvals.ErrBadCursor},
		"a refused cursor":          {cursor: first.Next, status: 400, body: `{"error":"bad_cursor"}`, want: approvals.ErrBadCursor},
		"another refusal":           {cursor: first.Next, status: 400, body: `{"error":"bad_filter"}`, want: approvals.ErrIIQRefused},
		"no cursor":                 {status: 200, header: header("", "true"), body: "<List/>", want: approvals.ErrIIQBroken},
		"a cursor that is far too long": {status: 200, header: header(strings.Repeat("A", 2000), "true"), body: "<List/>",
			want: approvals.ErrIIQBroken},
		"nobody says whether more is there": {status: 200, header: header(own, ""), body: "<List/>",
			want: approvals.ErrIIQBroken},
		"a cursor that does not lead on": {cursor: first.Next, status: 200, header: header(own, "true"), body: "<List/>",
			want: approvals.ErrIIQBroken},
		"a list that was cut":   {status: 200, header: header(own, "false"), body: "<List><WorkItem", want: approvals.ErrIIQBroken},
		"a page of a proxy":     {status: 200, header: http.Header{}, body: "<html>Sign in</html>", want: approvals.ErrIIQBroken},
		"a plugin without them": {status: 404, want: approvals.ErrIIQBroken},
	} {
		if tap.answers(0, ""); c.status > 0 {
			tap.insteadOf("/changes/WorkItem", c.status, c.header, c.body)
		}
		before := tap.calls("/changes/WorkItem")
		if page, err := b.WorkItemChanges(t.Context(), c.cursor); !errors.Is(err, c.want) {
			t.Errorf("%s: got %+v, %v, want %v", name, page, err, c.want)
		}
		// Another gateway might understand the cursor of the first.
		foreign := c.cursor != "" && !strings.HasPrefix(c.cursor, place+" ")
		if asked := tap.calls("/changes/WorkItem") - before; foreign && asked > 0 {
			t.Errorf("%s: the gateway was asked %d times, want not at all", name, asked)
		}
	}
}

// An operation that does not answer as a gateway's makes the client ask once who is there, so that a plugin of another version is
// known before the hour is over.
func TestAMissingOperationIsAskedAfter(t *testing.T) {
	t.Parallel()
	b, tap := gatewayBench(t, nil)
	b.AskGateway(t.Context())
	without := "changes"
	b.SetGateway(map[string]*string{"without": &without})
	tap.insteadOf("/changes/WorkItem", 404, http.Header{}, "")
	if _, err := b.WorkItemChanges(t.Context(), ""); !errors.Is(err, approvals.ErrIIQBroken) {
		t.Errorf("got %v, want %v", err, approvals.ErrIIQBroken)
	}
	for range 3 {
		if _, err := b.WorkItemChanges(t.Context(), ""); !errors.Is(err, approvals.ErrNotOffered) {
			t.Errorf("after the gateway said so: got %v, want %v", err, approvals.ErrNotOffered)
		}
	}
	if n := tap.calls("/capabilities"); n != 2 {
		t.Errorf("the gateway was asked %d times what it offers, want twice", n)
	}
}
