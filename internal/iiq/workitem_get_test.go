package iiq

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iiq-approvals/bot/internal/approvals"
)

func TestWorkItemsByID(t *testing.T) {
	t.Parallel()
	a, b, d := hexOf(1), hexOf(2), hexOf(4)
	bad := `<WorkItem id="` + b + `" type="Approval"/>`
	for _, tc := range []struct {
		name     string
		pages    []string
		found    []string
		err      error
		requests int
	}{
		{"all in one", []string{listXML(itemXML(a), itemXML(b), itemXML(d))}, []string{a, b, d}, nil, 1},
		{"none", []string{listXML()}, nil, nil, 1},
		{"one gone, seen again", []string{listXML(itemXML(a), itemXML(b)), listXML()}, []string{a, b}, nil, 2},
		{"server gives one at a time", []string{listXML(itemXML(a)), listXML(itemXML(b)), listXML(itemXML(d))}, []string{a, b, d}, nil, 3},
		{"one unreadable", []string{listXML(itemXML(a), bad, itemXML(d))}, []string{a, d}, approvals.ErrIIQBroken, 1},
		{"one that was not asked for", []string{listXML(itemXML(a), itemXML(hexOf(3)))}, nil, approvals.ErrIIQBroken, 1},
		{"filter ignored on the second page", []string{listXML(itemXML(a)), listXML(itemXML(a))}, nil, approvals.ErrIIQBroken, 2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			page := 0
			c, f := clientOf(t, func(w http.ResponseWriter, _ *http.Request) {
				_, _ = io.WriteString(w, tc.pages[page])
				page++
			})
			found, err := c.WorkItemsByID(t.Context(), []string{a, b, d})
			if !errors.Is(err, tc.err) {
				t.Fatalf("%v, want %v", err, tc.err)
			}
			var got []string
			for id := range found {
				got = append(got, id)
			}
			slices.Sort(got)
			if diff := cmp.Diff(tc.found, got); diff != "" {
				t.Error(diff)
			}
			if len(f.seen()) != tc.requests {
				t.Errorf("%d requests, want %d", len(f.seen()), tc.requests)
			}
		})
	}
}

func TestUnreadableIsNotGone(t *testing.T) {
	t.Parallel()
	c, _ := clientOf(t, says(200, listXML(`<WorkItem id="`+itemID+`" type="Approval"/>`)))
	var unreadable *UnreadableError
	if _, err := c.WorkItemListed(t.Context(), itemID); !errors.As(err, &unreadable) || unreadable.Rejected[0].ID != itemID {
		t.Errorf("listed: %v, want %s as unreadable", err, itemID)
	}
	if found, err := c.WorkItemsByID(t.Context(), []string{itemID}); !errors.As(err, &unreadable) || len(found) != 0 {
		t.Errorf("by ids: %v, %v, want nothing, and the item as unreadable", found, err)
	}
}

func TestHundredLongIDsFitIntoAURL(t *testing.T) {
	t.Parallel()
	var all []string
	for i := range MaxInList {
		all = append(all, fmt.Sprintf("%064d", i))
	}
	c, f := clientOf(t, says(200, listXML(itemXML(all[0]))))
	_, err := c.WorkItemsByID(t.Context(), all)
	if !errors.Is(err, approvals.ErrIIQBroken) || len(f.seen()) != 2 {
		t.Errorf("%d requests, %v, want err %v and a length of 2", len(f.seen()), err, approvals.ErrIIQBroken)
	}
	if _, err := c.WorkItemsByID(t.Context(), append(all, "x")); !errors.Is(err, ErrBadArgument) {
		t.Errorf("101 ids: %v, want %v", err, ErrBadArgument)
	}
}

