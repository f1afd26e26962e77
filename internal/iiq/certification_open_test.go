package iiq

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq/transport"
)

const noEntities = `{"objects":[]}`

// picky refuses filters by whether the review is signed, with this status.
func picky(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Query().Get("filter"), "certification.signed") {
			w.WriteHeader(status)
			return
		}
		says(200, noEntities)(w, r)
	}
}

func TestOpenReviewEntitiesLeavesOutWhatWasSigned(t *testing.T) {
	t.Parallel()
	c, f := clientOf(t, says(200, noEntities))
	for _, after := range []string{"", "e1"} {
		if _, err := c.OpenReviewEntities(t.Context(), after, 3); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{`certification.signed.isNull()`, `(certification.signed.isNull() && id > "e1")`}
	for i, call := range f.seen() {
		if call.filter != want[i] || !strings.Contains(call.query, "orderby=id") {
			t.Errorf(`call %d asked %q, want filter %v and query with "orderby=id"`, i, call.query, want[i])
		}
	}
}

func TestAnIIQThatCannotFilterBySignedIsAskedForAll(t *testing.T) {
	t.Parallel()
	for _, status := range []int{400, 500} {
		c, f := clientOf(t, picky(status))
		for range 3 {
			if _, err := c.OpenReviewEntities(t.Context(), "e1", 3); err != nil {
				t.Fatal(err)
			}
		}
		signed := 0
		for _, call := range f.seen() {
			if strings.Contains(call.filter, "signed") {
				signed++
			} else if call.filter != `id > "e1"` {
				t.Errorf(`status %v: filter %s, want "id > \"e1\""`, status, call.filter)
			}
		}
		if signed == 0 || signed > transport.MaxTries {
			t.Errorf("status %d: asked %d times by signed", status, signed)
		}
	}
}

func TestAnIIQThatIsAwayIsNotTakenForOneThatCannotFilter(t *testing.T) {
	t.Parallel()
	c, _ := clientOf(t, says(502, ""))
	if _, err := c.OpenReviewEntities(t.Context(), "", 3); !errors.Is(err, approvals.ErrIIQAway) {
		t.Errorf("got %v, want %v", err, approvals.ErrIIQAway)
	}
	if c.signedRefused.Load() {
		t.Error("the filter counts as refused")
	}
}

func TestReviewEntitiesByIDReadsShortPagesToTheEnd(t *testing.T) {
	t.Parallel()
	c, f := clientOf(t, func(w http.ResponseWriter, r *http.Request) {
		body := `{"objects":[{"id":"e1","certification.id":"c1"}]}`
		if strings.Contains(r.URL.Query().Get("filter"), `id > "e1"`) {
			body = noEntities
		}
		says(200, body)(w, r)
	})
	found, err := c.ReviewEntitiesByID(t.Context(), []string{"e1", "e2"})
	if err != nil || len(found) != 1 || found[0].Review.ID != "c1" {
		t.Errorf(`found %+v, %v, want a length of 1 and ID "c1"`, found, err)
	}
	if calls := f.seen(); len(calls) != 2 || calls[0].filter != `id.in({"e1","e2"})` {
		t.Errorf(`asked %+v, want a length of 2 and filter "id.in({\"e1\",\"e2\"})"`, calls)
	}
	for name, ids := range map[string][]string{"a strange id": {`e"1`}, "too many": make([]string, MaxInList+1)} {
		for i := range ids {
			if ids[i] == "" {
				ids[i] = "e"
			}
		}
		if _, err := c.ReviewEntitiesByID(t.Context(), ids); !errors.Is(err, ErrBadArgument) {
			t.Errorf("%s: %v, want %v", name, err, ErrBadArgument)
		}
	}
}

func TestIdentitiesByName(t *testing.T) {
	t.Parallel()
	c, f := clientOf(t, says(200, `{"objects":[{"id":"i1","name":"Sam.Okoye","inactive":false}]}`))
	found, err := c.IdentitiesByName(t.Context(), []string{"Sam.Okoye", `O"Neil`})
	if err != nil || len(found) != 1 || found[0].ID != "i1" {
		t.Errorf(`found %+v, %v, want a length of 1 and ID "i1"`, found, err)
	}
	if filter := f.seen()[0].filter; !strings.Contains(filter, `name.in({"Sam.Okoye","O\"Neil"})`) {
		t.Errorf(`filter %s, want one with "name.in({\"Sam.Okoye\",\"O\\\"Neil\"})"`, filter)
	}
	if found, err := c.IdentitiesByName(t.Context(), nil); err != nil || found != nil {
		t.Errorf("nobody: %+v, %v, want nil", found, err)
	}
}
