package shadow

import (
	"context"
	"slices"
)

// Kind is the purpose of a message.
type Kind string

// The kinds. Update is every change of a message; Other is a message without a named kind.
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

// Known reports whether the kind exists.
func (k Kind) Known() bool { return slices.Contains(Kinds(), k) }

// About is what a message's sender knows about it and Slack is not told.
type About struct {
	Kind Kind
	// IdentityID is the recipient, WorkItemID the subject; "" where there is none.
	IdentityID, WorkItemID string
}

type aboutKey struct{}

// With notes in the context what the messages sent with it are about. It does not change the messages.
func With(ctx context.Context, a About) context.Context { return context.WithValue(ctx, aboutKey{}, a) }

func aboutOf(ctx context.Context) About {
	a, _ := ctx.Value(aboutKey{}).(About)
	if a.Kind == "" {
		a.Kind = Other
	}
	return a
}
