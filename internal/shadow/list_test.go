package shadow

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func listWorld(t *testing.T) *env {
	w := newEnv(t)
	w.sql(`INSERT INTO identities (id, name, display_name, email) VALUES
		('7f01', 'Sam.Okoye', 'Sam Okoye', 'Sam.Okoye@example.com'), ('7f09', 'Lee.Quinn', '', 'lee@example.com')`)
	w.sql(`INSERT INTO work_items (id, number, type, owner_id, created_at, content_hash) VALUES ('7f02', '0000000042', 'Approval', '7f01', now(), '\x00')`)
	w.post("U1", "first", "c-1", About{Kind: Card, IdentityID: "7f01", WorkItemID: "7f02"})
	w.post("U1", "second", "", About{Kind: Reminder, IdentityID: "7f01"})
	w.post("U9", "third", "c-9", About{Kind: Card, IdentityID: "7f09", WorkItemID: "gone"})
	w.post("C1", "fourth", "", About{Kind: Admin})
	return w
}

func TestList(t *testing.T) {
	t.Parallel()
	w := listWorld(t)
	w.sql("UPDATE shadow_messages SET at = at - interval '1 day' WHERE fallback = 'first'")
	for name, tt := range map[string]struct {
		f    Filter
		want []string
	}{
		"all":                 {Filter{}, []string{"first Sam Okoye 0000000042", "second Sam Okoye ", "third Lee.Quinn ", "fourth  "}},
		"since":               {Filter{Since: time.Now().Add(-time.Hour)}, []string{"second Sam Okoye ", "third Lee.Quinn ", "fourth  "}},
		"since later":         {Filter{Since: time.Now().Add(time.Hour)}, nil},
		"by Slack id":         {Filter{Who: "U9"}, []string{"third Lee.Quinn "}},
		"by address":          {Filter{Who: "sam.okoye@EXAMPLE.com "}, []string{"first Sam Okoye 0000000042", "second Sam Okoye "}},
		"by name":             {Filter{Who: "lee.quinn"}, []string{"third Lee.Quinn "}},
		"by id":               {Filter{Who: "7f09"}, []string{"third Lee.Quinn "}},
		"nobody":              {Filter{Who: "nobody"}, nil},
		"by kind":             {Filter{Kind: Card}, []string{"first Sam Okoye 0000000042", "third Lee.Quinn "}},
		"by kind and person":  {Filter{Kind: Reminder, Who: "U1"}, []string{"second Sam Okoye "}},
		"nothing of the kind": {Filter{Kind: Requester}, nil},
	} {
		var got []string
		for _, r := range w.list(tt.f) {
			got = append(got, r.Text+" "+r.Person+" "+r.Number)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestListIsReadPageByPage(t *testing.T) {
	t.Parallel()
	w := newEnv(t)
	w.sql(`INSERT INTO shadow_messages (kind, method, fallback) SELECT 'card', 'chat.postMessage', n FROM generate_series(1, $1) n`, 2*page+1)
	rows := w.list(Filter{})
	if len(rows) != 2*page+1 {
		t.Fatalf("%d rows, want %v", len(rows), 2*page+1)
	}
	for i, r := range rows {
		if r.Text != fmt.Sprint(i+1) {
			t.Fatalf("row %d is %s, want %d", i, r.Text, i+1)
		}
	}
	enough := errors.New("enough")
	seen := 0
	if err := w.store.List(t.Context(), Filter{}, func(Row) error { seen++; return enough }); !errors.Is(err, enough) || seen != 1 {
		t.Errorf("%d rows after a reader that had enough: %v, want err %v and seen 1", seen, err, enough)
	}
}

func TestSummary(t *testing.T) {
	t.Parallel()
	w := listWorld(t)
	w.sql("UPDATE shadow_messages SET at = '2026-03-01 10:00Z' WHERE slack_user_id <> 'U9'")
	w.sql("UPDATE shadow_messages SET at = '2026-03-02 10:00Z' WHERE slack_user_id = 'U9'")
	w.sql("INSERT INTO shadow_messages (at, kind, method, slack_user_id, identity_id) VALUES ('2026-03-02 11:00Z', 'update', 'chat.update', 'U1', '7f01')")
	w.sql(`INSERT INTO cards (id, work_item_id, identity_id, state) SELECT gen_random_uuid(), '7f02', '7f08', 'unreachable' FROM generate_series(1, 2)`)
	w.sql(`INSERT INTO cards (id, work_item_id, identity_id, state) VALUES (gen_random_uuid(), '7f02', '7f01', 'waiting')`)
	var calls Calls
	for _, c := range []struct {
		endpoint string
		status   int
		took     time.Duration
	}{{"GET items", 200, time.Second}, {"GET items", 503, 3 * time.Second}, {"oauth2/token", 0, 500 * time.Millisecond}} {
		calls.Observe(c.endpoint, c.status, c.took)
		w.must(calls.Store(t.Context(), w.pool))
	}
	s, err := w.store.Summary(t.Context())
	w.must(err)
	if s.Since.IsZero() {
		t.Error("since when is not told")
	}
	s.Since = time.Time{}
	want := Summary{Mode: ModeShadow,
		Kinds:   []KindCount{{Card, 2, 2}, {Admin, 1, 0}, {Reminder, 1, 1}, {Update, 1, 1}},
		Days:    []DayCount{{"2026-03-02", 1, 1, 1}, {"2026-03-01", 3, 0, 1}},
		Busiest: []PersonCount{{"U1", "Sam Okoye", 2, 2}, {"U9", "Lee.Quinn", 1, 1}},
		People:  2, Unreachable: 1, OpenItems: 1, CardsWaiting: 1,
		Calls: []CallCount{{"GET items", 2, 1, 4 * time.Second, 3 * time.Second},
			{"oauth2/token", 1, 1, 500 * time.Millisecond, 500 * time.Millisecond}},
	}
	if diff := cmp.Diff(want, s); diff != "" {
		t.Error(diff)
	}
	w.sql("DELETE FROM run_mode")
	if _, err := w.store.Summary(t.Context()); !errors.Is(err, ErrNoShadow) {
		t.Errorf("of no shadow: %v, want %v", err, ErrNoShadow)
	}
}

func TestSweep(t *testing.T) {
	t.Parallel()
	w := newEnv(t)
	w.sql(`INSERT INTO shadow_messages (at, kind, method, fallback) VALUES (now() - interval '91 days', 'card', 'chat.postMessage', 'old'),
		(now() - interval '89 days', 'card', 'chat.postMessage', 'kept')`)
	w.must(w.store.Sweep(t.Context()))
	if rows := w.list(Filter{}); len(rows) != 1 || rows[0].Text != "kept" {
		t.Errorf(`got %+v, want a length of 1 and Text "kept"`, rows)
	}
	w.sql(`SELECT setval(pg_get_serial_sequence('shadow_messages', 'id'), $1)`, keepRows+1)
	w.post("U1", "new", "", About{})
	w.must(w.store.Sweep(t.Context()))
	if rows := w.list(Filter{}); len(rows) != 1 || rows[0].Text != "new" {
		t.Errorf(`got %+v, want a length of 1 and Text "new"`, rows)
	}
}
