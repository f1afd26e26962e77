package iiqsim_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

const reviewColumns = "id,identity,targetDisplayName,summaryStatus,completed,created,modified,certification.id,certification.name," +
	"certification.expiration,certification.phase,certification.signed,certification.certifiers"

func (b *bench) review(spec iiqsim.ReviewSpec) iiqsim.Certification {
	b.t.Helper()
	spec.Name = "Manager Access Review for Sam Okoye"
	if spec.Reviewers == nil {
		spec.Reviewers = []string{"Sam.Okoye"}
	}
	if spec.Targets == nil && spec.Count == 0 {
		spec.Targets = []string{"Dana.Reyes", "Lee.Quinn"}
	}
	c, err := b.AddReview(spec)
	b.ok(err)
	return c
}

func (b *bench) entities(certification string) []map[string]any {
	b.t.Helper()
	return b.objects(b.get("/table/CertificationEntity", "attributes", reviewColumns, "filter",
		`certification.id == "`+certification+`"`, "orderby", "identity", "limit", "1000"))
}

func TestReviewOnTheWire(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	c := b.review(iiqsim.ReviewSpec{DueInMillis: iiqsim.DueIn(time.Hour)})
	rows := b.entities(c.ID)
	if len(rows) != 2 {
		t.Fatalf("rows %v, want a length of 2", rows)
	}
	want := map[string]any{
		"id": rows[0]["id"], "identity": "Dana.Reyes", "targetDisplayName": "Dana Reyes", "summaryStatus": "Open", "completed": nil,
		"created": 1767000000000.0, "modified": nil, "certification.id": c.ID, "certification.name": c.Name,
		"certification.expiration": 1767003600000.0, "certification.phase": "Active", "certification.signed": nil,
		"certification.certifiers": []any{"Sam.Okoye"},
	}
	if fmt.Sprint(rows[0]) != fmt.Sprint(want) {
		t.Errorf("row %v, want %v", rows[0], want)
	}
	w := b.xml(b.get("/object/WorkItem", "filter", `certification == "`+c.ID+`" && type == "Certification"`)).find("WorkItem")
	if w.attr("certification") != c.ID || w.find("Owner").find("Reference").attr("name") != "Sam.Okoye" {
		t.Errorf(`work item %+v, want attr %v and find "Sam.Okoye"`, w, c.ID)
	}
	if a := b.get("/table/CertificationEntity/" + fmt.Sprint(rows[0]["id"])); a.status != 200 {
		t.Errorf("by id: %d, want 200", a.status)
	}
	if got := b.objects(b.get("/table/CertificationEntity", "limit", "1")); len(got[0]) != 7 {
		t.Errorf("without attributes: %v, want a length of 7", got)
	}
}

