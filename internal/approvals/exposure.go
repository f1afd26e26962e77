package approvals

import (
	"crypto/sha256"
	"slices"

	"github.com/iiq-approvals/bot/internal/sensitivity"
)

// HiddenSign stands where the rules on sensitive content hide a value. It is the same in every language.
const HiddenSign = "🔒"

// Sensitive is an item as the rules see it.
func Sensitive(w WorkItem) sensitivity.Item {
	i := sensitivity.Item{Type: string(w.Type), Requester: []string{w.Requester.Name, w.Requester.Display},
		Target: []string{w.Target.Name, w.Target.Display}, Description: w.Description,
		Unread: !w.Whole(), PeopleUnread: slices.Contains(w.Unread, GapPeople) || slices.Contains(w.Unread, GapSize)}
	for _, l := range w.Lines {
		i.Lines = append(i.Lines, sensitivity.Line{Application: l.Application, Operation: l.Operation, Role: l.Role(),
			Privileged: l.Privileged,
			Attributes: []string{l.Name, l.DisplayName}, Values: append([]string{l.Value, l.DisplayValue}, l.Values...)})
	}
	return i
}

// Exposed is the part of an item that may go to Slack under a verdict. Renderers get an item through Exposed alone, so
// that nothing else can be shown by mistake. A masked item keeps the people, the applications, the operations and the
// names of attributes. It loses every free text, since a free text may repeat a hidden value. A notice keeps the
// number and the due date.
func Exposed(w WorkItem, v sensitivity.Verdict) WorkItem {
	switch {
	case !v.Show.Protects(sensitivity.Whole):
		return w
	case v.Show == sensitivity.Masked:
		return maskedItem(w, v.Masked)
	case v.Show == sensitivity.Notice:
		return WorkItem{ID: w.ID, Number: w.Number, Type: w.Type, Due: w.Due, Created: w.Created, State: w.State, Described: w.Described,
			UnreadDates: dueUnread(w.UnreadDates)}
	}
	return WorkItem{ID: w.ID, Type: w.Type}
}

// maskedItem hides these lines, or all where none are named.
func maskedItem(w WorkItem, masked []int) WorkItem {
	w.Description, w.Justification, w.CompletionComments = "", "", ""
	w.Comments, w.OlderComments = nil, 0
	if w.Violations != nil {
		// The reader has to know that there are violations; their texts may name what is hidden.
		w.Violations = make([]string, len(w.Violations))
	}
	hidden := map[int]bool{}
	for _, n := range masked {
		hidden[n] = true
	}
	lines := make([]ApprovalItem, len(w.Lines))
	for n, l := range w.Lines {
		l.Comment = ""
		if hidden[n] || len(masked) == 0 {
			l.Value, l.Values, l.DisplayName, l.NativeIdentity, l.Description = "", nil, "", "", ""
			l.DisplayValue, l.Hidden = HiddenSign, true
		}
		lines[n] = l
	}
	w.Lines = lines
	return w
}

// exposedContext is the part of a context that may go to Slack under a verdict; lines are those of the item as Exposed gives them. A
// masked item keeps who decided and when, and the facts of the lines that are not hidden. It loses every free text, and the names of
// groups and files, since these may repeat a hidden value.
func exposedContext(c ItemContext, lines []ApprovalItem, v sensitivity.Verdict) ItemContext {
	switch {
	case !Restricted(v):
		return c
	case v.Show != sensitivity.Masked:
		return ItemContext{}
	}
	out := ItemContext{Assignee: c.Assignee}
	for _, l := range c.Lines {
		hidden := slices.ContainsFunc(lines, func(i ApprovalItem) bool { return i.ID == l.LineID && i.Hidden })
		if hidden || !slices.ContainsFunc(lines, func(i ApprovalItem) bool { return i.ID == l.LineID }) {
			continue
		}
		if l.Recommendation != nil {
			l.Recommendation = &Recommendation{Approve: l.Recommendation.Approve}
		}
		out.Lines = append(out.Lines, l)
	}
	for _, s := range c.Chain {
		out.Chain = append(out.Chain, ChainStep{By: s.By, State: s.State, At: s.At})
	}
	for _, f := range c.Forwarded {
		out.Forwarded = append(out.Forwarded, Forwarding{From: f.From, To: f.To, At: f.At})
	}
	return out
}

