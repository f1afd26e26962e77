package approvals

import (
	"errors"
	"strings"
	"unicode"
)

// IIQTroubleKind says what keeps IIQ from taking a decision that is kept for it.
type IIQTroubleKind string

// The kinds of trouble, as the table decisions has them. TroubleNone: nothing is known to be wrong with IIQ.
const (
	TroubleNone IIQTroubleKind = ""
	// TroubleAway: IIQ does not answer. There is no connection, its certificate is not trusted, the time was over, the answer
	// was cut, or a gateway says that it gets none.
	TroubleAway IIQTroubleKind = "away"
	// TroubleError: IIQ answers with an error of its own.
	TroubleError IIQTroubleKind = "error"
	// TroubleAccount: IIQ does not accept the bot's account, or does not let it do this.
	TroubleAccount IIQTroubleKind = "account"
	// TroubleProxy: something else answers in IIQ's place, such as a login page or a proxy.
	TroubleProxy IIQTroubleKind = "proxy"
)

// IIQTroubleKinds lists those that keep a decision back.
func IIQTroubleKinds() []IIQTroubleKind {
	return []IIQTroubleKind{TroubleAway, TroubleError, TroubleAccount, TroubleProxy}
}

// IIQTrouble is what is wrong with IIQ, as people are told.
type IIQTrouble struct {
	Kind IIQTroubleKind `json:"kind,omitempty"`
	// Sentence is IIQ's own of a TroubleError, one line of at most 200 characters; "" where it gave none that may be shown.
	Sentence string `json:"sentence,omitempty"`
}

// Same reports whether people are told the same of both. Numbers in IIQ's sentence do not count, since the time or the id of a
// request may stand there, and no card should change at every attempt.
func (t IIQTrouble) Same(o IIQTrouble) bool {
	return t.Kind == o.Kind && withoutNumbers(t.Sentence) == withoutNumbers(o.Sentence)
}

// withoutNumbers leaves the words of a sentence that have no digit.
func withoutNumbers(s string) string {
	var kept []string
	for word := range strings.FieldsSeq(s) {
		if !strings.ContainsFunc(word, unicode.IsDigit) {
			kept = append(kept, word)
		}
	}
	return strings.Join(kept, " ")
}

// Exposed is the trouble with a decision on an item of which something is kept out of Slack: IIQ's sentence may repeat it.
func (t IIQTrouble) Exposed() IIQTrouble { return IIQTrouble{Kind: t.Kind} }

// IIQTroubleError carries what an answer of IIQ says of its trouble. It wraps the underlying error, and its own text is that one's.
type IIQTroubleError struct {
	Trouble IIQTrouble
	Err     error
}

func (e *IIQTroubleError) Error() string { return e.Err.Error() }

// Unwrap gives the underlying error.
func (e *IIQTroubleError) Unwrap() error { return e.Err }

// IIQTroubleOf says what an error means for a decision that waits: what the answer told, else what the error's meaning tells.
// Errors of anything but IIQ, and answers that only lack something, are no trouble with IIQ.
func IIQTroubleOf(err error) IIQTrouble {
	var told *IIQTroubleError
	switch {
	case errors.Is(err, ErrNotListed):
		return IIQTrouble{}
	case errors.As(err, &told):
		return told.Trouble
	case errors.Is(err, ErrIIQUnauthorised):
		return IIQTrouble{Kind: TroubleAccount}
	case errors.Is(err, ErrIIQAway):
		return IIQTrouble{Kind: TroubleAway}
	}
	for _, own := range []error{ErrIIQBroken, ErrIIQBusy, ErrIIQRefused, ErrNoAnswerByID, ErrNotAWorkgroup} {
		if errors.Is(err, own) {
			return IIQTrouble{Kind: TroubleError}
		}
	}
	return IIQTrouble{}
}
