package wire

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iiq-approvals/bot/internal/approvals"
)

func TestWholeWorkItem(t *testing.T) {
	t.Parallel()
	want := approvals.WorkItem{
		ID: itemID, Number: "1234", Type: "Approval", Level: "High",
		Description: "Owner Approval - Account Changes for User: Dana.Reyes",
		Owner:       approvals.Ref{ID: ownerID, Name: "Sam.Okoye"},
		Requester:   approvals.Ref{ID: "7f00000190009999888877776666555f", Name: "Lee.Quinn"},
		Target:      approvals.Ref{ID: "7f0000019000aaaabbbbccccddddeeee", Name: "Dana.Reyes", Display: "Dana Reyes"},
		RequestName: "0000000777", Justification: "Quarter close",
		Created: time.UnixMilli(1767000000000).UTC(), Modified: time.UnixMilli(1767000600000).UTC(),
		Due: time.UnixMilli(1767604800000).UTC(),
		Lines: []approvals.ApprovalItem{
			{
				ID: "11aa22bb33cc44dd55ee66ff77008899", Application: "IIQ", Operation: "Add", Name: "assignedRoles",
				Value: "Ledger Reader", DisplayName: "Role", DisplayValue: "Ledger Reader", Comment: "Quarter close",
			},
			{
				ID: "22bb33cc44dd55ee66ff7700889911aa", Application: "Active Directory", Operation: "Add", Name: "memberOf",
				Value: "CN=GL-RO, CN=GL-RW", DisplayName: "Group", NativeIdentity: "CN=Dana Reyes,OU=Staff", State: "Finished",
				Description: "Reads the ledger",
			},
		},
	}
	want.Tag = "bd30e19be0af0bd098a3013a26f3f6b707f06bdd6e228211396a3f30f1f44fbd"
	if diff := cmp.Diff(want, one(t, wholeItem)); diff != "" {
		t.Error(diff)
	}
}

// one reads a list of one item.
func one(t *testing.T, item string) approvals.WorkItem {
	t.Helper()
	var all []ListedItem
	err := ReadWorkItems(strings.NewReader(listXML(item)), signatureKey, func(l ListedItem) { all = append(all, l) })
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 1 || all[0].Err != nil {
		t.Fatalf("not one item that can be used: %+v, want a length of 1", all)
	}
	return all[0].Item
}

