package approvals

import (
	"crypto/sha256"
	"slices"
	"strings"
	"time"
)

// ItemContext is what helps to decide an item, beside the item itself: what IIQ knows of each line, who decided before in the same
// request, and whom it still waits for. Whatever is not known is zero or missing, and is left out where it is shown.
// docs/gateway-contract.md has where it comes from.
type ItemContext struct {
	// Lines are in the order of the item's lines, found by their ids; a line that nothing is known of is missing.
	Lines []LineContext `json:"lines,omitempty"`
	// Chain has who decided other items of the same request, the first of them first.
	Chain []ChainStep `json:"chain,omitempty"`
	// Waiting names the owners of other items of the same request that are still open.
	Waiting []string `json:"waiting,omitempty"`
	// Comments are what was written on the item, the oldest first, where the item itself has none.
	Comments []Comment `json:"comments,omitempty"`
	// Attachments are files that the requester added.
	Attachments []Attachment `json:"attachments,omitempty"`
	// Assignee is the name of the member of a workgroup who has taken the item.
	Assignee string `json:"assignee,omitempty"`
	// Forwarded has who gave the item to whom, the first forwarding first.
	Forwarded []Forwarding `json:"forwarded,omitempty"`
}

// LineContext is what IIQ knows of the access that one line asks for.
type LineContext struct {
	// LineID is the id of the ApprovalItem.
	LineID      string `json:"line_id"`
	Description string `json:"description,omitempty"`
	// Owner is the name of whoever owns the access.
	Owner           string   `json:"owner,omitempty"`
	Classifications []string `json:"classifications,omitempty"`
	Privileged      bool     `json:"privileged,omitempty"`
	// Risk is nil where IIQ gives no score.
	Risk *Risk `json:"risk,omitempty"`
	// Peers is nil where nobody counted.
	Peers *Peers `json:"peers,omitempty"`
	// Recommendation is IIQ's own; nil where it gives none.
	Recommendation *Recommendation `json:"recommendation,omitempty"`
}

// Risk is IIQ's risk score of an access. Band is IIQ's own word for it, "" where it gives none.
type Risk struct {
	Score int    `json:"score"`
	Band  string `json:"band,omitempty"`
}

// PeerScope says whose colleagues were counted.
type PeerScope string

// Colleagues of the target: people with the same manager, else of the same department.
const (
	PeersOfManager    PeerScope = "manager"
	PeersOfDepartment PeerScope = "department"
)

// Peers says how many colleagues of the target have the access already.
type Peers struct {
	Scope PeerScope `json:"scope"`
	Have  int       `json:"have"`
	Of    int       `json:"of"`
}

// Recommendation is what IIQ itself recommends, with its reasons. It is never a verdict of ours.
type Recommendation struct {
	// Approve is true where IIQ recommends to approve, false where it recommends to deny.
	Approve bool     `json:"approve"`
	Reasons []string `json:"reasons,omitempty"`
}

// ChainStep is how somebody decided another item of the same request.
type ChainStep struct {
	// By is a display name; Owner that of the item's owner where it is another.
	By      string    `json:"by,omitempty"`
	Owner   string    `json:"owner,omitempty"`
	State   ItemState `json:"state"`
	Comment string    `json:"comment,omitempty"`
	At      time.Time `json:"at,omitzero"`
}

// Attachment is a file that belongs to a request. Its content is never read.
type Attachment struct {
	Name string `json:"name"`
	// Bytes is 0 where the size is unknown.
	Bytes int64 `json:"bytes,omitempty"`
}

// Forwarding is one change of an item's owner by hand.
type Forwarding struct {
	From    string    `json:"from,omitempty"`
	To      string    `json:"to,omitempty"`
	Comment string    `json:"comment,omitempty"`
	At      time.Time `json:"at,omitzero"`
}

// Line gives what is known of the line with this id; ok is false where nothing is.
func (c ItemContext) Line(id string) (l LineContext, ok bool) {
	for _, l := range c.Lines {
		if l.LineID == id && id != "" {
			return l, true
		}
	}
	return LineContext{}, false
}

// ContextSubject identifies what the facts of an ItemContext are about: what is requested, and the ids of its lines. Facts that were
// read of another subject are of another access, and are not shown.
func ContextSubject(w WorkItem) []byte {
	about := RequestDigest(w)
	for _, l := range w.Lines {
		about = append(append(about, 0), l.ID...)
	}
	h := sha256.Sum256(about)
	return h[:]
}

