package onsite

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"sync"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

// mostItems bounds how many items of the fixture are used in one run.
const mostItems = 500

// Fixtures are the open work items of the fixture, which are handed out to the checks.
type Fixtures struct {
	beyond
	target *gatewaytest.Target
	cast   *gatewaytest.Cast

	mu sync.Mutex
	// open are the items that no check had yet, by their owners. all has the ids of all.
	open map[string][]gatewaytest.Item
	all  map[string]bool
}

// Find looks for the fixture by reading alone. From then on the target's checks have its people and its items, and whatever else the
// target would write is stopped. The error is ErrNone where it is not there.
func Find(ctx context.Context, t *gatewaytest.Target) (*Fixtures, error) {
	cast, err := findCast(ctx, t)
	if err != nil {
		return nil, err
	}
	f := &Fixtures{target: t, cast: cast, open: map[string][]gatewaytest.Item{}, all: map[string]bool{}}
	for _, owner := range []string{cast.Owner, cast.Group} {
		if err := f.findItems(ctx, owner); err != nil {
			return nil, err
		}
	}
	if len(f.all) == 0 {
		return nil, fmt.Errorf("%w: got no open work item of it, want some: run its rule", ErrNone)
	}
	t.SetCast(cast)
	t.Fixtures = f
	t.HTTP = f.fenced(t.HTTP)
	return f, nil
}

// Items is how many open items there were.
func (f *Fixtures) Items() int { return len(f.all) }

// Left is how many of them no check has had.
func (f *Fixtures) Left() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for _, items := range f.open {
		n += len(items)
	}
	return n
}

func (f *Fixtures) findItems(ctx context.Context, owner string) error {
	list, err := f.target.Items(ctx, "filter", `owner.id=="`+owner+`"`, "limit", "100")
	for at := 100; err == nil && len(list) > 0 && len(f.all) < mostItems; at += 100 {
		for _, e := range list {
			if i, is := f.itemIn(e, owner); is && !f.all[i.ID] {
				f.open[owner] = append(f.open[owner], i)
				f.all[i.ID] = true
			}
		}
		if len(list) < 100 {
			return nil
		}
		list, err = f.target.Items(ctx, "filter", `owner.id=="`+owner+`"`, "limit", "100", "offset", strconv.Itoa(at))
	}
	return err
}

// itemIn reads an item, and tells whether it is one of the fixture: nobody else has any part in it, and it has two open lines.
func (f *Fixtures) itemIn(e gatewaytest.Element, owner string) (gatewaytest.Item, bool) {
	i := gatewaytest.Item{ID: e.Attr("id"), Name: e.Attr("name")}
	i.Created, _ = strconv.ParseInt(e.Attr("created"), 10, 64)
	ownerID, _ := e.Ref("Owner")
	requester, _ := e.Ref("Requester")
	is := e.Attr("type") == "Approval" && ownerID == owner &&
		requester == f.cast.Requester && e.Attr("targetId") == f.cast.Target && (e.Attr("state") == "" || e.Attr("state") == "Pending")
	for _, l := range e.All("ApprovalItem") {
		is = is && l.Attr("state") == ""
		i.Lines = append(i.Lines, gatewaytest.Line{ID: l.Attr("id"), Application: l.Attr("applicationName")})
	}
	return i, is && len(i.Lines) == 2
}

// AddItem hands out an item that no check had yet; it makes none.
func (f *Fixtures) AddItem(_ context.Context, s gatewaytest.ItemSpec) (gatewaytest.Item, error) {
	if s.Requester != f.cast.Requester || s.Target != f.cast.Target || !s.Plain() {
		return gatewaytest.Item{}, fmt.Errorf("an item of another form: %w", gatewaytest.ErrBeyond)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	items := f.open[s.Owner]
	if len(items) == 0 {
		return gatewaytest.Item{}, fmt.Errorf("one more open item of this owner: %w", gatewaytest.ErrBeyond)
	}
	f.open[s.Owner] = items[1:]
	return items[0], nil
}

// Stored gives the item as the gateway tells it, or how it ended.
func (f *Fixtures) Stored(ctx context.Context, id string) (string, error) {
	r, err := f.target.Get(ctx, "/object/WorkItem/"+id)
	if err != nil || r.Status == http.StatusOK {
		return string(r.Body), err
	}
	r, err = f.target.Send(ctx, gatewaytest.Call{Method: http.MethodPost, Path: "/outcomes",
		Body: map[string]any{"items": []map[string]string{{"id": id}}}})
	return string(r.Body), err
}

// CleanUp denies the items of the fixture that are still open, and says how many. An error is about the first that could not be.
func (f *Fixtures) CleanUp(ctx context.Context) (ended int, err error) {
	for id := range f.all {
		r, failed := f.target.Get(ctx, "/object/WorkItem/"+id)
		if failed == nil && r.Status == http.StatusNotFound {
			continue
		}
		var one gatewaytest.Reply
		for _, who := range []string{f.cast.Owner, f.cast.Member, f.cast.Outsider} {
			one, failed = f.target.Decide(ctx, id, gatewaytest.Decision(who, gatewaytest.Denied, "made for bot doctor"))
			if failed == nil && one.Status == http.StatusOK {
				break
			}
		}
		switch {
		case failed == nil && one.Status == http.StatusOK:
			ended++
		case err == nil && failed != nil:
			err = failed
		case err == nil:
			err = one.Wrong("status 200")
		}
	}
	return ended, err
}
