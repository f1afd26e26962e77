package iiqsim_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

const documentHead = "<?xml version='1.0' encoding='UTF-8'?>\n<!DOCTYPE %s PUBLIC \"sailpoint.dtd\" \"sailpoint.dtd\">\n"

// The simulator writes a work item with all its parts: docs/iiq-wire.md#work-items
func TestWorkItemDocument(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{Seed: 7})
	for name, id := range map[string]string{"Sam.Okoye": "7f0000019000111122223333444455aa",
		"Dana.Reyes": "7f0000019000aaaabbbbccccddddeeee"} {
		i := b.must(b.Identity(name))
		b.ok(b.RemoveIdentity(name))
		i.ID = id
		b.must(b.AddIdentity(i))
	}
	b.item(iiqsim.ItemSpec{
		Requester: "Sam.Okoye", DueInMillis: iiqsim.DueIn(7 * 24 * time.Hour), Target: "Dana.Reyes", Template: iiqsim.TemplateViolation,
		Item: iiqsim.WorkItem{ID: "7f00000197a1b2c3d4e5f60718293a4b", Lines: []iiqsim.ApprovalItem{
			{
				ID: "11aa22bb33cc44dd55ee66ff77008899", Application: "IIQ", Operation: "Add", Name: "assignedRoles", Value: "Ledger Reader",
				DisplayName: "Role", DisplayValue: "Ledger Reader", Justification: "Quarter close\n& more",
				Description: "Reads the <ledger>",
			},
			{ID: "22bb33cc44dd55ee66ff7700889911aa", Application: "Active Directory", Operation: "Add", Name: "memberOf",
				Values: []string{"CN=A", "CN=B"}, Justification: "Quarter close"},
		}},
	})
	golden(t, "workitem_list.xml", b.get("/object/WorkItem").body)
	golden(t, "workitem_by_id.xml", b.get("/object/WorkItem/7f00000197a1b2c3d4e5f60718293a4b").body)
	b.clock.advance(10 * time.Minute)
	a := b.decide("7f00000197a1b2c3d4e5f60718293a4b", "Sam.Okoye", "Rejected")
	golden(t, "workitem_denied.xml", a.body)
	golden(t, "identityrequest.xml", bytes.ReplaceAll(b.get("/object/IdentityRequest").body,
		[]byte(b.xml(b.get("/object/IdentityRequest")).find("IdentityRequest").attr("id")), []byte("REQUEST-ID")))
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	got = bytes.ReplaceAll(got, []byte("><"), []byte(">\n<"))
	path := filepath.Join("testdata", name)
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func TestDocumentsBeginAsSailPointDoes(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	if got, want := string(b.get("/object/WorkItem").body), fmt.Sprintf(documentHead, "List")+"<List/>"; got != want {
		t.Errorf("an empty list is %q, want %v", got, want)
	}
	w := b.item(iiqsim.ItemSpec{})
	for path, root := range map[string]string{
		"/object/WorkItem": "List", "/object/WorkItem/" + w.ID: "WorkItem", "/object/IdentityRequest": "List",
		"/object/workgroup/" + b.id("Desk") + "/members": "List",
	} {
		if a := b.get(path); !strings.HasPrefix(string(a.body), fmt.Sprintf(documentHead, root)+"<"+root) {
			t.Errorf("%s begins %.120q", path, a.body)
		}
	}
}

func TestEveryTemplate(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	for _, template := range iiqsim.Templates() {
		w := b.item(iiqsim.ItemSpec{Template: template, Owner: "Desk"})
		n := b.xml(b.get("/object/WorkItem/" + w.ID))
		want := "Approval"
		if template[0] < 'a' {
			want = string(template)
		}
		if n.attr("type") != want || n.find("Owner").find("Reference").attr("name") != "Desk" {
			t.Errorf(`%s: type %s, owner %s, want attr %v and find "Desk"`,
				template, n.attr("type"), n.find("Owner").find("Reference").attr("name"), want)
		}
	}
	if n := len(b.xml(b.get("/object/WorkItem")).all("WorkItem")); n != len(iiqsim.Templates()) {
		t.Errorf("%d listed", n)
	}
	if _, err := b.AddWorkItem(iiqsim.ItemSpec{Template: "nonsense", Owner: "Desk"}); err == nil {
		t.Error("an unknown template was taken")
	}
}