// Restricted reports whether anything of the item is kept out of Slack.
func Restricted(v sensitivity.Verdict) bool { return v.Show.Protects(sensitivity.Whole) }

// ShowLabel is the Show value of a view: "" where nothing was removed.
func ShowLabel(v sensitivity.Verdict) sensitivity.Show {
	if Restricted(v) {
		return v.Show
	}
	return ""
}

// Invisible reports whether so little of the item is shown that nobody can decide it in Slack.
func Invisible(v sensitivity.Verdict) bool { return v.Show.Protects(sensitivity.Masked) }

// LinkOnlyUnder says why the viewer cannot decide the item here, under the rules. A notice does not say whose item it
// is, so it gives no other reason.
func LinkOnlyUnder(v sensitivity.Verdict, why LinkOnlyReason) LinkOnlyReason {
	if Invisible(v) || why == "" && v.Demands.IIQ {
		return LinkOnlyRules
	}
	return why
}

// Expose removes from the view what may not go to Slack. It comes last.
func (v *CardView) Expose(x sensitivity.Verdict) {
	v.RequestDigest, v.FactsDigest, v.Tag = DigestUnder(v.Item, x), FactsDigest(v.Item), v.Item.Tag
	v.Item = Exposed(v.Item, x)
	v.Context = exposedContext(v.Context, v.Item.Lines, x)
	if !Restricted(x) {
		return
	}
	v.Show = x.Show
	if v.Decision != nil {
		d := *v.Decision
		d.Trouble, v.Decision = d.Trouble.Exposed(), &d
	}
	if !v.Ended.Here || Invisible(x) {
		// A comment written in IIQ is free text and is removed. The approver's own words, written in Slack, stay.
		v.Ended.Comment = ""
	}
	if !Invisible(x) {
		return
	}
	v.Requester, v.Target, v.Why, v.ForwardedTo, v.Review = PersonView{}, PersonView{}, WhyYou{}, "", nil
	if v.Decision != nil {
		v.Decision.Comment = ""
	}
	if x.Show != sensitivity.Notice {
		*v = CardView{CardID: v.CardID, Want: v.Want, Phase: PhaseHidden, Viewer: v.Viewer, Item: v.Item, Show: x.Show,
			Language: v.Language, Now: v.Now, RequestDigest: v.RequestDigest,
			FactsDigest: v.FactsDigest, Tag: v.Tag}
	}
}

// DigestUnder is AskedHash, or a different value where the rules demand a confirmation. A card that did not ask for a
// confirmation thereby cannot decide.
func DigestUnder(w WorkItem, v sensitivity.Verdict) []byte {
	h := RequestDigest(w)
	if !v.Demands.Confirmation {
		return h
	}
	confirmed := sha256.Sum256(append(h, "confirmed"...))
	return confirmed[:]
}

// LinkOnlyFor says why the viewer cannot decide the item here, under the rules and the settings; "" means that they can.
func (p Policy) LinkOnlyFor(x sensitivity.Verdict, w WorkItem, viewer Identity) LinkOnlyReason {
	why, offer := LinkOnlyUnder(x, p.LinkOnly(w, viewer)), p.LineOffer(x, w)
	if why == "" && x.Demands.Lines && offer != LinesNone && !offer.Open() {
		return LinkOnlyLines
	}
	return why
}

// JudgeUnder refuses a decision that the rules, the settings or the item itself forbid in Slack; nil means that
// nothing does.
func (p Policy) JudgeUnder(x sensitivity.Verdict, w WorkItem, who Identity, v Verdict, comment string) *Refusal {
	if !w.Whole() && !Invisible(x) {
		return &Refusal{Code: RefusedNotWhole}
	}
	if Invisible(x) || x.Demands.IIQ {
		return &Refusal{Code: RefusedRules}
	}
	if r := p.Judge(w, who, v, comment); r != nil {
		return r
	}
	if comment == "" && x.Demands.Comment {
		return &Refusal{Code: RefusedNoComment}
	}
	return nil
}
