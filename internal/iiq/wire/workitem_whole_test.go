package wire

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/iiq-approvals/bot/internal/approvals"
)

func value(inside string) string { return "<Value>" + inside + "</Value>" }

func entry(key, inside string) string {
	return inMap(`<entry key="` + key + `"><value>` + inside + `</value></entry>`)
}

func aSet(lines string) string { return "<ApprovalSet>" + lines + "</ApprovalSet>" }

func strings25(n int, text string) string {
	return "<List>" + strings.Repeat("<String>"+text+"</String>", n) + "</List>"
}

// TestWhatIsNotReadWholeIsNamed has every way in which content of an item can be cut, dropped or passed over while it is
// read. A new way to read belongs here.
func TestWhatIsNotReadWholeIsNamed(t *testing.T) {
	t.Parallel()
	long, some := strings.Repeat("v", maxValue+1), aLine("", "")
	violations := func(n int) string { return strings.Repeat("<String>A</String>", n) }
	for name, tc := range map[string]struct {
		item string
		gap  approvals.Gap
	}{
		"set as a text": {item("", inMap(`<entry key="approvalSet" value="Ledger Reader for Dana"/>`)),
			approvals.GapSet},
		"set as a text element":           {item("", entry("approvalSet", `<String>Ledger Reader</String>`)), approvals.GapSet},
		"set as an attribute":             {item(`approvalSet="Ledger Reader"`, ""), approvals.GapSet},
		"set as a bare entry":             {item("", inMap(`<entry key="approvalSet"/>`)), approvals.GapSet},
		"set as an empty value":           {item("", entry("approvalSet", "")), approvals.GapSet},
		"set as text in the value":        {item("", entry("approvalSet", "Ledger Reader")), approvals.GapSet},
		"set of another class":            {item("", entry("approvalSet", `<Map><entry key="value" value="x"/></Map>`)), approvals.GapSet},
		"set in a list":                   {item("", entry("approvalSet", "<List>"+aSet(some)+"</List>")), approvals.GapSet},
		"empty set":                       {item("", set("")), approvals.GapSet},
		"set outside of the map":          {item("", "<Attributes>"+`<entry key="approvalSet" value="x"/>`+"</Attributes>"), approvals.GapSet},
		"set in a second Attributes":      {item("", inMap("")+inMap(`<entry key="approvalSet" value="x"/>`)), approvals.GapSet},
		"set under another key":           {item("", entry("approvals", aSet(some))), approvals.GapSet},
		"line outside of the set":         {item("", set(some)+some), approvals.GapSet},
		"two sets in one value":           {item("", entry("approvalSet", aSet(some)+aSet(some))), approvals.GapSet},
		"a set in each of two entries":    {item("", set(some)+set(some)), approvals.GapSet},
		"a set as a child and in the map": {item("", aSet(some)+set(some)), approvals.GapSet},
		"a set and a text":                {item("", entry("approvalSet", aSet(some)+"<String>and more</String>")), approvals.GapSet},
		"a set and a text beside it":      {item("", entry("approvalSet", aSet(some)+"and more")), approvals.GapSet},
		"a set and a text of the entry": {item("",
			inMap(`<entry key="approvalSet" value="more"><value>`+aSet(some)+`</value></entry>`)), approvals.GapSet},
		"a set and a sibling of its value": {item("",
			inMap(`<entry key="approvalSet"><value>`+aSet(some)+`</value><String>x</String></entry>`)), approvals.GapSet},
		"an empty set beside a set":    {item("", entry("approvalSet", aSet(some)+aSet(""))), approvals.GapSet},
		"a set of something elsewhere": {item("", set(some)+entry("more", aSet(`<Line value="x"/>`))), approvals.GapSet},
		"a set and a text before it": {item("", inMap(`<entry key="approvalSet">more<value>`+aSet(some)+`</value></entry>`)),
			approvals.GapSet},
		"blanks in a justification": {item("",
			"<requesterComments>a"+strings.Repeat(" ", maxTextOfAnElement)+"b</requesterComments>"), approvals.GapText},
		"line of another name":             {item("", set(some+`<ApprovalLine value="CN=Domain Admins"/>`)), approvals.GapSet},
		"text between lines":               {item("", set(some+"and more"+some)), approvals.GapSet},
		"lines in two holders":             {item("", set("<Items>"+some+"</Items><Items>"+some+"</Items>")), approvals.GapSet},
		"line of another name in a holder": {item("", set("<ApprovalItems>"+some+`<Line value="x"/></ApprovalItems>`)), approvals.GapSet},
		"one line too many":                {item("", set(strings.Repeat(some, MaxLines+1))), approvals.GapLines},
		"lines that are too much together": {item("", set(strings.Repeat(aLine(`value="`+strings.Repeat("v", 60_000)+`"`, ""), 19))), approvals.GapLines},
		"line that says nothing": {item("", set(some+`<ApprovalItem id="`+hexOf(8)+`" operation="Add" application="AD"/>`)),
			approvals.GapLine},
		"text in a line":                 {item("", set(aLine("", "CN=Domain Admins"))), approvals.GapLine},
		"unknown element in a line":      {item("", set(aLine("", `<AttributeRequest name="memberOf" value="CN=Domain Admins"/>`))), approvals.GapLine},
		"value as a map":                 {item("", set(aLine("", value(`<Map><entry key="group" value="x"/></Map>`)))), approvals.GapLine},
		"value as a reference":           {item("", set(aLine("", value(`<List><Reference name="x"/></List>`)))), approvals.GapLine},
		"value in a list of others":      {item("", set(aLine("", value(`<List><String>a</String><Bundle>b</Bundle></List>`)))), approvals.GapLine},
		"value below a text":             {item("", set(aLine("", value(`<String>a<b>c</b></String>`)))), approvals.GapLine},
		"text within a text":             {item("", set(aLine("", value(`<String>a<String>b</String></String>`)))), approvals.GapLine},
		"value as an attribute of Value": {item("", set(aLine("", `<Value value="x"/>`))), approvals.GapLine},
		"value twice, and differently":   {item("", set(aLine(`value="a"`, value("<String>b</String>")))), approvals.GapLine},
		"privileged, perhaps":            {item("", set(aLine(`privileged="high"`, ""))), approvals.GapLine},
		"long value":                     {item("", set(aLine(`value="`+long+`"`, ""))), approvals.GapText},
		"long list":                      {item("", set(aLine("", value(strings25(1500, strings.Repeat("v", 50)))))), approvals.GapText},
		"longer than the parser keeps": {item("", set(aLine("", value("v"+strings.Repeat(" ", maxTextOfAnElement)+"w")))),
			approvals.GapText},
		"long display value":          {item("", set(`<ApprovalItem value="v" displayValue="`+long+`"/>`)), approvals.GapText},
		"long native identity":        {item("", set(aLine(`nativeIdentity="`+long+`"`, ""))), approvals.GapText},
		"long application":            {item("", set(`<ApprovalItem value="v" application="`+long+`"/>`)), approvals.GapText},
		"long attribute":              {item("", set(`<ApprovalItem value="v" name="`+long+`"/>`)), approvals.GapText},
		"long comment of a line":      {item("", set(aLine(`requesterComments="`+long+`"`, ""))), approvals.GapText},
		"attribute of a line twice":   {item("", set(aLine(`value="a" Value="b"`, ""))), approvals.GapText},
		"long description":            {item("", "<Description>"+long+"</Description>"), approvals.GapText},
		"description twice":           {item(`description="a"`, "<Description>b</Description>"), approvals.GapText},
		"attribute of the item twice": {item(`description="a" DESCRIPTION="b"`, ""), approvals.GapText},
		"long justification":          {item(`requesterComments="`+long+`"`, ""), approvals.GapText},
		"too many requester comments": {item("", "<RequesterComments>"+numbered(maxComments+1)+"</RequesterComments>"),
			approvals.GapText},
		"long comment of anybody": {item("", `<Comments><Comment author="Kim" comment="`+long+`"/></Comments>`),
			approvals.GapText},
		"end in an unknown shape":          {item("", set(aLine(`endDate="soon"`, ""))), approvals.GapDate},
		"value in a broken encoding":       {item("", set(aLine("value=\"CN=D\xffomain Admins\"", ""))), approvals.GapEncoding},
		"value with half a letter":         {item("", set(aLine(`value="CN=&#xD83D;Admins"`, ""))), approvals.GapEncoding},
		"description in a broken encoding": {item("", "<Description>\xff</Description>"), approvals.GapEncoding},
		"target in a broken encoding":      {item("targetName=\"Dana\xff\"", ""), approvals.GapPeople},
		"long target":                      {item(`targetName="`+strings.Repeat("d", maxLine+1)+`"`, ""), approvals.GapPeople},
		"long requester": {item("", `<Requester><Reference name="`+strings.Repeat("d", maxLine+1)+`"/></Requester>`),
			approvals.GapPeople},
		"violation in an unknown shape":   {item("", entry("violations", `<List><Strange a="b"/></List>`)), approvals.GapViolations},
		"violations as a text and a list": {item("", inMap(`<entry key="violations" value="A"><value><String>B</String></value></entry>`)), approvals.GapViolations},
		"violations beside a list":        {item("", entry("violations", `<List><String>A</String></List><String>B</String>`)), approvals.GapViolations},
		"too many violations": {item("", entry("policyViolations", "<List>"+violations(maxViolations+1)+"</List>")),
			approvals.GapViolations},
		"long violation": {item("", entry("policyViolations", "<List><String>"+long+"</String></List>")),
			approvals.GapText},
		"violation longer than is kept": {item("",
			entry("policyViolations", "<String>v"+strings.Repeat(" ", maxTextOfAnElement)+"w</String>")), approvals.GapText},
		"more elements than are read": {item("", set(some+strings.Repeat("<a/>", maxObjectElements))), approvals.GapSize},
		"more elements, the owner after it": {`<WorkItem id="` + itemID + `" type="Approval">` +
			set(some+strings.Repeat("<a/>", maxObjectElements)) + `<Owner><Reference id="` + ownerID + `"/></Owner></WorkItem>`,
			approvals.GapSize},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if w := one(t, tc.item); w.Whole() || !slices.Contains(w.Unread, tc.gap) {
				t.Errorf("not read whole: %v, want %s", w.Unread, tc.gap)
			}
			if w := byID(t, tc.item); w.Whole() || !slices.Contains(w.Unread, tc.gap) {
				t.Errorf("by id, not read whole: %v, want %s", w.Unread, tc.gap)
			}
		})
	}
}