func TestWorkItemTolerance(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, item string
		got        func(approvals.WorkItem) any
		want       any
	}{
		{"no approvalSet", item("", ""), func(w approvals.WorkItem) any { return len(w.Lines) }, 0},
		{"empty approvalSet", item("", set("")), func(w approvals.WorkItem) any { return len(w.Lines) }, 0},
		{"missing modified", item("", ""), func(w approvals.WorkItem) any { return w.Modified.IsZero() }, true},
		{"date as RFC 3339", item(`modified="2026-01-02T03:04:05Z"`, ""), func(w approvals.WorkItem) any { return w.Modified.Unix() }, int64(1767323045)},
		{"unreadable expiration", item(`expiration="soon"`, ""), func(w approvals.WorkItem) any { return w.Due.IsZero() }, true},
		{"number of zeros", item(`name="0000"`, ""), func(w approvals.WorkItem) any { return w.Number }, "0"},
		{"number of letters", item(`name="00WI-7"`, ""), func(w approvals.WorkItem) any { return w.Number }, "WI-7"},
		{"justification of the item", item("", inMap(`<entry key="requesterComments" value="For the audit"/>`)),
			func(w approvals.WorkItem) any { return w.Justification }, "For the audit"},
		{"comments are no justification", item("", `<Comments><Comment author="Lee" date="1" comment="First"/><Comment>Second</Comment></Comments>`),
			func(w approvals.WorkItem) any { return w.Justification }, ""},
		{"same comment on all lines", item("", set(`<ApprovalItem requesterComments="Why"/><ApprovalItem requesterComments="Why"/>`)),
			func(w approvals.WorkItem) any { return w.Justification }, "Why"},
		{"line comments before the item's", item(`comments="Item"`, set(`<ApprovalItem requesterComments="Line"/>`)),
			func(w approvals.WorkItem) any { return w.Justification }, "Line"},
		{"value as a value child", item("", set(`<ApprovalItem><value><List><String>a</String><String>b</String></List></value></ApprovalItem>`)),
			func(w approvals.WorkItem) any { return w.Lines[0].Value }, "a, b"},
		{"description child", item("", set(`<ApprovalItem><Description>Reads</Description></ApprovalItem>`)),
			func(w approvals.WorkItem) any { return w.Lines[0].Description }, "Reads"},
		{"privileged", item("", set(`<ApprovalItem privileged="true"/>`)), func(w approvals.WorkItem) any { return w.Lines[0].Privileged }, true},
		{"target by map alone", item("", inMap(`<entry key="identityName" value="Dana.Reyes"/><entry key="identityDisplayName"><value><String>Dana Reyes</String></value></entry>`)),
			func(w approvals.WorkItem) any { return w.Target }, approvals.Ref{Name: "Dana.Reyes", Display: "Dana Reyes"}},
		{"target that is a role", item(`targetClass="sailpoint.object.Bundle" targetId="7f0000019000aaaabbbbccccddddeeee" targetName="Ledger Reader"`, ""),
			func(w approvals.WorkItem) any { return w.Target }, approvals.Ref{}},
		{"requester by name alone", item("", `<Requester><Reference name="Lee.Quinn"/></Requester>`),
			func(w approvals.WorkItem) any { return w.Requester }, approvals.Ref{Name: "Lee.Quinn"}},
		{"forwarded", item("", `<OwnerHistory><List><String>Ada.Mensah</String><String>Lee.Quinn</String></List></OwnerHistory>`),
			func(w approvals.WorkItem) any { return w.ForwardedBy }, "Lee.Quinn"},
		{"forwarded, present owner last", item("", `<OwnerHistory owner="Lee.Quinn"/><OwnerHistory owner="Sam.Okoye"/>`),
			func(w approvals.WorkItem) any { return w.ForwardedBy }, "Lee.Quinn"},
		{"certification", item(`certification="7f0000019000111122223333444455c1"`, ""),
			func(w approvals.WorkItem) any { return w.Certification }, "7f0000019000111122223333444455c1"},
		{"closed without owner", `<WorkItem id="` + itemID + `" type="Approval" state="Finished" completer="Sam" completionComments="ok"/>`,
			func(w approvals.WorkItem) any { return []any{w.State, w.Completer, w.CompletionComments} },
			[]any{approvals.StateFinished, "Sam", "ok"}},
		{"control characters", item("", "<Description>a\x01b&#7;c&#xFFFE;d\xffe&#xD83D;</Description>"),
			func(w approvals.WorkItem) any { return w.Description }, "a b c d\uFFFDe\uFFFD"},
		{"own entities of XML", item("", "<Description>&lt;b&gt; &amp; &quot;&#x1F600;&#233;</Description>"),
			func(w approvals.WorkItem) any { return w.Description }, `<b> & "😀é`},
		{"a letter as the two halves of a UTF-16 pair", item("", "<Description>a&#xD83D;&#xDE00;b&#55357;&#56832;c&#xDE00;&#xD83D;d</Description>"),
			func(w approvals.WorkItem) any { return w.Description }, "a😀b😀c\uFFFD\uFFFDd"},
		{"long text", item("", "<Description>"+strings.Repeat("é", 5000)+"</Description>"),
			func(w approvals.WorkItem) any { return w.Description }, strings.Repeat("é", 5000)},
		{"no violations", item("", inMap(`<entry key="violations"><value><List/></value></entry><entry key="policyViolations" value="false"/>`)),
			func(w approvals.WorkItem) any { return len(w.Violations) }, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, tc.got(one(t, tc.item))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSignature(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, item string
		want       bool
	}{
		{"absent", item("", inMap("")), false},
		{"entry", item("", inMap(`<entry key="electronicSignature" value="Meaning"/>`)), true},
		{"entry false", item("", inMap(`<entry key="electronicSignature" value="False"/>`)), false},
		{"empty entry", item("", inMap(`<entry key="electronicSignature"/>`)), true},
		{"nested entry", item("", inMap(`<entry key="electronicSignature"><value><Map/></value></entry>`)), true},
		{"Boolean true", item("", inMap(`<entry key="electronicSignature"><value><Boolean>true</Boolean></value></entry>`)), true},
		{"Boolean false", item("", inMap(`<entry key="electronicSignature"><value><Boolean>false</Boolean></value></entry>`)), false},
		{"Boolean as SailPoint writes false", item("", inMap(`<entry key="electronicSignature"><value><Boolean/></value></entry>`)), false},
		{"attribute", item(`electronicSignature="true"`, ""), true},
		{"empty attribute", item(`electronicSignature=""`, ""), true},
		{"attribute false", item(`electronicsignature="false"`, ""), false},
		{"another key", item("", inMap(`<entry key="esign" value="x"/>`)), false},
	} {
		if got := one(t, tc.item).Signature; got != tc.want {
			t.Errorf("%s: %v, want %v", tc.name, got, tc.want)
		}
	}
}

func TestViolations(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, entry string
		want        []string
	}{
		{"text", `<entry key="violations" value="Pays and approves"/>`, []string{"Pays and approves"}},
		{"flag", `<entry key="violations" value="true"/>`, []string{"Policy violation"}},
		{"list of texts", `<entry key="policyViolations"><value><List><String>A</String><String>B</String></List></value></entry>`, []string{"A", "B"}},
		{"maps", `<entry key="policyViolations"><value><List><Map><entry key="policyName" value="SoD"/><entry key="ruleName" value="Pay"/>` +
			`<entry key="description" value="Pays and approves"/></Map></List></value></entry>`, []string{"SoD: Pay: Pays and approves"}},
		{"elements", `<entry key="violations"><value><List><PolicyViolation policyName="SoD" constraintName="Pay"><Description>Both</Description></PolicyViolation></List></value></entry>`,
			[]string{"SoD: Pay: Both"}},
		{"unknown shape", `<entry key="violations"><value><List><Strange a="b"/></List></value></entry>`, []string{"Policy violation"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, one(t, item("", inMap(tc.entry))).Violations); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTooManyLinesAreSaid(t *testing.T) {
	t.Parallel()
	line := `<ApprovalItem displayValue="x" state="Finished"/>`
	w := one(t, item("", set(strings.Repeat(line, 1500)+`<ApprovalItem state="Rejected"/>`)))
	last := w.Lines[len(w.Lines)-1]
	if len(w.Lines) != 1000 || last.DisplayValue != "502 more, to be seen in IdentityIQ" || last.State != approvals.StateRejected {
		t.Errorf(`%d lines, the last %+v, want a length of 1000, DisplayValue "502 more, to be seen in IdentityIQ" and State %v`,
			len(w.Lines), last, approvals.StateRejected)
	}
	if w = one(t, item("", set(strings.Repeat(line, 1000)))); len(w.Lines) != 1000 || w.Lines[999].DisplayValue != "x" {
		t.Errorf(`a thousand lines fit: %d, want a length of 1000 and DisplayValue "x"`, len(w.Lines))
	}
}
