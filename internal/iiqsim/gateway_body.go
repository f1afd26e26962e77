package iiqsim

import (
	"encoding/json"
	"net/http"
	"strings"
)

// maxGatewayBody is the largest body that the gateway reads, in bytes.
const maxGatewayBody = 256 << 10

// act is the body of a decision as the gateway takes it.
type act struct {
	approver, state, comment string
	lines                    []lineAct
	// linesGiven tells an empty list from none.
	linesGiven bool
	expect     expected
}

type lineAct struct{ id, state, comment string }

// expected is what the approver was shown. A tag of "" and nil numbers expect nothing.
type expected struct {
	tag, request         string
	violations, modified *int64
}

const badBody = "the body is not the JSON of a decision"

// readAct reads the body of a decision. Keys that are not known are left alone.
func readAct(w http.ResponseWriter, r *http.Request) (act, *refusedCall) {
	body, no := readBody(w, r, false)
	if no != nil {
		return act{}, no
	}
	a := act{}
	var fits [3]bool
	a.approver, fits[0] = body.text("approver")
	a.state, fits[1] = body.text("state")
	a.comment, fits[2] = body.text("comment")
	if fits != [3]bool{true, true, true} || a.approver == "" || tooLong(a.comment) {
		return a, refused("bad_body", badBody)
	}
	if no := a.readLines(body); no != nil {
		return a, no
	}
	if no := a.readExpect(body); no != nil {
		return a, no
	}
	if a.state == "" && !a.linesGiven || a.state != "" && !decision(a.state) {
		return a, refused("bad_state", "a state is Finished or Rejected")
	}
	return a, nil
}

func decision(state string) bool { return state == StateFinished || state == StateRejected }

// linesSaid is what the decision says line by line, for the ledger.
func (a act) linesSaid() string {
	said := make([]string, len(a.lines))
	for i, l := range a.lines {
		said[i] = l.id + "=" + l.state
	}
	return strings.Join(said, ",")
}

// mostNamed is how many lines a decision may name.
const mostNamed = 1000

func (a *act) readLines(body fields) *refusedCall {
	raw, there := body["lines"]
	if !there || string(raw) == "null" {
		return nil
	}
	var lines []fields
	if json.Unmarshal(raw, &lines) != nil || len(lines) > mostNamed {
		return refused("bad_body", badBody)
	}
	a.linesGiven = true
	seen := map[string]bool{}
	for _, l := range lines {
		id, isText := l.text("id")
		state, isState := l.text("state")
		comment, isComment := l.text("comment")
		switch {
		case l == nil || !isText || !isState || !isComment || tooLong(comment):
			return refused("bad_body", badBody)
		case id == "" || seen[id]:
			return refused("bad_line", "a line has no id, or is named twice")
		case !decision(state):
			return refused("bad_state", "a state is Finished or Rejected")
		}
		seen[id] = true
		a.lines = append(a.lines, lineAct{id, state, comment})
	}
	return nil
}

func (a *act) readExpect(body fields) *refusedCall {
	raw, there := body["expect"]
	if !there || string(raw) == "null" {
		return nil
	}
	var expect fields
	if json.Unmarshal(raw, &expect) != nil {
		return refused("bad_body", badBody)
	}
	var fits [4]bool
	a.expect.tag, fits[0] = expect.text("tag")
	a.expect.request, fits[1] = expect.text("request")
	a.expect.violations, fits[2] = expect.whole("violations")
	a.expect.modified, fits[3] = expect.whole("modified")
	if fits != [4]bool{true, true, true, true} {
		return refused("bad_body", badBody)
	}
	return nil
}
