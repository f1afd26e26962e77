package shadow

import (
	"context"
	"slices"
)

// Kind says what a message is for.
type Kind string

// The kinds. Update is every change of a message; Other is what nobody named.
const (
	Card      Kind = "card"
	Digest    Kind = "digest"
	Update    Kind = "update"
	Reminder  Kind = "reminder"
	Requester Kind = "requester"
	Answer    Kind = "answer"
	Admin     Kind = "admin"
	Other     Kind = "other"
)

// Kinds are all kinds.
func Kinds() []Kind {
	return []Kind{Card, Digest, Update, Reminder, Requester, Answer, Admin, Other}
}

// Known reports whether there is such a kind.
func (k Kind) Known() bool { return slices.Contains(Kinds(), k) }

// About is what a message's sender knows of it, and Slack is not told.
type About struct {
	Kind Kind
	// IdentityID is whom it is for, WorkItemID what it tells of; "" where there is none.
	IdentityID, WorkItemID string
}

type aboutKey struct{}

// With notes what the messages that are sent with the context are about. It changes nothing of what is sent.
func With(ctx context.Context, a About) context.Context { return context.WithValue(ctx, aboutKey{}, a) }

func aboutOf(ctx context.Context) About {
	a, _ := ctx.Value(aboutKey{}).(About)
	if a.Kind == "" {
		a.Kind = Other
	}
	return a
}
