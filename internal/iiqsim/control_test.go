package iiqsim_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/patience"
)

func TestCompletedInIdentityIQ(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{Settings: iiqsim.Settings{CompleterAs: iiqsim.CompleterName}})
	for _, c := range []struct {
		name  string
		end   func(id string) error
		state string
		by    string
	}{
		{"approved", func(id string) error { return b.Approve(id, "Sam.Okoye", "fine, in Slack") }, "Finished", "Sam.Okoye"},
		{"denied", func(id string) error { return b.Deny(id, "Ada.Mensah", "no, in Slack") }, "Rejected", "Ada.Mensah"},
		{"expired", b.Expire, "Expired", ""},
		{"canceled", b.Cancel, "Canceled", ""},
		{"returned", b.Return, "Returned", ""},
	} {
		w := b.item(iiqsim.ItemSpec{})
		b.ok(c.end(w.ID))
		if b.listed(w.ID) {
			t.Errorf("%s: still listed", c.name)
		}
		b.checkSummary(w, c.state, c.by)
		if err := c.end(w.ID); !errors.Is(err, iiqsim.ErrClosed) {
			t.Errorf("%s twice: %v, want %v", c.name, err, iiqsim.ErrClosed)
		}
	}
	if err := b.Expire("none"); !errors.Is(err, iiqsim.ErrUnknown) {
		t.Errorf("unknown item: %v, want %v", err, iiqsim.ErrUnknown)
	}
	if len(b.Ledger()) != 0 {
		t.Error("what happened in IdentityIQ's pages is in the ledger")
	}
}

func TestMixedDecision(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	w := b.item(iiqsim.ItemSpec{Template: iiqsim.TemplateEntitlements})
	b.ok(b.Complete(w.ID, iiqsim.Completion{By: "Sam.Okoye", State: "Finished", Lines: []string{"Finished", "Rejected", "Finished"}}))
	q := b.xml(b.get("/object/IdentityRequest", "filter", `name == "`+w.IdentityRequest+`"`))
	if got := attrs(q.find("ApprovalSummary").all("ApprovalItem"), "state"); !slices.Equal(got,
		[]string{"Finished", "Rejected", "Finished"}) {
		t.Errorf("lines %v, want Finished, Rejected and Finished", got)
	}
	for _, bad := range []iiqsim.Completion{{By: "Sam.Okoye", State: "Maybe"}, {By: "nobody", State: "Finished"}} {
		if b.Complete(b.item(iiqsim.ItemSpec{}).ID, bad) == nil {
			t.Errorf("%+v was taken", bad)
		}
	}
}

func TestReopenedIsOpenAgain(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	w := b.item(iiqsim.ItemSpec{})
	b.clock.advance(time.Minute)
	b.decide(w.ID, "Sam.Okoye", "Finished")
	b.ok(b.Reopen(w.ID))
	n := b.xml(b.get("/object/WorkItem/" + w.ID))
	if n.has("state") || n.has("completer") || n.find("ApprovalItem").has("state") || !n.has("modified") {
		t.Errorf("reopened %+v, want modified, without state and completer", n.Attrs)
	}
	if q, _ := b.Request(w.IdentityRequest); q.Summaries[0].Lines[0].State != "Finished" || q.State != "Approve" {
		t.Errorf(`request %+v, want State "Finished" and State "Approve"`, q)
	}
	b.decide(w.ID, "Sam.Okoye", "Rejected")
	if l := b.Ledger(); len(l) != 2 || !l[1].Accepted || l[1].Duplicate {
		t.Errorf("ledger %+v, want a length of 2, Accepted true and Duplicate false", l)
	}
	if err := b.Reopen("none"); !errors.Is(err, iiqsim.ErrUnknown) {
		t.Errorf("reopen unknown: %v, want %v", err, iiqsim.ErrUnknown)
	}
}

func TestArchiveShowsTheEnd(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{Settings: iiqsim.Settings{Archive: iiqsim.ArchiveByID}})
	w := b.item(iiqsim.ItemSpec{})
	b.decide(w.ID, "Sam.Okoye", "Rejected")
	if n := b.xml(b.get("/object/WorkItem/" + w.ID)); n.attr("state") != "Rejected" || b.listed(w.ID) {
		t.Errorf("archived %+v, want the state Rejected, and no longer listed", n.Attrs)
	}
	deleted := b.item(iiqsim.ItemSpec{})
	b.ok(b.DeleteWithoutTrace(deleted.ID))
	if got := b.get("/object/WorkItem/" + deleted.ID).status; got != 404 {
		t.Errorf("deleted without a trace, and archived: %d, want 404", got)
	}
	if got := b.decide(deleted.ID, "Sam.Okoye", "Finished").status; got != 404 {
		t.Errorf("a decision on what was deleted: %d, want 404", got)
	}
	b.ok(b.SetSettings(iiqsim.Settings{Archive: iiqsim.ArchiveListed}))
	w = b.item(iiqsim.ItemSpec{})
	b.ok(b.Expire(w.ID))
	if n := b.xml(b.get("/object/WorkItem", "filter", `state == "Expired"`)); n.find("WorkItem").attr("id") != w.ID {
		t.Error("a listed archive does not list")
	}
	if slices.ContainsFunc(b.OpenItems(), func(o iiqsim.WorkItem) bool { return o.ID == w.ID }) {
		t.Error("an expired item counts as open")
	}
}

