package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iiq-approvals/bot/internal/approvals"
)

const contextID = "7f00000197a1b2c3d4e5f60718293a4b"

func contextOf(parts ...string) string {
	return `{"id":"` + contextID + `",` + strings.Join(append(parts, `"of a later version":[{}]`), ",") + `}`
}

func TestAWholeContext(t *testing.T) {
	t.Parallel()
	at := time.UnixMilli(1767000000000).UTC()
	body := contextOf(`"tag":"9b1f"`,
		`"lines":[{"id":"11","description":"Reads the <b>ledger</b>","owner":{"id":"a","name":"Kim.Lee","displayName":"Kim Lee"},
		"classifications":["Restricted","Finance"],"privileged":true,
		"risk":{"score":700,"band":"high"},"peers":{"scope":"manager","have":7,"of":9},
		"recommendation":{"decision":"approve","reasons":["Has the\nsame role"]},"start":1,"end":2},{"id":"12","recommendation":{"decision":"deny"}}]`,
		`"chain":[{"completer":"Kim.Lee","owner":{"name":"Ledger Owners","workgroup":true},"state":"Rejected","comment":"No.","at":1767000001000},
		{"owner":{"name":"Maria.Lind","displayName":"Maria Lind"},"completer":"Maria.Lind","state":"Finished",
		"comment":"For the audit","at":1767000000000},
		{"completer":"x","state":"Expired"}]`,
		`"waiting":[{"owner":{"name":"Ledger Owners","workgroup":true}},{}]`,
		`"comments":[{"author":"Lee.Quinn","text":"why now?","at":1767000000000},{"author":"nobody"}]`,
		`"attachments":[{"name":"letter.pdf","bytes":12345},{"bytes":1},{"name":"odd","bytes":-4}]`,
		`"assignee":{"id":"b","name":"Ann.Low"}`,
		`"forwarded":[{"from":{"name":"Ann.Low"},"to":{"name":"Sam.Okoye","displayName":"Sam Okoye"},"comment":"yours","at":1767000000000}]`)
	want := approvals.ItemContext{
		Lines: []approvals.LineContext{{LineID: "11", Description: "Reads the ledger", Owner: "Kim Lee",
			Classifications: []string{"Restricted", "Finance"},
			Privileged:      true, Risk: &approvals.Risk{Score: 700, Band: "high"},
			Peers:          &approvals.Peers{Scope: approvals.PeersOfManager, Have: 7, Of: 9},
			Recommendation: &approvals.Recommendation{Approve: true, Reasons: []string{"Has the same role"}}},
			{LineID: "12", Recommendation: &approvals.Recommendation{}}},
		Chain: []approvals.ChainStep{{By: "Maria Lind", State: approvals.StateFinished, Comment: "For the audit", At: at},
			{By: "Kim.Lee", Owner: "Ledger Owners", State: approvals.StateRejected, Comment: "No.", At: at.Add(time.Second)}},
		Waiting:     []string{"Ledger Owners"},
		Comments:    []approvals.Comment{{Author: "Lee.Quinn", Text: "why now?", At: at}},
		Attachments: []approvals.Attachment{{Name: "letter.pdf", Bytes: 12345}, {Name: "odd"}},
		Assignee:    "Ann.Low",
		Forwarded:   []approvals.Forwarding{{From: "Ann.Low", To: "Sam Okoye", Comment: "yours", At: at}},
	}
	got, tag, err := ReadItemContext(strings.NewReader(body), contextID)
	if diff := cmp.Diff(want, got); diff != "" || tag != "9b1f" || err != nil {
		t.Errorf("got the tag %q and the error %v (-want +got):\n%s", tag, err, diff)
	}
}

