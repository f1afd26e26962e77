package approvals

// Policy holds the settings that bear on what may be decided in Slack.
type Policy struct {
	// AllowSelf lets people decide what they requested or receive themselves (SELF_APPROVAL=allow).
	AllowSelf bool
	// ReadOnly lets nobody decide anything in Slack: the bot is on trial, and only reads.
	ReadOnly bool
	// ApproveComment and DenyComment demand a comment.
	ApproveComment bool
	DenyComment    bool
	// Lines lets items be decided line by line: the settings do, and IIQ's side takes single lines now.
	Lines bool
	// BulkMax is how many items may be approved at once; 0: each by itself.
	BulkMax int
	// LinkOnlyTypes are shown with a link to IIQ; any type that is neither here nor Approval is never shown.
	LinkOnlyTypes map[ItemType]bool
}

// CommentDemands are the decisions for which IIQ's own rules demand a comment. The bot has to see to it: what it sends always says who
// decided, so IIQ never finds a comment missing.
type CommentDemands struct{ Approve, Deny bool }

// On tells whether a comment is demanded with this verdict.
func (c CommentDemands) On(v Verdict) bool { return v == Approve && c.Approve || v == Deny && c.Deny }

// Demanding is the policy with what IIQ's own rules demand beside it.
func (p Policy) Demanding(c CommentDemands) Policy {
	p.ApproveComment, p.DenyComment = p.ApproveComment || c.Approve, p.DenyComment || c.Deny
	return p
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

// LinkOnly says why this viewer cannot decide the item in Slack; "" means that they can. An item whose requester or
// target is not known might be the viewer's own, so it is link only.
func (p Policy) LinkOnly(w WorkItem, viewer Identity) LinkOnlyReason {
	switch {
	case w.Type != TypeApproval:
		return LinkOnlyType
	case p.ReadOnly:
		return LinkOnlyTrial
	case w.Signature:
		return LinkOnlySignature
	case !w.Whole():
		return LinkOnlyNotWhole
	case p.AllowSelf:
		return ""
	}
	switch w.PartyTo(viewer) {
	case PartySelf:
		return LinkOnlySelf
	case PartyUnknown:
		return LinkOnlyUnknown
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