func TestReviewLife(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	c := b.review(iiqsim.ReviewSpec{Phase: iiqsim.PhaseStaged, Count: 20})
	if c.WorkItemID != "" {
		t.Error("a staged review has a work item")
	}
	b.ok(b.SetPhase(c.ID, iiqsim.PhaseActive))
	b.clock.advance(time.Minute)
	if done, err := b.CompleteEntities(c.ID, "Sam.Okoye", 3); err != nil || done != 3 {
		t.Errorf("completed %d, %v, want 3", done, err)
	}
	changed := b.objects(b.get("/table/CertificationEntity", "attributes", "id,summaryStatus,completed", "filter", `modified >= DATE$1767000060000`))
	if len(changed) != 3 || changed[0]["summaryStatus"] != "Complete" || changed[0]["completed"] != 1767000060000.0 {
		t.Errorf(`changed: %v, want a length of 3, changed[0]["summaryStatus"] "Complete" and changed[0]["completed"] 1767000060000.0`,
			changed)
	}
	b.ok(b.Reassign(c.ID, "Ada.Mensah", "Lee.Quinn"))
	if rows := b.entities(c.ID); fmt.Sprint(rows[0]["certification.certifiers"]) != "[Ada.Mensah Lee.Quinn]" || rows[9]["modified"] != nil {
		t.Errorf(`reassigned: %v, want rows[0]["certification.certifiers"] "[Ada.Mensah Lee.Quinn]" and rows[9]["modified"] nil`,
			rows[0])
	}
	after, entities, err := b.Review(c.ID)
	b.ok(err)
	if w, err := b.WorkItem(after.WorkItemID); err != nil || w.OwnerID != b.id("Ada.Mensah") {
		t.Errorf("work item %+v, %v, want the owner Ada.Mensah", w, err)
	}
	b.ok(b.SetEntityStatus(entities[5].ID, iiqsim.EntityDelegated))
	b.ok(b.RemoveEntity(entities[6].ID))
	if rows := b.entities(c.ID); len(rows) != 19 || rows[5]["summaryStatus"] != "Delegated" {
		t.Errorf(`%d rows, %v, want a length of 19 and rows[5]["summaryStatus"] "Delegated"`, len(rows), rows[5])
	}
	b.ok(b.Sign(c.ID, "Ada.Mensah"))
	if rows := b.entities(c.ID); rows[0]["certification.signed"] == nil || rows[0]["certification.phase"] != "End" ||
		b.listed(after.WorkItemID) {
		t.Errorf("signed: %v, want a signed review that has ended, and its item gone", rows[0])
	}
	if err := b.Sign(c.ID, "Ada.Mensah"); !errors.Is(err, iiqsim.ErrClosed) {
		t.Errorf("signed twice: %v, want %v", err, iiqsim.ErrClosed)
	}
	if _, err := b.CompleteEntities(c.ID, "Ada.Mensah", 1); !errors.Is(err, iiqsim.ErrClosed) {
		t.Errorf("completed after signing: %v, want %v", err, iiqsim.ErrClosed)
	}
	b.ok(b.RemoveReview(c.ID))
	if rows := b.entities(c.ID); len(rows) != 0 {
		t.Errorf("removed: %v, want a length of 0", rows)
	}
}

func TestReviewerShapes(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{Settings: iiqsim.Settings{TouchEntities: true}})
	nameless := b.review(iiqsim.ReviewSpec{NoCertifiers: true, Reviewers: []string{"Desk"}})
	if rows := b.entities(nameless.ID); rows[0]["certification.certifiers"] != nil {
		t.Errorf(`nameless: %v, want rows[0]["certification.certifiers"] nil`, rows[0])
	}
	texted := b.review(iiqsim.ReviewSpec{CertifiersAsText: true, NoWorkItem: true})
	if rows := b.entities(texted.ID); rows[0]["certification.certifiers"] != "Sam.Okoye" || texted.WorkItemID != "" {
		t.Errorf(`as text: %v, want rows[0]["certification.certifiers"] "Sam.Okoye" and WorkItemID ""`, rows[0])
	}
	b.clock.advance(time.Second)
	b.ok(b.SetPhase(texted.ID, iiqsim.PhaseEnd))
	if rows := b.entities(texted.ID); rows[0]["modified"] != 1767000001000.0 {
		t.Errorf(`touched: %v, want rows[0]["modified"] 1767000001000.0`, rows[0])
	}
	for _, bad := range []iiqsim.ReviewSpec{
		{Reviewers: []string{"Sam.Okoye"}}, {Name: "x"}, {Name: "x", Reviewers: []string{"nobody"}},
		{Name: "x", Reviewers: []string{"Sam.Okoye"}, Targets: []string{"nobody"}},
		{Name: "x", Reviewers: []string{"Sam.Okoye"}, ID: texted.ID},
	} {
		if _, err := b.AddReview(bad); err == nil {
			t.Errorf("%+v was taken", bad)
		}
	}
	if b.Reassign(texted.ID) == nil || b.SetEntityStatus("none", "Open") == nil || b.RemoveEntity("none") == nil ||
		b.RemoveReview("none") == nil {
		t.Error("a wrong change was taken")
	}
}