// What has another shape is unknown, and hinders nothing else.
func TestPartsOfAContextThatAreNotUnderstood(t *testing.T) {
	t.Parallel()
	const owner = `"assignee":{"name":"Ann"}`
	for name, part := range map[string]string{
		"lines that are a text":        `"lines":"none"`,
		"lines that are texts":         `"lines":["a",7,null]`,
		"a line without an id":         `"lines":[{"owner":{"name":"Kim"}}]`,
		"a chain that is an object":    `"chain":{}`,
		"a chain of another state":     `"chain":[{"state":"Open","completer":"Kim"}]`,
		"a null":                       `"waiting":null`,
		"waiting for nobody":           `"waiting":[{"owner":{}},{"owner":null},{"owner":[]}]`,
		"comments without words":       `"comments":[{"author":"Kim","text":""},{"text":[]}]`,
		"attachments without names":    `"attachments":[{"name":""},{"name":{}}]`,
		"forwarded by nobody":          `"forwarded":[{"from":{},"at":"soon"}]`,
		"everything is of other kinds": `"lines":7,"chain":7,"comments":7,"attachments":7,"forwarded":7,"waiting":7,"tag":{}`,
	} {
		got, tag, err := ReadItemContext(strings.NewReader(contextOf(part, owner)), contextID)
		if diff := cmp.Diff(approvals.ItemContext{Assignee: "Ann"}, got); diff != "" || tag != "" || err != nil {
			t.Errorf("%s: got the error %v (-want +got):\n%s", name, err, diff)
		}
	}
	for name, facts := range map[string]string{
		"a risk that is a number":      `"risk":700`,
		"a risk that is no number":     `"risk":{"score":"very high"}`,
		"a risk below nothing":         `"risk":{"score":-1}`,
		"peers of an unknown scope":    `"peers":{"scope":"planet","have":1,"of":2}`,
		"more peers than there are":    `"peers":{"scope":"manager","have":3,"of":2}`,
		"peers of nobody":              `"peers":{"scope":"manager","have":0,"of":0}`,
		"peers in halves":              `"peers":{"scope":"manager","have":0.5,"of":2}`,
		"a recommendation to wait":     `"recommendation":{"decision":"wait"}`,
		"a recommendation as a word":   `"recommendation":"approve"`,
		"privileged, perhaps":          `"privileged":"perhaps"`,
		"classifications as an object": `"classifications":{"a":"b"}`,
	} {
		got, _, err := ReadItemContext(strings.NewReader(contextOf(`"lines":[{"id":"11",`+facts+`}]`)), contextID)
		if diff := cmp.Diff(approvals.ItemContext{Lines: []approvals.LineContext{{LineID: "11"}}}, got); diff != "" || err != nil {
			t.Errorf("%s: got the error %v (-want +got):\n%s", name, err, diff)
		}
	}
}

func TestWhatIsNoContext(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body string
		want error
	}{
		"of another item":      {`{"id":"7f"}`, ErrNotAsked},
		"of no item":           {`{}`, ErrNotAsked},
		"cut":                  {`{"id":"` + contextID + `","lines":[`, errNotTable},
		"a page of a proxy":    {`<html>`, errNotTable},
		"nothing":              {``, errNotTable},
		"a list":               {`[]`, errNotTable},
		"it does not end here": {contextOf() + `{"id":1}`, errNotTable},
	} {
		if got, _, err := ReadItemContext(strings.NewReader(c.body), contextID); !errors.Is(err, c.want) || !got.Empty() {
			t.Errorf("%s: got %+v and %v, want %v", name, got, err, c.want)
		}
	}
}

// Whatever is sent, what is kept of it is bounded and clean.
func TestAContextIsBounded(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x\u202e\u0000<b>y</b> ", 400)
	raw, err := json.Marshal(long)
	if err != nil {
		t.Fatal(err)
	}
	word := string(raw)
	many := func(one string) string { return "[" + strings.Repeat(one+",", 299) + one + "]" }
	line := fmt.Sprintf(`{"id":"1","description":%s,"owner":{"name":%s},"classifications":%s,"recommendation":{"decision":"deny","reasons":%s}}`,
		word, word, many(`"label"`), many(`"reason"`))
	person := `{"name":` + word + `}`
	got, _, err := ReadItemContext(strings.NewReader(contextOf(`"lines":`+many(line),
		`"chain":`+many(`{"state":"Finished","completer":`+word+`,"comment":`+word+`}`), `"waiting":`+many(`{"owner":`+person+`}`),
		`"comments":`+many(`{"author":`+word+`,"text":`+word+`}`), `"attachments":`+many(`{"name":`+word+`,"bytes":1}`),
		`"forwarded":`+many(`{"from":`+person+`,"to":`+person+`,"comment":`+word+`}`), `"assignee":`+person)), contextID)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	if len(kept) > 8<<20 || len(got.Chain) > maxContextList || len(got.Comments) > maxContextList || len(got.Waiting) > maxContextList {
		t.Errorf("got %d bytes, %d steps, %d comments, want them bounded", len(kept), len(got.Chain), len(got.Comments))
	}
	for _, l := range got.Lines {
		if len(l.Classifications) > maxContextWords || len(l.Recommendation.Reasons) > maxContextWords ||
			len([]rune(l.Owner)) > maxContextLine {
			t.Errorf("got a line with %d classifications and an owner of %d letters, want both bounded", len(l.Classifications), len(l.Owner))
		}
		if strings.ContainsAny(l.Owner+l.Description, "\u0000") {
			t.Errorf("got %.40q, want no control characters", l.Owner)
		}
	}
}
