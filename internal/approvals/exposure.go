package approvals

import (
	"crypto/sha256"
	"slices"

	"github.com/iiq-approvals/bot/internal/sensitivity"
)

// HiddenSign stands where the rules on sensitive content hide a value. It is the same in every language.
const HiddenSign = "🔒"

// Sensitive is an item as the rules look at it.
func Sensitive(w WorkItem) sensitivity.Item {
	i := sensitivity.Item{Type: string(w.Type), Requester: []string{w.Requester.Name, w.Requester.Display},
		Target: []string{w.Target.Name, w.Target.Display}, Description: w.Description,
		Unread: !w.Whole(), PeopleUnread: slices.Contains(w.Unread, GapPeople) || slices.Contains(w.Unread, GapSize)}
	for _, l := range w.Lines {
		i.Lines = append(i.Lines, sensitivity.Line{Application: l.Application, Operation: l.Operation, Role: l.Role(), Privileged: l.Privileged,
			Attributes: []string{l.Name, l.DisplayName}, Values: append([]string{l.Value, l.DisplayValue}, l.Values...)})
	}
	return i
}

// Exposed is what of an item may go to Slack under a verdict. It is the only way from an item to whoever renders it: what is not
// in the result cannot be shown by mistake. Masked keeps who and by whom, the applications, the operations and the names of
// attributes; every free text goes, since it may repeat a value. Of a notice the number and the due date are left.
func Exposed(w WorkItem, v sensitivity.Verdict) WorkItem {
	switch {
	case !v.Show.Protects(sensitivity.Whole):
		return w
	case v.Show == sensitivity.Masked:
		return maskedItem(w, v.Masked)
	case v.Show == sensitivity.Notice:
		return WorkItem{ID: w.ID, Number: w.Number, Type: w.Type, Due: w.Due, Created: w.Created, State: w.State, Described: w.Described}
	}
	return WorkItem{ID: w.ID, Type: w.Type}
}

// maskedItem hides these lines, or all where none are named.
func maskedItem(w WorkItem, masked []int) WorkItem {
	w.Description, w.Justification, w.CompletionComments = "", "", ""
	if w.Violations != nil {
		// That there are some has to be known; what they say may name what is hidden.
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

// Restricted reports whether anything of the item is kept from Slack.
func Restricted(v sensitivity.Verdict) bool { return v.Show.Protects(sensitivity.Whole) }

// ShowLabel is how a view names what withholds tells: "" where nothing was taken out of it.
func ShowLabel(v sensitivity.Verdict) sensitivity.Show {
	if Restricted(v) {
		return v.Show
	}
	return ""
}

// Invisible reports whether an item shown so is nobody's to decide here: he could not even see what it is about.
func Invisible(v sensitivity.Verdict) bool { return v.Show.Protects(sensitivity.Masked) }

// LinkOnlyUnder says why the viewer cannot decide the item here, under the rules. A notice does not tell whose item it is, and so
// tells no other reason.
func LinkOnlyUnder(v sensitivity.Verdict, why LinkOnlyReason) LinkOnlyReason {
	if Invisible(v) || why == "" && v.Demands.IIQ {
		return LinkOnlyRules
	}
	return why
}

// Expose takes out of the view what may not go to Slack. It comes last.
func (v *CardView) Expose(x sensitivity.Verdict) {
	v.RequestDigest = DigestUnder(v.Item, x)
	v.Item = Exposed(v.Item, x)
	if !Restricted(x) {
		return
	}
	v.Show = x.Show
	if !v.Ended.Here || Invisible(x) {
		// What somebody wrote in IIQ is a free text like any other; the approver's own words, written here, stay.
		v.Ended.Comment = ""
	}
	if !Invisible(x) {
		return
	}
	v.Requester, v.Target, v.Why, v.ForwardedTo, v.Review = PersonView{}, PersonView{}, WhyYou{}, "", nil
	if v.Decision != nil {
		d := *v.Decision
		d.Comment, v.Decision = "", &d
	}
	if x.Show != sensitivity.Notice {
		*v = CardView{CardID: v.CardID, Want: v.Want, Phase: PhaseHidden, Viewer: v.Viewer, Item: v.Item, Show: x.Show,
			Language: v.Language, Now: v.Now, RequestDigest: v.RequestDigest}
	}
}

// DigestUnder is AskedHash, and something else where the rules want a confirmation: a card that did not ask for one is not
// decided by.
func DigestUnder(w WorkItem, v sensitivity.Verdict) []byte {
	h := RequestDigest(w)
	if !v.Demands.Confirmation {
		return h
	}
	confirmed := sha256.Sum256(append(h, "confirmed"...))
	return confirmed[:]
}

// JudgeUnder says no where the rules, the settings or the item itself forbid to decide it in Slack; nil means go on.
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
