package approvals

import "github.com/iiq-approvals/bot/internal/caseless"

// SamePerson reports whether a reference of IIQ means this identity: by id where the reference has one, else by name
// without regard to case. An empty reference means nobody.
func SamePerson(r Ref, i Identity) bool {
	if r.ID != "" {
		return r.ID == i.ID
	}
	return r.Name != "" && caseless.Same(r.Name, i.Name)
}

// Policy holds the settings that bear on what may be decided in Slack.
type Policy struct {
	// AllowSelf lets people decide what they requested or receive themselves (SELF_APPROVAL=allow).
	AllowSelf bool
	// ApproveComment and DenyComment demand a comment.
	ApproveComment bool
	DenyComment    bool
	// LinkOnlyTypes are shown with a link to IIQ; any type that is neither here nor Approval is never shown.
	LinkOnlyTypes map[ItemType]bool
}

// DefaultLinkOnlyTypes are the types that get a link-only card unless the settings say otherwise.
func DefaultLinkOnlyTypes() map[ItemType]bool {
	return map[ItemType]bool{
		TypeDelegation: true, TypeSignoff: true, TypeChallenge: true,
		TypeViolationReview: true, TypePolicyViolation: true, TypeForm: true,
	}
}

// Shown reports whether items of this type get a card at all.
func (p Policy) Shown(t ItemType) bool { return t == TypeApproval || p.LinkOnlyTypes[t] }

// LinkOnly says why this viewer cannot decide the item in Slack; "" means that they can. An item whose requester and
// target are both unknown might be the viewer's own request, so it is link only.
func (p Policy) LinkOnly(w WorkItem, viewer Identity) LinkOnlyReason {
	switch {
	case w.Type != TypeApproval:
		return LinkOnlyType
	case w.Signature:
		return LinkOnlySignature
	case !w.Whole():
		return LinkOnlyNotWhole
	case p.AllowSelf:
		return ""
	case w.Requester == (Ref{}) && w.Target == (Ref{}):
		return LinkOnlyUnknown
	case SamePerson(w.Requester, viewer) || SamePerson(w.Target, viewer):
		return LinkOnlySelf
	}
	return ""
}

// Judge refuses a decision that the settings or the item itself forbid in Slack; nil means that nothing forbids it.
func (p Policy) Judge(w WorkItem, who Identity, v Verdict, comment string) *Refusal {
	if why := p.LinkOnly(w, who); why != "" {
		return &Refusal{Code: why.refusal()}
	}
	return p.lacksComment(v, comment)
}

func (p Policy) lacksComment(v Verdict, comment string) *Refusal {
	if comment == "" && ((v == Approve && p.ApproveComment) || (v == Deny && p.DenyComment)) {
		return &Refusal{Code: RefusedNoComment}
	}
	return nil
}