// ContextTurn identifies one turn of an item: its subject, its owner, and how often it was opened. The facts are read once for each,
// since those who get it next have to know who had it before.
func ContextTurn(w WorkItem, round int32) []byte {
	of := append(ContextSubject(w), byte(round>>24), byte(round>>16), byte(round>>8), byte(round))
	h := sha256.Sum256(append(of, w.Owner.ID...))
	return h[:]
}

// Empty reports whether nothing is known.
func (c ItemContext) Empty() bool {
	return len(c.Lines)+len(c.Chain)+len(c.Waiting)+len(c.Comments)+len(c.Attachments)+len(c.Forwarded) == 0 && c.Assignee == ""
}

// WithoutCatalogue is a copy without what CONTEXT=off leaves out: owner, classifications, risk, peers, and recommendation. What
// describes an access, and warns of it, stays.
func (c ItemContext) WithoutCatalogue() ItemContext {
	lines := make([]LineContext, 0, len(c.Lines))
	for _, l := range c.Lines {
		if l = (LineContext{LineID: l.LineID, Description: l.Description, Privileged: l.Privileged}); l.Description != "" || l.Privileged {
			lines = append(lines, l)
		}
	}
	c.Lines = lines
	return c
}

// Complete adds what a catalogue knows of the lines where nothing better is known.
func (c *ItemContext) Complete(catalogue []LineContext) {
	c.Lines = slices.Clone(c.Lines)
	for _, more := range catalogue {
		at := slices.IndexFunc(c.Lines, func(l LineContext) bool { return l.LineID == more.LineID })
		switch {
		case more.LineID == "":
		case at < 0:
			c.Lines = append(c.Lines, more)
		default:
			c.Lines[at].complete(more)
		}
	}
}

func (l *LineContext) complete(more LineContext) {
	if l.Description == "" {
		l.Description = more.Description
	}
	if l.Owner == "" {
		l.Owner = more.Owner
	}
	if len(l.Classifications) == 0 {
		l.Classifications = more.Classifications
	}
	if l.Risk == nil {
		l.Risk = more.Risk
	}
	l.Privileged = l.Privileged || more.Privileged
}

// ChainOf is who decided other items of the same request, as the request itself tells, the first of them first.
func ChainOf(r IdentityRequest, workItemID string) []ChainStep {
	var chain []ChainStep
	for _, s := range r.Summaries {
		if s.WorkItemID == workItemID || s.State != StateFinished && s.State != StateRejected || len(chain) == mostContext {
			continue
		}
		step := ChainStep{By: s.Completer, State: s.State, Comment: s.said(), At: s.Ended}
		if !sameName(s.Owner, s.Completer) {
			step.Owner = s.Owner
		}
		chain = append(chain, step)
	}
	slices.SortStableFunc(chain, func(a, b ChainStep) int { return a.At.Compare(b.At) })
	return chain
}

// mostContext bounds each list of an ItemContext.
const mostContext = 100

// Names lists the names in the context that may be those of people, each once.
func (c ItemContext) Names() []string {
	var names []string
	add := func(all ...string) {
		for _, name := range all {
			if name != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	for _, s := range c.Chain {
		add(s.By, s.Owner)
	}
	for _, f := range c.Forwarded {
		add(f.From, f.To)
	}
	for _, l := range c.Lines {
		add(l.Owner)
	}
	for _, said := range c.Comments {
		add(said.Author)
	}
	add(c.Waiting...)
	add(c.Assignee)
	return names
}

// Renamed is a copy in which people have the names by which they are known.
func (c ItemContext) Renamed(known map[string]string) ItemContext {
	name := func(s string) string {
		if display := strings.TrimSpace(known[s]); display != "" {
			return display
		}
		return s
	}
	c.Lines, c.Chain, c.Forwarded = slices.Clone(c.Lines), slices.Clone(c.Chain), slices.Clone(c.Forwarded)
	c.Comments, c.Waiting = slices.Clone(c.Comments), slices.Clone(c.Waiting)
	for n := range c.Lines {
		c.Lines[n].Owner = name(c.Lines[n].Owner)
	}
	for n := range c.Chain {
		c.Chain[n].By, c.Chain[n].Owner = name(c.Chain[n].By), name(c.Chain[n].Owner)
	}
	for n := range c.Forwarded {
		c.Forwarded[n].From, c.Forwarded[n].To = name(c.Forwarded[n].From), name(c.Forwarded[n].To)
	}
	for n := range c.Comments {
		c.Comments[n].Author = name(c.Comments[n].Author)
	}
	for n := range c.Waiting {
		c.Waiting[n] = name(c.Waiting[n])
	}
	c.Assignee = name(c.Assignee)
	return c
}
