package iiqsim_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// sim makes a control call as another process would, and reads its answer into out.
func (b *bench) sim(method, path string, in, out any) int {
	b.t.Helper()
	body := []byte{}
	if in != nil {
		var err error
		body, err = json.Marshal(in)
		b.ok(err)
	}
	a := b.send(b.request(method, b.base+"/_sim"+path, string(body)))
	if a.status == 200 && out != nil {
		if err := json.Unmarshal(a.body, out); err != nil {
			b.t.Fatalf("%s %s: %v: %s", method, path, err, a.body)
		}
	}
	return a.status
}

func (b *bench) simOK(method, path string, in, out any) {
	b.t.Helper()
	if got := b.sim(method, path, in, out); got != 200 {
		b.t.Fatalf("%s %s: %d, want 200", method, path, got)
	}
}

type dict = map[string]any

func TestControlItemsOverHTTP(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	add := func() (w iiqsim.WorkItem) {
		b.simOK("POST", "/items", dict{"template": "role", "owner": "Sam.Okoye", "target": "Dana.Reyes", "requester": "Lee.Quinn"}, &w)
		return w
	}
	var open []iiqsim.WorkItem
	for what, body := range map[string]any{
		"complete": dict{"by": "Sam.Okoye", "state": "Rejected", "comment": "no"}, "expire": nil, "cancel": nil, "return": nil,
		"delete": nil,
	} {
		w := add()
		b.simOK("POST", "/items/"+w.ID+"/"+what, body, nil)
		b.simOK("GET", "/items/"+w.ID, nil, &w)
		if b.simOK("GET", "/items", nil, &open); len(open) != 0 {
			t.Errorf("%s: %d open, want 0", what, len(open))
		}
		if got := b.sim("POST", "/items/"+w.ID+"/expire", nil, nil); got != 409 {
			t.Errorf("after %s: expire is %d, want 409", what, got)
		}
		b.simOK("POST", "/items/"+w.ID+"/reopen", nil, nil)
		b.simOK("POST", "/items/"+w.ID+"/expire", nil, nil)
	}
	w := add()
	b.simOK("POST", "/items/"+w.ID+"/touch", nil, nil)
	b.simOK("POST", "/items/"+w.ID+"/forward", dict{"to": "Desk"}, nil)
	var q iiqsim.IdentityRequest
	if b.simOK("GET", "/requests/"+w.IdentityRequest, nil, &q); q.Name != w.IdentityRequest {
		t.Errorf("request %+v, want Name %v", q, w.IdentityRequest)
	}
	var may map[string]bool
	if b.simOK("GET", "/items/"+w.ID+"/authority/Ada.Mensah", nil, &may); !may["authority"] {
		t.Error("Ada has no authority over the Desk's item")
	}
	b.decide(w.ID, "Ada.Mensah", "Finished")
	var ledger []iiqsim.Write
	if b.simOK("GET", "/ledger", nil, &ledger); len(ledger) != 1 || !ledger[0].Accepted || !ledger[0].Authority {
		t.Errorf("ledger %+v, want a length of 1, Accepted true and Authority true", ledger)
	}
	var many []iiqsim.WorkItem
	if b.simOK("POST", "/items/many", []dict{{"owner": "Desk"}, {"owner": "Desk"}}, &many); len(many) != 2 {
		t.Errorf("%d made, want 2", len(many))
	}
	for path, want := range map[string]int{"/items/none": 404, "/nowhere": 404} {
		if got := b.sim("GET", path, nil, nil); got != want {
			t.Errorf("%s: %d, want %v", path, got, want)
		}
	}
	if got := b.sim("POST", "/items", dict{"ownr": "Sam.Okoye"}, nil); got != 400 {
		t.Errorf("an unknown field: %d, want 400", got)
	}
	if got := b.sim("POST", "/items", dict{"owner": "nobody"}, nil); got != 404 {
		t.Errorf("an unknown owner: %d, want 404", got)
	}
}