func numbered(n int) string {
	var all strings.Builder
	for i := range n {
		fmt.Fprintf(&all, `<Comment comment="number %d"/>`, i)
	}
	return all.String()
}

// byID reads the body of one item.
func byID(t *testing.T, item string) approvals.WorkItem {
	t.Helper()
	w, err := ReadOneWorkItem(strings.NewReader(xmlHead+item), signatureKey)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// TestWhatIsReadWhole has what must stay decidable: the shapes that are known, up to their bounds.
func TestWhatIsReadWhole(t *testing.T) {
	t.Parallel()
	some := aLine("", "")
	for name, item := range map[string]string{
		"every field":                    wholeItem,
		"no set":                         item("", ""),
		"no set beside other entries":    item("", inMap(`<entry key="identityName" value="Dana"/>`)),
		"a set that is a child":          item("", aSet(some)),
		"a set in the entry itself":      item("", inMap(`<entry key="approvalSet">`+aSet(some)+`</entry>`)),
		"lines in a holder":              item("", set("<ApprovalItems>"+some+"</ApprovalItems>")),
		"an element that says nothing":   item("", set(some+"<Attributes/>")),
		"as many lines as are read":      item("", set(strings.Repeat(some, MaxLines))),
		"a text as long as is read":      item("", set(aLine(`value="`+strings.Repeat("v", maxValue)+`"`, ""))),
		"the same value twice":           item("", set(aLine(`value="a, b"`, value("<List><String>a</String><String>b</String></List>")))),
		"an account alone":               item("", set(`<ApprovalItem application="AD" operation="Disable" nativeIdentity="CN=Dana"/>`)),
		"dates, owner and comments":      item("", set(aLine("", `<StartDate><Date>1</Date></StartDate><Owner><Reference name="x"/></Owner><Comments><Comment comment="x"/></Comments>`))),
		"the same description twice":     item(`description="a"`, "<Description>a</Description>"),
		"signs of one's own":             item("", set(aLine(`value="CN=&#xD83D;&#xDE00;é"`, "<Description>\xff</Description>"))),
		"a damaged justification":        item("requesterComments=\"a\xff\"", ""),
		"long comments on many lines":    item("", set(strings.Repeat(aLine(`requesterComments="`+strings.Repeat("c", 900)+`"`, ""), 999)+some)),
		"violations in all known shapes": item("", entry("violations", `<List><String>A</String><Map><entry key="policyName" value="SoD"/></Map></List>`)+inMap(`<entry key="policyViolations" value="true"/>`)),
		"a signature":                    item(`electronicSignature="Meaning"`, set(some)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if w := one(t, item); !w.Whole() {
				t.Errorf("not read whole: %v, want Whole true", w.Unread)
			}
		})
	}
}

