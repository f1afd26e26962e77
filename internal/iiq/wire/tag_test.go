package wire

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// tagVector is an item with its record text and its tag; without a text it has no tag. The gateway's own code is held
// against the same file.
type tagVector struct {
	Name   string  `json:"name"`
	XML    string  `json:"xml"`
	Text   *string `json:"text"`
	SHA256 string  `json:"sha256"`
}

func tagVectors(t *testing.T) []tagVector {
	t.Helper()
	raw, err := os.ReadFile("../../itemtag/testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []tagVector
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	if len(all) < 20 {
		t.Fatalf("got %d vectors, want 20 and more", len(all))
	}
	return all
}

func TestTagVectors(t *testing.T) {
	t.Parallel()
	for _, v := range tagVectors(t) {
		x := newXMLReader(strings.NewReader(v.XML))
		start, err := x.root()
		if err != nil {
			t.Fatalf("%s: %v", v.Name, err)
		}
		n, over, err := x.tree(start)
		if err != nil {
			t.Fatalf("%s: %v", v.Name, err)
		}
		i, ok := taggedItem(n, over)
		if ok != (v.Text != nil) {
			t.Errorf("%s: got a tag %t, want %t", v.Name, ok, v.Text != nil)
			continue
		}
		if ok && i.Text() != *v.Text {
			t.Errorf("%s: got the text %q, want %q", v.Name, i.Text(), *v.Text)
		}
		w, err := readWorkItem(n, "electronicSignature", over)
		if err != nil || w.Tag != v.SHA256 {
			t.Errorf("%s: got the tag %q, %v, want %q", v.Name, w.Tag, err, v.SHA256)
		}
	}
}

// An item of which something was dropped has no tag: nobody knows what it would be.
func TestNoTagForWhatIsNotWhole(t *testing.T) {
	t.Parallel()
	const line = `<ApprovalItem id="1" application="A" operation="Add" name="n" value="v"/>`
	set := func(inside string) string {
		return `<WorkItem id="7f00000197a1b2c3d4e5f60718293a4b" type="Approval"><Attributes><Map><entry key="approvalSet"><value>` + inside +
			`</value></entry></Map></Attributes></WorkItem>`
	}
	for name, xml := range map[string]string{
		"two sets":                 set(`<ApprovalSet>` + line + `</ApprovalSet><ApprovalSet/>`),
		"a text beside the set":    set(`seventeen<ApprovalSet>` + line + `</ApprovalSet>`),
		"a text in the set":        set(`<ApprovalSet>seventeen` + line + `</ApprovalSet>`),
		"a line in a line":         set(`<ApprovalSet><ApprovalItem id="2">` + line + `</ApprovalItem></ApprovalSet>`),
		"more lines than are read": set(`<ApprovalSet>` + strings.Repeat(line, MaxLines+1) + `</ApprovalSet>`),
		"a value that is a map":    set(`<ApprovalSet><ApprovalItem id="1"><Value><Map><entry key="a"/></Map></Value></ApprovalItem></ApprovalSet>`),
		"a value in two places":    set(`<ApprovalSet><ApprovalItem id="1" value="a"><Value><String>b</String></Value></ApprovalItem></ApprovalSet>`),
		"a value that is cut": set(`<ApprovalSet><ApprovalItem id="1"><Value><String>` + strings.Repeat("x",
			maxTextOfAnElement+1) + `</String></Value></ApprovalItem></ApprovalSet>`),
		"an attribute in two spellings": set(`<ApprovalSet><ApprovalItem id="1" value="a" VALUE="b"/></ApprovalSet>`),
	} {
		x := newXMLReader(strings.NewReader(xml))
		start, err := x.root()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		n, over, err := x.tree(start)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := tagOf(n, over); got != "" {
			t.Errorf("%s: got the tag %s, want none", name, got)
		}
	}
	if got := tagOf(&node{name: "WorkItem"}, true); got != "" {
		t.Errorf("an item that is too large: got the tag %s, want none", got)
	}
}
