package slackui

import "github.com/iiq-approvals/bot/internal/approvals"

// The catalogue, headlines.

// askWords are the pieces of a headline: who asks for what, for whom. Requester and Target may be "".
type askWords struct {
	Kind      askKind
	Roles     bool
	Lines     int
	Requester string
	Target    string
}

func (a askWords) thing() string {
	if a.Roles {
		return counted(a.Lines, "a role", "roles")
	}
	return "access"
}

func sayAsk(a askWords) string {
	who := "Your approval is asked"
	if a.Requester != "" {
		who = a.Requester + " asks"
	}
	target := ""
	if a.Target != "" && a.Target != a.Requester {
		target = a.Target
	}
	return who + a.verbPhrase() + a.preposition(target)
}

func (a askWords) verbPhrase() string {
	switch {
	case a.Kind == askAdd:
		return " for " + a.thing()
	case a.Kind == askRemove:
		return " to remove " + a.thing()
	case a.Kind == askChange:
		return " to change " + a.thing()
	case a.Kind == askMixed:
		return " to add and remove access"
	case a.Requester != "":
		return " for your approval"
	}
	return ""
}

func (a askWords) preposition(target string) string {
	if target == "" {
		return ""
	}
	if a.Kind == askRemove {
		return " from " + target
	}
	return " for " + target
}

func sayOtherType(t approvals.ItemType, target string) string {
	what := map[approvals.ItemType]string{
		approvals.TypeCertification: "An access review", approvals.TypeDelegation: "A delegated review",
		approvals.TypeSignoff: "A sign-off", approvals.TypeChallenge: "A challenged decision",
		approvals.TypeViolationReview: "A review of a policy violation", approvals.TypePolicyViolation: "A policy violation",
		approvals.TypeForm: "A form", approvals.TypeRemediation: "A removal of access",
		approvals.TypeManualAction: "A task",
	}[t]
	if what == "" {
		what = "A work item"
	}
	if target != "" {
		what += " about " + target
	}
	return what + " waits for you"
}