// TestListsOfValues: each value of a list counts, also where one has the separator in itself.
func TestListsOfValues(t *testing.T) {
	t.Parallel()
	for inside, want := range map[string]approvals.ApprovalItem{
		"<List><String>CN=A,DC=x</String><String>CN=B,DC=x</String></List>":   {Value: "CN=A,DC=x, CN=B,DC=x"},
		"<List><String>CN=A, DC=x</String><String>CN=B, DC=x</String></List>": {Value: "CN=A, DC=x, CN=B, DC=x", Values: []string{"CN=A, DC=x", "CN=B, DC=x"}},
		"<String>CN=A, DC=x</String>":                                         {Value: "CN=A, DC=x"},
		"<Set><Integer>7</Integer><Boolean/><null/></Set>":                    {Value: "7, false"},
	} {
		l := one(t, item("", set(aLine("", value(inside))))).Lines[0]
		if diff := cmp.Diff(want, approvals.ApprovalItem{Value: l.Value, Values: l.Values}); diff != "" {
			t.Errorf("%s: %s", inside, diff)
		}
	}
}

// TestSeveralSignatures: of several marks one that demands is enough.
func TestSeveralSignatures(t *testing.T) {
	t.Parallel()
	no, yes := `<entry key="electronicSignature" value="false"/>`, `<entry key="electronicSignature" value="Meaning"/>`
	for name, it := range map[string]string{
		"in one map":      item("", inMap(no+yes)),
		"in two":          item("", inMap(no)+inMap(yes)),
		"beside a no":     item(`electronicSignature="false"`, inMap(yes)),
		"outside the map": item("", "<Attributes>"+yes+"</Attributes>"),
		"as a child":      item("", `<ElectronicSignature><Meaning/></ElectronicSignature>`),
	} {
		if !one(t, it).Signature {
			t.Errorf("%s: no signature is demanded", name)
		}
	}
}

// signatureKey is the attribute that demands a signature.
const signatureKey = "electronicSignature"