func TestControlPeopleOverHTTP(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	var i iiqsim.Identity
	b.simOK("POST", "/identities", dict{"name": "New.One", "email": "new@example.com"}, &i)
	b.simOK("PATCH", "/identities/New.One", dict{"display_name": "One, New", "inactive": true, "department": "Legal"}, &i)
	if i.DisplayName != "One, New" || !i.Inactive || i.Email != "new@example.com" {
		t.Errorf(`patched %+v, want DisplayName "One, New", Inactive true and Email "new@example.com"`, i)
	}
	b.simOK("PUT", "/identities/Desk/members", []string{"Sam.Okoye"}, nil)
	b.simOK("PUT", "/identities/Desk/members/New.One", nil, nil)
	b.simOK("DELETE", "/identities/Desk/members/Sam.Okoye", nil, nil)
	if b.simOK("GET", "/identities/Desk", nil, &i); fmt.Sprint(i.Members) != fmt.Sprint([]string{b.id("New.One")}) {
		t.Errorf("members %v, want New.One alone", i.Members)
	}
	b.simOK("DELETE", "/identities/New.One", nil, nil)
	if got := b.sim("GET", "/identities/New.One", nil, nil); got != 404 {
		t.Errorf("deleted: %d, want 404", got)
	}
}

func TestPopulationsOverHTTP(t *testing.T) {
	t.Parallel()
	b := start(t, iiqsim.Options{})
	b.simOK("POST", "/company", dict{"seed": 3, "n": 40, "domain": "corp.example"}, nil)
	b.simOK("POST", "/populate", dict{"n": 10}, nil)
	var all []iiqsim.Identity
	if b.simOK("GET", "/identities", nil, &all); len(all) != 40+6+10 {
		t.Errorf("%d identities, want %v", len(all), 40+6+10)
	}
	if got := b.sim("POST", "/populate", dict{"n": 0}, nil); got != 400 {
		t.Errorf("populate nobody: %d, want 400", got)
	}
	var made []iiqsim.WorkItem
	if b.simOK("POST", "/random", dict{"seed": 3, "n": 40, "domain": "corp.example", "items": 5, "item_seed": 9}, &made); len(made) != 5 {
		t.Errorf("%d made, want 5", len(made))
	}
}

func TestControlReviewsOverHTTP(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	var c iiqsim.Certification
	b.simOK("POST", "/reviews", dict{"name": "Review", "reviewers": []string{"Sam.Okoye"}, "count": 4, "phase": "Staged"}, &c)
	b.simOK("POST", "/reviews/"+c.ID+"/phase", dict{"phase": "Active"}, nil)
	var done map[string]int
	if b.simOK("POST", "/reviews/"+c.ID+"/complete", dict{"by": "Sam.Okoye", "n": 2}, &done); done["done"] != 2 {
		t.Errorf(`done %v, want done["done"] 2`, done)
	}
	b.simOK("POST", "/reviews/"+c.ID+"/reassign", dict{"reviewers": []string{"Ada.Mensah"}}, nil)
	var view struct {
		Certifiers []string                     `json:"certifiers"`
		Entities   []iiqsim.CertificationEntity `json:"entities"`
	}
	if b.simOK("GET", "/reviews/"+c.ID, nil, &view); len(view.Entities) != 4 || view.Certifiers[0] != "Ada.Mensah" || view.Entities[1].Completed == 0 {
		t.Errorf(`review %+v, want a length of 4, view.Certifiers[0] "Ada.Mensah" and Completed other than 0`, view)
	}
	b.simOK("POST", "/entities/"+view.Entities[3].ID+"/status", dict{"status": "Returned"}, nil)
	b.simOK("DELETE", "/entities/"+view.Entities[3].ID, nil, nil)
	b.simOK("POST", "/reviews/"+c.ID+"/sign", dict{"by": "Ada.Mensah"}, nil)
	if got := b.sim("POST", "/reviews/"+c.ID+"/sign", dict{"by": "Ada.Mensah"}, nil); got != 409 {
		t.Errorf("signed twice: %d, want 409", got)
	}
	b.simOK("DELETE", "/reviews/"+c.ID, nil, nil)
	if got := b.sim("GET", "/reviews/"+c.ID, nil, nil); got != 404 {
		t.Errorf("deleted: %d, want 404", got)
	}
}

