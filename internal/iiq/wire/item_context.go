package wire

import (
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/shorten"
)

// Bounds of what helps to decide an item. What exceeds them is left out, as what IIQ does not tell is.
const (
	maxContextList  = 100
	maxContextWords = 20
	maxContextLine  = 300
	// maxScore bounds a risk score, and how many colleagues somebody has.
	maxScore = 1_000_000
)

// ReadItemContext reads what helps to decide an item: docs/gateway-contract.md#what-helps-to-decide. A part that is missing, or has
// another shape than is known, is unknown, and hinders no other. The answer has to be about the item with this id. tag is that of the
// item as the answer knows it, "" where it gives none.
func ReadItemContext(body io.Reader, id string) (c approvals.ItemContext, tag string, err error) {
	dec := json.NewDecoder(body)
	var r Row
	if err := dec.Decode(&r); err != nil {
		if errors.Is(err, ErrTooLarge) {
			return c, "", err
		}
		return c, "", errNotTable
	}
	if dec.More() {
		return c, "", errNotTable
	}
	if r.Text("id") != id {
		return c, "", ErrNotAsked
	}
	room := maxContent
	for _, l := range r.rows("lines", MaxLines) {
		line := lineContext(l)
		if room -= sizeOf(line); room < 0 {
			break
		}
		if line.LineID != "" {
			c.Lines = append(c.Lines, line)
		}
	}
	c.Chain, c.Forwarded, c.Comments = chainIn(r), forwardingsIn(r), remarksIn(r)
	for _, w := range r.rows("waiting", maxContextList) {
		if name := w.person("owner"); name != "" {
			c.Waiting = append(c.Waiting, name)
		}
	}
	for _, a := range r.rows("attachments", maxContextList) {
		if name := a.words("name"); name != "" {
			c.Attachments = append(c.Attachments, approvals.Attachment{Name: name, Bytes: max(0, a.number("bytes"))})
		}
	}
	c.Assignee = r.person("assignee")
	return c, r.Text("tag"), nil
}

// sizeOf counts the bytes of the texts about a line.
func sizeOf(l approvals.LineContext) int {
	n := len(l.LineID) + len(l.Description) + len(l.Owner) + len(strings.Join(l.Classifications, ""))
	if l.Recommendation != nil {
		n += len(strings.Join(l.Recommendation.Reasons, ""))
	}
	return n
}

func lineContext(r Row) approvals.LineContext {
	l := approvals.LineContext{LineID: OneLine(r.Text("id")), Owner: r.person("owner"),
		Description:     shorten.To(maxProse, AsProse(r.Text("description"))),
		Classifications: r.labels("classifications")}
	l.Privileged, _ = r.Flag("privileged")
	if k, ok := r.below("risk"); ok && k.Has("score") {
		if score, whole := k.count("score"); whole {
			l.Risk = &approvals.Risk{Score: score, Band: k.words("band")}
		}
	}
	if p, ok := r.below("peers"); ok {
		scope := approvals.PeerScope(p.Text("scope"))
		have, one := p.count("have")
		of, two := p.count("of")
		known := scope == approvals.PeersOfManager || scope == approvals.PeersOfDepartment
		if one && two && known && of > 0 && have <= of {
			l.Peers = &approvals.Peers{Scope: scope, Have: have, Of: of}
		}
	}
	if a, ok := r.below("recommendation"); ok {
		switch strings.ToLower(a.Text("decision")) {
		case "approve":
			l.Recommendation = &approvals.Recommendation{Approve: true, Reasons: a.labels("reasons")}
		case "deny", "reject":
			l.Recommendation = &approvals.Recommendation{Reasons: a.labels("reasons")}
		}
	}
	return l
}

// chainIn is who decided other items of the request, the first of them first.
func chainIn(r Row) []approvals.ChainStep {
	var chain []approvals.ChainStep
	for _, s := range r.rows("chain", maxContextList) {
		state := approvals.ItemState(OneLine(s.Text("state")))
		if state != approvals.StateFinished && state != approvals.StateRejected {
			continue
		}
		step := approvals.ChainStep{By: s.words("completer"), Owner: s.person("owner"), State: state,
			Comment: shorten.To(maxProse, AsProse(s.Text("comment"))), At: s.moment("at")}
		if owner, _ := s.below("owner"); owner.words("name") == step.By {
			step.By = step.Owner
		}
		if step.Owner == step.By {
			step.Owner = ""
		}
		chain = append(chain, step)
	}
	slices.SortStableFunc(chain, func(a, b approvals.ChainStep) int { return a.At.Compare(b.At) })
	return chain
}

func forwardingsIn(r Row) []approvals.Forwarding {
	var all []approvals.Forwarding
	for _, f := range r.rows("forwarded", maxContextList) {
		one := approvals.Forwarding{From: f.person("from"), To: f.person("to"), Comment: shorten.To(maxProse, AsProse(f.Text("comment"))),
			At: f.moment("at")}
		if one.From != "" || one.To != "" {
			all = append(all, one)
		}
	}
	slices.SortStableFunc(all, func(a, b approvals.Forwarding) int { return a.At.Compare(b.At) })
	return all
}

func remarksIn(r Row) []approvals.Comment {
	var all []approvals.Comment
	for _, c := range r.rows("comments", maxContextList) {
		if text := shorten.To(maxProse, AsProse(c.Text("text"))); text != "" {
			all = append(all, approvals.Comment{Author: c.words("author"), Text: text, At: c.moment("at")})
		}
	}
	kept, _ := boundedComments(all)
	return kept
}

// rows are the objects of a list, the first most; what is no object is left out.
func (r Row) rows(column string, most int) []Row {
	raw, _ := r.raw(column)
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		return nil
	}
	var out []Row
	for _, one := range list[:min(len(list), most)] {
		var row Row
		if json.Unmarshal(one, &row) == nil && row != nil {
			out = append(out, row)
		}
	}
	return out
}

// below is an object in a column.
func (r Row) below(column string) (Row, bool) {
	raw, _ := r.raw(column)
	var row Row
	return row, json.Unmarshal(raw, &row) == nil && row != nil
}

// person is the name by which somebody in a column is known; the column may hold the name alone.
func (r Row) person(column string) string {
	who, ok := r.below(column)
	if !ok {
		return r.words(column)
	}
	if display := shorten.To(maxContextLine, Label(who.Text("displayName"))); display != "" {
		return display
	}
	return who.words("name")
}

// words is a short text on one line.
func (r Row) words(column string) string { return shorten.To(maxContextLine, OneLine(r.Text(column))) }

// labels are the first short texts of a list.
func (r Row) labels(column string) []string {
	var out []string
	for _, text := range r.Texts(column) {
		if text = shorten.To(maxContextLine, Label(text)); text != "" && len(out) < maxContextWords {
			out = append(out, text)
		}
	}
	return out
}

func (r Row) number(column string) int64 {
	n, err := strconv.ParseInt(r.Text(column), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// count is a number from 0 to maxScore.
func (r Row) count(column string) (n int, ok bool) {
	n, err := strconv.Atoi(r.Text(column))
	return n, err == nil && n >= 0 && n <= maxScore
}

// moment is a date; one that cannot be read is zero.
func (r Row) moment(column string) time.Time {
	t, err := stamp(r.Text(column))
	if err != nil {
		return time.Time{}
	}
	return t
}