func TestWorkItemByID(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		status int
		body   string
		want   error
	}{
		{"there", 200, xmlHead + wholeItem, nil},
		{"in a list", 200, listXML(wholeItem), nil},
		{"404", 404, `{"status":"failure"}`, approvals.ErrNoAnswerByID},
		{"204", 204, "", approvals.ErrNoAnswerByID},
		{"500 page", 500, "<html>java.lang.NullPointerException</html>", approvals.ErrNoAnswerByID},
		{"empty list", 200, "<List/>", approvals.ErrNoAnswerByID},
		{"another item", 200, itemXML(hexOf(1)), approvals.ErrIIQBroken},
		{"two", 200, listXML(itemXML(itemID), itemXML(itemID)), approvals.ErrIIQBroken},
		{"without owner", 200, `<WorkItem id="` + itemID + `" type="Approval"/>`, approvals.ErrIIQBroken},
		{"forbidden", 403, "", approvals.ErrIIQUnauthorised},
	} {
		c, f := clientOf(t, says(tc.status, tc.body))
		w, err := c.WorkItem(t.Context(), itemID)
		if !errors.Is(err, tc.want) || err == nil && (w.ID != itemID || !w.Described) {
			t.Errorf("%s: got %v, %v, want the described item %s or %v", tc.name, w, err, itemID, tc.want)
		}
		if got := f.seen()[0].path; got != "/plugin/rest/moveworks-plugin/object/WorkItem/"+itemID {
			t.Errorf("%s: path %s, want %v", tc.name, got, "/plugin/rest/moveworks-plugin/object/WorkItem/"+itemID)
		}
	}
}

func TestNotListed(t *testing.T) {
	t.Parallel()
	c, f := clientOf(t, says(200, listXML()))
	if _, err := c.WorkItemListed(t.Context(), itemID); !errors.Is(err, approvals.ErrNotListed) {
		t.Errorf("got %v, want %v", err, approvals.ErrNotListed)
	}
	if _, err := c.IdentityRequest(t.Context(), "0000000777"); !errors.Is(err, approvals.ErrNotListed) {
		t.Errorf("got %v, want %v", err, approvals.ErrNotListed)
	}
	if got := f.seen()[0].filter; got != `id == "`+itemID+`"` {
		t.Errorf("filter %s, want %v", got, `id == "`+itemID+`"`)
	}
}

func TestBadArguments(t *testing.T) {
	t.Parallel()
	c, f := clientOf(t, says(200, listXML()))
	for name, err := range map[string]error{
		"id with a path":    second(c.WorkItem(t.Context(), "../x")),
		"listed, empty id":  second(c.WorkItemListed(t.Context(), "")),
		"bad id in a list":  second(c.WorkItemsByID(t.Context(), []string{itemID, `"`})),
		"members":           second(c.Members(t.Context(), "a/b")),
		"identity":          second(c.IdentityByID(t.Context(), "a b")),
		"email":             second(c.IdentitiesByEmail(t.Context(), `a@b" || id != "`)),
		"no email":          second(c.IdentitiesByEmail(t.Context(), " ")),
		"request":           second(c.IdentityRequest(t.Context(), "")),
		"limit":             second(c.WorkItems(t.Context(), WorkItemQuery{Limit: 1001})),
		"offset":            second(c.WorkItems(t.Context(), WorkItemQuery{Offset: -1})),
		"order":             second(c.WorkItems(t.Context(), WorkItemQuery{OrderBy: "id desc"})),
		"filter":            second(c.WorkItems(t.Context(), WorkItemQuery{Filter: Eq("name", "\n")})),
		"identities' limit": second(c.Identities(t.Context(), "", 5000)),
		"reviews' limit":    second(c.ReviewEntities(t.Context(), time.Time{}, "", -1)),
		"no types":          c.WorkItemsChangedSince(t.Context(), time.Time{}, nil, nil),
	} {
		if !errors.Is(err, ErrBadArgument) {
			t.Errorf("%s: %v, want %v", name, err, ErrBadArgument)
		}
	}
	if n := len(f.seen()); n != 0 {
		t.Errorf("%d requests were sent, want 0", n)
	}
}