func TestControlStateOverHTTP(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	var id map[string]int
	b.simOK("POST", "/faults", dict{"kind": "status", "status": 500, "path": "/object/WorkItem"}, &id)
	if got := b.get("/object/WorkItem").status; got != 500 {
		t.Errorf("with a fault: %d, want 500", got)
	}
	var rules []iiqsim.Fault
	if b.simOK("GET", "/faults", nil, &rules); len(rules) != 1 || rules[0].Fired != 1 {
		t.Errorf("faults %+v, want a length of 1 and Fired 1", rules)
	}
	b.simOK("DELETE", fmt.Sprintf("/faults/%d", id["id"]), nil, nil)
	b.simOK("DELETE", "/faults", nil, nil)
	if got := b.sim("POST", "/faults", dict{"kind": "explode"}, nil); got != 400 {
		t.Errorf("a wrong fault: %d, want 400", got)
	}
	b.simOK("PUT", "/settings", dict{"gone_as": "empty", "page_cap": 5}, nil)
	var set iiqsim.Settings
	if b.simOK("GET", "/settings", nil, &set); set.GoneAs != "empty" || set.PageCap != 5 {
		t.Errorf(`settings %+v, want GoneAs "empty" and PageCap 5`, set)
	}
	b.simOK("PUT", "/clock", dict{"skew_ms": 60000}, nil)
	if w := b.item(iiqsim.ItemSpec{}); w.Created != 1767000060000 {
		t.Errorf("skewed: %d, want 1767000060000", w.Created)
	}
	b.simOK("PUT", "/down", dict{"down": true}, nil)
	if got := b.get("/object/WorkItem").status; got != 503 {
		t.Errorf("down: %d, want 503", got)
	}
	b.simOK("PUT", "/down", dict{"down": false}, nil)
	b.simOK("POST", "/tokens/revoke", nil, nil)
	if got := b.get("/object/WorkItem").status; got != 401 {
		t.Errorf("revoked: %d, want 401", got)
	}
	var stats iiqsim.Stats
	if b.simOK("GET", "/stats", nil, &stats); stats.Requests["GET /object/WorkItem"] != 3 {
		t.Errorf(`stats %+v, want stats.Requests["GET /object/WorkItem"] 3`, stats)
	}
	b.simOK("DELETE", "/stats", nil, nil)
	var names []iiqsim.Template
	if b.simOK("GET", "/templates", nil, &names); len(names) != len(iiqsim.Templates()) {
		t.Errorf("templates %v, want %d of them", names, len(iiqsim.Templates()))
	}
}

func TestEventStream(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	res, err := b.http.Do(b.request("GET", b.base+"/_sim/events", ""))
	b.ok(err)
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	next := func() (e iiqsim.Event) {
		t.Helper()
		if !lines.Scan() {
			t.Fatal("the stream ended")
		}
		b.ok(json.Unmarshal(lines.Bytes(), &e))
		return e
	}
	w := b.item(iiqsim.ItemSpec{})
	b.decide(w.ID, "Sam.Okoye", "Finished")
	for _, want := range []iiqsim.EventKind{iiqsim.EventItemCreated, iiqsim.EventWriteAccepted, iiqsim.EventItemClosed} {
		if e := next(); e.Kind != want || e.ID != w.ID || e.Number != w.Name {
			t.Errorf("%+v, want %s", e, want)
		}
	}
	b.Close()
	if lines.Scan() {
		t.Error("more after the end")
	}
}
