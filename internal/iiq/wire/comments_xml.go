package wire

import (
	"cmp"
	"slices"
	"strings"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/shorten"
)

// Bounds of the comments of one item. The newest are kept, and the others counted.
const (
	maxComments = 100
	// maxCommentBytes bounds all that is kept of them together.
	maxCommentBytes = 256 << 10
)

// justification is what the requester wrote: the distinct requester comments of the lines, else those of the item. Each line
// also keeps its own, so that nothing is lost where all of them together are too long. Comments on the item are anybody's, and
// never a justification (docs/iiq-wire.md#work-items); neither are words that name somebody else as their author.
func (s *sight) justification(n *node, requester approvals.Ref, lines []approvals.ApprovalItem) string {
	var all []string
	for _, l := range lines {
		all = append(all, l.Comment)
	}
	if all = distinct(all); len(all) > 0 {
		return shorten.To(maxValue, strings.Join(all, "\n"))
	}
	for _, key := range []string{"requesterComments", "justification"} {
		for _, c := range s.commentsUnder(n, key) {
			if c.Author == "" || c.Author == requester.Name || c.Author == requester.Display {
				all = append(all, c.Text)
			} else {
				s.comments = append(s.comments, c)
			}
		}
		if all = distinct(all); len(all) == 0 {
			continue
		}
		if len(all) > maxComments {
			s.miss(approvals.GapText)
			all = all[:maxComments]
		}
		return s.bounded(strings.Join(all, "\n"), maxValue)
	}
	return ""
}

// commentsOn keeps what is written on the item, or on the line with this number.
func (s *sight) commentsOn(n *node, line int) {
	for _, c := range s.commentsUnder(n, "comments") {
		c.Line = line
		s.comments = append(s.comments, c)
	}
}

// commentsUnder reads comments in all shapes: an attribute, children, and entries of the map.
func (s *sight) commentsUnder(n *node, key string) []approvals.Comment {
	var out []approvals.Comment
	if text := AsProse(n.attr(key)); text != "" {
		out = append(out, approvals.Comment{Text: s.bounded(text, maxValue)})
	}
	for _, holder := range append(n.children(key), n.entries(key)...) {
		s.whole(holder)
		out = append(out, s.commentsIn(holder)...)
	}
	return out
}

// commentsIn reads an element as one comment where it has a text, else whatever is below it.
func (s *sight) commentsIn(n *node) []approvals.Comment {
	get := func(names ...string) string {
		for _, name := range names {
			if v := cmp.Or(n.attr(name), cmp.Or(n.child(name).value(), n.mapEntry(name).value())); v != "" {
				return v
			}
		}
		return ""
	}
	text := n.attr("comment", "value", "text")
	if n.isOne("Comment", "Map") {
		text = cmp.Or(text, get("comment", "text"))
	}
	if text = AsProse(cmp.Or(text, n.ownText())); text != "" {
		return []approvals.Comment{{Author: OneLine(get("author")), At: s.stamp(get("date", "created"), approvals.DateComment),
			Text: s.bounded(text, maxValue)}}
	}
	var out []approvals.Comment
	for _, k := range n.kids {
		out = append(out, s.commentsIn(k)...)
	}
	return out
}

// boundedComments gives the comments in the order of their dates, the newest within the bounds, and how many others there
// are. A comment that stands in two places is one.
func boundedComments(all []approvals.Comment) (kept []approvals.Comment, older int) {
	if len(all) < 2 {
		return all, 0
	}
	slices.SortStableFunc(all, func(a, b approvals.Comment) int { return a.At.Compare(b.At) })
	seen := map[approvals.Comment]bool{}
	all = slices.DeleteFunc(all, func(c approvals.Comment) bool {
		twice := seen[c]
		seen[c] = true
		return twice
	})
	first, size := len(all), 0
	for first > 0 && len(all)-first < maxComments {
		size += len(all[first-1].Text) + len(all[first-1].Author)
		if size > maxCommentBytes && first < len(all) {
			break
		}
		first--
	}
	return all[first:], first
}

// distinct gives the texts that are not empty, each once, in their order.
func distinct(texts []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, t := range texts {
		if t != "" && !seen[t] {
			seen[t] = true
			out = append(out, t)
		}
	}
	return out
}

// summaryComments gives the comments of an approval summary, as they are read and as they are written.
func summaryComments(n *node, name string) (said, written []string) {
	for _, c := range commentsOf(n, name) {
		if len(said) < maxComments {
			said, written = append(said, shorten.To(maxProse, AsProse(c))), append(written, asWritten(c))
		}
	}
	return said, written
}

// authorsOf names who wrote each of these comments of a summary; nil where it says of none.
func authorsOf(n *node, texts []string) []string {
	by := map[string]string{}
	for _, c := range (&sight{}).commentsUnder(n, "comments") {
		if c.Author != "" {
			by[shorten.To(maxProse, c.Text)] = c.Author
		}
	}
	if len(by) == 0 {
		return nil
	}
	authors := make([]string, len(texts))
	for i, text := range texts {
		authors[i] = by[text]
	}
	return authors
}

// commentsOf gives the texts of comments in both shapes, as they are written and none of them blank: an attribute, or
// `<Comments><Comment comment="…"/></Comments>`, as a child or as an entry of the map.
func commentsOf(n *node, name string) []string {
	if v := n.attr(name); v != "" {
		return []string{v}
	}
	for _, holder := range []*node{n.child(name), n.entry(name)} {
		if all := commentsIn(holder); len(all) > 0 {
			return all
		}
	}
	return nil
}

func commentsIn(n *node) []string {
	if n == nil {
		return nil
	}
	if v := n.attr("comment", "value"); v != "" {
		return []string{v}
	}
	var out []string
	if s := n.ownText(); s != "" {
		out = append(out, s)
	}
	for _, k := range n.kids {
		out = append(out, commentsIn(k)...)
	}
	return out
}
