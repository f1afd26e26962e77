package wire

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/shorten"
)

// Why an object of a list cannot be used. No error quotes the object.
var (
	ErrNoID       = errors.New("no usable id")
	ErrNoType     = errors.New("no type")
	ErrNoOwner    = errors.New("open, and no owner with an id")
	errTooComplex = errors.New("too many elements in one object")
)

// readWorkItem reads a WorkItem element: docs/iiq-wire.md#work-items. It needs only an id; usable judges the rest. tooLarge says that
// parts of the element were dropped before.
func readWorkItem(n *node, signatureKey string, tooLarge bool) (approvals.WorkItem, error) {
	s := &sight{}
	if tooLarge {
		s.miss(approvals.GapSize)
	}
	w := approvals.WorkItem{
		ID:                 n.attr("id"),
		Number:             number(n.attr("name")),
		Type:               approvals.ItemType(OneLine(n.attr("type"))),
		Level:              OneLine(n.attr("level")),
		Description:        s.description(n),
		Owner:              s.party(reference(n.child("Owner"))),
		Requester:          s.party(reference(n.child("Requester"))),
		Target:             s.party(target(n)),
		TargetIsThing:      thing(n),
		RequestName:        OneLine(n.named("identityRequestId")),
		Certification:      certification(n),
		Lines:              s.lines(n),
		Violations:         s.violations(n),
		Signature:          demands(n, signatureKey),
		Due:                s.stamp(n.attr("expiration"), approvals.DateDue),
		Created:            s.stamp(n.attr("created"), approvals.DateCreated),
		Modified:           s.stamp(n.attr("modified"), approvals.DateModified),
		State:              approvals.ItemState(OneLine(n.attr("state"))),
		Completer:          OneLine(n.attr("completer")),
		CompletionComments: shorten.To(maxProse, AsProse(n.named("completionComments"))),
		CompletionWritten:  asWritten(n.named("completionComments")),
	}
	if !approvals.ValidID(w.ID) {
		return approvals.WorkItem{}, noID(w.ID)
	}
	w.Tag, w.ByGateway = tagOf(n, tooLarge), n.raw("tag") != ""
	w.Justification = s.justification(n, w.Requester, w.Lines)
	s.commentsOn(n, 0)
	w.Comments, w.OlderComments = boundedComments(s.comments)
	w.ForwardedBy = forwardedBy(n, w.Owner.Name)
	w.Unread, w.UnreadDates = s.gaps(), s.unreadDates.Kinds()
	return w, nil
}

// noID says what is wrong with an id, without quoting it.
func noID(id string) error {
	if n := utf8.RuneCountInString(id); n > approvals.LongestID {
		return fmt.Errorf("%w: it has %d characters, and %d are read", ErrNoID, n, approvals.LongestID)
	}
	return ErrNoID
}

// Usable says why an item of a list cannot be shown. A closed item needs no owner.
func Usable(w approvals.WorkItem) error {
	switch {
	case w.Type == "":
		return ErrNoType
	case w.State.Open() && w.Owner.ID == "":
		return ErrNoOwner
	}
	return nil
}

// named is a value that may be an attribute, a child or an entry of the map.
func (n *node) named(name string) string {
	if v := n.attr(name); v != "" {
		return v
	}
	if v := n.child(name).value(); v != "" {
		return v
	}
	return n.entry(name).value()
}

// number is the work item's name as people see it, without leading zeros.
func number(name string) string {
	name = OneLine(name)
	if short := strings.TrimLeft(name, "0"); short != "" || name == "" {
		return short
	}
	return "0"
}

// reference reads `<Owner><Reference id name/></Owner>`. It drops an id of an invalid shape and keeps the name.
func reference(n *node) approvals.Ref {
	from := n.child("Reference", "Identity")
	if from == nil {
		from = n
	}
	r := approvals.Ref{
		ID: from.attr("id"), Name: OneLine(from.attr("name")), Display: Label(from.attr("displayName")),
	}
	if !approvals.ValidID(r.ID) {
		r.ID = ""
	}
	return r
}

// target is the person that the item is about. A target of another class (a role that is being changed) is no person,
// and then only the map can name one.
func target(n *node) approvals.Ref {
	r := approvals.Ref{
		Name:    OneLine(n.entry("identityName").value()),
		Display: Label(n.entry("identityDisplayName").value()),
	}
	if thing(n) {
		return r
	}
	if id := n.attr("targetId"); approvals.ValidID(id) {
		r.ID = id
	}
	r.Name = cmp.Or(OneLine(n.attr("targetName")), r.Name)
	return r
}

// thing reports whether the target is said to be no identity.
func thing(n *node) bool {
	class := n.attr("targetClass")
	return class != "" && class != "Identity" && !strings.HasSuffix(class, ".Identity")
}

func certification(n *node) string {
	id := cmp.Or(n.named("certification"), n.named("certificationId"))
	if r := reference(n.child("Certification")); r.ID != "" {
		id = r.ID
	}
	if !approvals.ValidID(id) {
		return ""
	}
	return id
}

// demands reports whether the mark exists, as an attribute, a child or an entry, and is not "false". SailPoint writes
// false as an empty Boolean element. Of several marks, one that demands is enough.
func demands(n *node, key string) bool {
	if v, there := n.attribute(key); there && !isFalse(v) {
		return true
	}
	for _, e := range append(n.children(key), n.entries(key)...) {
		b := e.child("value").child("Boolean")
		switch {
		case b == nil && !isFalse(e.value()), b != nil && len(b.strings()) > 0 && !isFalse(b.value()):
			return true
		}
	}
	return false
}

func isFalse(s string) bool { return strings.EqualFold(strings.TrimSpace(s), "false") }

func isTrue(s string) bool { return strings.EqualFold(strings.TrimSpace(s), "true") }

// forwardedBy is the name of the last earlier owner in ownerHistory. It skips an entry for the present owner.
func forwardedBy(n *node, owner string) string {
	var names []string
	for _, h := range append(n.children("OwnerHistory"), n.entry("ownerHistory")) {
		names = append(names, ownersIn(h)...)
	}
	for i := len(names) - 1; i >= 0; i-- {
		if name := OneLine(names[i]); name != "" && name != owner {
			return name
		}
	}
	return ""
}

// ownersIn reads names from texts, or from attributes of any elements that the history has.
func ownersIn(n *node) []string {
	if n == nil {
		return nil
	}
	if name := n.attr("oldOwner", "previousOwner", "owner", "ownerName", "name"); name != "" {
		return []string{name}
	}
	var names []string
	if s := strings.TrimSpace(n.text.String()); s != "" {
		names = append(names, s)
	}
	for _, k := range n.kids {
		names = append(names, ownersIn(k)...)
	}
	return names
}