func TestIdentityChanges(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	sam := b.id("Sam.Okoye")
	b.clock.advance(time.Second)
	b.must(b.UpdateIdentity(sam, func(i *iiqsim.Identity) { i.Name, i.Email = "Sam.New", "new@example.com" }))
	rows := b.objects(b.get("/table/Identity", "attributes", "id,name,email,modified", "filter", `name == "Sam.New"`))
	if len(rows) != 1 || rows[0]["email"] != "new@example.com" || rows[0]["modified"] != 1767000001000.0 || rows[0]["id"] != sam {
		t.Errorf(`renamed: %v, want one row with the e-mail new@example.com, modified 1767000001000 and id %v`,
			rows, sam)
	}
	if _, err := b.Identity("Sam.Okoye"); !errors.Is(err, iiqsim.ErrUnknown) {
		t.Errorf("the old name: %v, want %v", err, iiqsim.ErrUnknown)
	}
	for what, change := range map[string]func(*iiqsim.Identity){
		"id": func(i *iiqsim.Identity) { i.ID = "x" }, "taken name": func(i *iiqsim.Identity) { i.Name = "Ada.Mensah" },
		"no name": func(i *iiqsim.Identity) { i.Name = "" }, "kind": func(i *iiqsim.Identity) { i.Workgroup = true },
	} {
		if _, err := b.UpdateIdentity(sam, change); err == nil {
			t.Errorf("%s was changed", what)
		}
	}
	if _, err := b.AddIdentity(iiqsim.Identity{Name: "Ada.Mensah"}); err == nil {
		t.Error("a second Ada.Mensah")
	}
	b.ok(b.RemoveIdentity("Lee.Quinn"))
	if _, err := b.Identity("Lee.Quinn"); err == nil {
		t.Error("Lee is still there")
	}
}

func TestClockSkewMovesStamps(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	b.SetClockSkew(-5 * time.Minute)
	if w := b.item(iiqsim.ItemSpec{}); w.Created != 1767000000000-300_000 {
		t.Errorf("created %d, want %v", w.Created, 1767000000000-300_000)
	}
}

func TestEventsDropTheOldest(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	events, cancel := b.Subscribe()
	for range 300 {
		b.item(iiqsim.ItemSpec{})
	}
	first := patience.Receive(t, "an event", events)
	if first.Kind != iiqsim.EventItemCreated {
		t.Errorf("first %+v, want Kind %v", first, iiqsim.EventItemCreated)
	}
	lost, got, last := first.Dropped, 1, first
	for len(events) > 0 {
		last = patience.Receive(t, "an event", events)
		got++
		lost += last.Dropped
	}
	if got != 256 || lost != 44 || last.Seq-first.Seq != 255 {
		t.Errorf("%d got, %d lost, from %d to %d, want got 256, lost 44 and Seq 255", got, lost, first.Seq, last.Seq)
	}
	cancel()
	cancel()
	if _, open := <-events; open {
		t.Error("open after cancel")
	}
	b.Close()
	if _, open := <-only(b.Subscribe()); open {
		t.Error("a subscription after Close is open")
	}
}

func only(c <-chan iiqsim.Event, _ func()) <-chan iiqsim.Event { return c }

func TestSettingsRefuseNonsense(t *testing.T) {
	t.Parallel()
	b := start(t, iiqsim.Options{})
	for _, bad := range []iiqsim.Settings{
		{MembersAs: "csv"}, {GoneAs: "410"}, {NoGroupAs: "x"}, {DescriptionAs: "x"}, {SummariesAs: "x"}, {CommentsAs: "x"},
		{CompleterAs: "x"},
		{Archive: "x"}, {ActionMethods: []string{"DELETE"}}, {PageCap: -1},
	} {
		if b.SetSettings(bad) == nil {
			t.Errorf("%+v was taken", bad)
		}
	}
	if got := b.Settings(); got.PageCap != 1000 || got.GoneAs != iiqsim.GoneAs404 {
		t.Errorf("settings %+v, want PageCap 1000 and GoneAs %v", got, iiqsim.GoneAs404)
	}
}

func TestStartAgainKeepsWhatIsHeld(t *testing.T) {
	t.Parallel()
	s := iiqsim.New(iiqsim.Options{})
	base, stop, err := s.Start("")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.AddIdentity(iiqsim.Identity{Name: "Sam.Okoye"}); err != nil {
		t.Fatal(err)
	}
	stop()
	stop()
	again, stop, err := s.Start(base[len("http://"):])
	if err != nil || again != base {
		t.Fatalf("got %s, %v, want %v", again, err, base)
	}
	stop()
	if _, err := s.Identity("Sam.Okoye"); err != nil {
		t.Error(err)
	}
	if _, _, err := s.Start("nonsense"); err == nil {
		t.Error("started on nonsense")
	}
}