func TestEntityDecision(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	c := b.review(iiqsim.ReviewSpec{Count: 6, Reviewers: []string{"Desk"}})
	_, entities, err := b.Review(c.ID)
	b.ok(err)
	decide := func(id, by, state string) int {
		return b.put("/object/CertificationEntity/"+id, decision{b.id(by), state, "seen"}).status
	}
	if got := decide(entities[0].ID, "Ada.Mensah", "Finished"); got != 200 {
		t.Errorf("kept: %d, want 200", got)
	}
	if got := decide(entities[1].ID, "Sam.Okoye", "Rejected"); got != 200 {
		t.Errorf("revoked by a stranger: %d, want 200", got)
	}
	for what, got := range map[string][2]int{
		"again":         {decide(entities[0].ID, "Ada.Mensah", "Finished"), 409},
		"unknown":       {decide("none", "Ada.Mensah", "Finished"), 404},
		"unknown state": {decide(entities[2].ID, "Ada.Mensah", "Kept"), 400},
		"by a group":    {decide(entities[2].ID, "Desk", "Finished"), 400},
		"by nobody":     {b.put("/object/CertificationEntity/"+entities[2].ID, decision{"none", "Finished", ""}).status, 400},
	} {
		if got[0] != got[1] {
			t.Errorf("%s: %d, want %d", what, got[0], got[1])
		}
	}
	_, after, err := b.Review(c.ID)
	b.ok(err)
	if e := after[1]; e.SummaryStatus != iiqsim.EntityComplete || e.Completed == 0 || e.Decision != "Rejected" || e.Comments != "seen" {
		t.Errorf(`afterwards %+v, want SummaryStatus %v, Completed other than 0, Decision "Rejected" and Comments "seen"`,
			e, iiqsim.EntityComplete)
	}
	b.ok(b.SetEntityStatus(entities[3].ID, iiqsim.EntityDelegated))
	if got := decide(entities[3].ID, "Ada.Mensah", "Finished"); got != 200 {
		t.Errorf("what was delegated: %d, want 200", got)
	}
	if w := b.Ledger(); w[len(w)-1].Authority {
		t.Error("what was delegated is the reviewer's")
	}
	b.ok(b.SetEntityAccount(entities[4].ID, "Ledger", "x"))
	if b.SetEntityAccount("none", "", "") == nil {
		t.Error("an account of nobody was changed")
	}
	rows := b.objects(b.get("/table/CertificationEntity", "attributes", "type,application,nativeIdentity", "filter", `id=="`+entities[4].ID+`"`))
	if len(rows) != 1 || rows[0]["type"] != "Identity" || rows[0]["application"] != "Ledger" || rows[0]["nativeIdentity"] != "x" {
		t.Errorf(`columns %+v, want one row of type Identity, application Ledger and nativeIdentity x`,
			rows)
	}
	b.ok(b.SetPhase(c.ID, iiqsim.PhaseStaged))
	if got := decide(entities[2].ID, "Ada.Mensah", "Finished"); got != 409 {
		t.Errorf("staged: %d, want 409", got)
	}
	b.ok(b.Sign(c.ID, "Ada.Mensah"))
	if got := decide(entities[2].ID, "Ada.Mensah", "Finished"); got != 409 {
		t.Errorf("signed: %d, want 409", got)
	}
	ledger := b.Ledger()
	if !ledger[0].Authority || ledger[1].Authority || !ledger[1].Accepted || ledger[0].Class != "CertificationEntity" {
		t.Errorf(`ledger %+v, want Authority true, Authority false, Accepted true and Class "CertificationEntity"`, ledger)
	}
	duplicates := 0
	for _, w := range ledger {
		if w.Duplicate {
			duplicates++
		}
	}
	if duplicates != 1 {
		t.Errorf("%d duplicates in %+v, want 1", duplicates, ledger)
	}
}

func TestNamelessReviewIsTheOwners(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	c := b.review(iiqsim.ReviewSpec{NoCertifiers: true})
	_, entities, err := b.Review(c.ID)
	b.ok(err)
	b.put("/object/CertificationEntity/"+entities[0].ID, decision{b.id("Sam.Okoye"), "Finished", ""})
	b.put("/object/CertificationEntity/"+entities[1].ID, decision{b.id("Ada.Mensah"), "Finished", ""})
	if l := b.Ledger(); len(l) != 2 || !l[0].Authority || l[1].Authority {
		t.Errorf("ledger %+v, want a length of 2, Authority true and Authority false", l)
	}
}