func TestTemplateShapes(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	read := func(spec iiqsim.ItemSpec) xmlNode { return b.xml(b.get("/object/WorkItem/" + b.item(spec).ID)) }

	if n := read(iiqsim.ItemSpec{Template: iiqsim.TemplateEntitlements, LineCount: 12}); len(n.all("ApprovalItem")) != 12 {
		t.Errorf("%d lines, want 12", len(n.all("ApprovalItem")))
	}
	if n := read(iiqsim.ItemSpec{Template: iiqsim.TemplateNoSet}); len(n.all("ApprovalSet")) != 0 {
		t.Error("an approvalSet where none belongs")
	}
	if n := read(iiqsim.ItemSpec{Template: iiqsim.TemplateRemoval}); n.find("ApprovalItem").attr("operation") != "Remove" {
		t.Error("a removal does not remove")
	}
	if n := read(iiqsim.ItemSpec{Template: iiqsim.TemplateValues}).find("ApprovalItem"); n.has("value") || !n.has("displayname") ||
		len(n.find("Value").all("String")) != 2 {
		t.Errorf("values: %+v, want a display name and two values in the place of one", n)
	}
	if n := read(iiqsim.ItemSpec{Template: iiqsim.TemplateByName}).find("Requester").find("Reference"); n.has("id") ||
		n.attr("name") != "Lee.Quinn" {
		t.Errorf("requester by name: %+v, want the name Lee.Quinn without an id", n)
	}
	if n := read(iiqsim.ItemSpec{Template: iiqsim.TemplateESign,
		Item: iiqsim.WorkItem{ESignAttribute: true, ESignKey: "signature"}}); n.attr("signature") == "" {
		t.Error("no signature attribute")
	}
	keys := attrs(read(iiqsim.ItemSpec{Template: iiqsim.TemplateESign}).all("entry"), "key")
	if !slices.Contains(keys, "electronicSignature") {
		t.Errorf(`entries %v, want keys with "electronicSignature"`, keys)
	}
	n := read(iiqsim.ItemSpec{Template: iiqsim.TemplateViolation, Item: iiqsim.WorkItem{ViolationsKey: "violations"}})
	if n.find("PolicyViolation").attr("policyName") == "" {
		t.Error("no violation")
	}
	if n := read(iiqsim.ItemSpec{Template: iiqsim.TemplateUrgent}); n.attr("expiration") != "1767014400000" || n.attr("level") != "High" {
		t.Errorf(`urgent: %+v, want attr "1767014400000" and attr "High"`, n.Attrs)
	}
}

// What people typed arrives as they typed it, but for what XML cannot hold.
func TestHostileTextSurvives(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	w := b.item(iiqsim.ItemSpec{Template: iiqsim.TemplateHostile})
	n := b.xml(b.get("/object/WorkItem/" + w.ID))
	item := n.find("ApprovalItem")
	if got, want := item.find("entry").attr("value"), strings.ReplaceAll(w.Lines[0].Justification, "\x01", "\uFFFD"); got != want {
		t.Errorf("justification %q, want %q", got, want)
	}
	if item.attr("displayValue") != w.Lines[0].DisplayValue || item.attr("application") != w.Lines[0].Application ||
		item.attr("description") != w.Lines[0].Description {
		t.Errorf("line %+v, want %+v", item.Attrs, w.Lines[0])
	}
	if got := n.find("Description").Text; got != w.Description {
		t.Errorf("description %q, want %q", got, w.Description)
	}
}

func TestDescriptionsComeByIDOnly(t *testing.T) {
	t.Parallel()
	for _, as := range []string{iiqsim.DescriptionAttribute, iiqsim.DescriptionChild} {
		b := startWithPeople(t, iiqsim.Options{Settings: iiqsim.Settings{DescriptionAs: as}})
		w := b.item(iiqsim.ItemSpec{Template: iiqsim.TemplateEntitlements})
		listed := b.xml(b.get("/object/WorkItem")).find("ApprovalItem")
		if listed.has("description") || len(listed.all("Description")) > 0 {
			t.Errorf("%s: the list describes", as)
		}
		one := b.xml(b.get("/object/WorkItem/" + w.ID)).find("ApprovalItem")
		if got := one.attr("description") + one.find("Description").Text; got != w.Lines[0].Description ||
			one.has("description") != (as == iiqsim.DescriptionAttribute) {
			t.Errorf("%s: description %q, want %q", as, got, w.Lines[0].Description)
		}
	}
}

func TestForwardKeepsTheID(t *testing.T) {
	t.Parallel()
	b := startWithPeople(t, iiqsim.Options{})
	w := b.item(iiqsim.ItemSpec{})
	if n := b.xml(b.get("/object/WorkItem/" + w.ID)); n.has("modified") || n.has("state") {
		t.Errorf("a new item has %+v, want neither modified nor state", n.Attrs)
	}
	b.clock.advance(time.Minute)
	b.ok(b.Forward(w.ID, "Ada.Mensah"))
	n := b.xml(b.get("/object/WorkItem/" + w.ID))
	if n.attr("modified") != "1767000060000" || n.find("Owner").find("Reference").attr("id") != b.id("Ada.Mensah") ||
		n.find("OwnerHistory").find("String").Text != "Sam.Okoye" {
		t.Errorf("forwarded: %+v, want owned by Ada.Mensah after Sam.Okoye, modified 1767000060000", n)
	}
	if got := b.xml(b.get("/object/WorkItem", "filter", `modified >= DATE$1767000060000`)).all("WorkItem"); len(got) != 1 {
		t.Errorf("%d seen as changed, want 1", len(got))
	}
}

func TestGoneHasThreeFaces(t *testing.T) {
	t.Parallel()
	for as, want := range map[string]int{iiqsim.GoneAs404: 404, iiqsim.GoneAsEmpty: 200, iiqsim.GoneAs500: 500} {
		b := startWithPeople(t, iiqsim.Options{Settings: iiqsim.Settings{GoneAs: as}})
		w := b.item(iiqsim.ItemSpec{})
		b.ok(b.DeleteWithoutTrace(w.ID))
		for _, path := range []string{"/object/WorkItem/" + w.ID, "/object/IdentityRequest/none", "/table/CertificationEntity/none"} {
			if a := b.get(path); a.status != want || as == iiqsim.GoneAsEmpty && len(a.body) > 0 {
				t.Errorf("%s as %s: %d %q, want %d", path, as, a.status, a.body, want)
			}
		}
		if b.listed(w.ID) {
			t.Error("a deleted item is listed")
		}
	}
}
