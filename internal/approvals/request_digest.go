package approvals

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
)

// RequestDigest identifies what is requested: the target, and each line's operation, application and value. Descriptions,
// due dates and owners do not count.
func RequestDigest(w WorkItem) []byte {
	type line struct{ Application, Operation, Name, Value, NativeIdentity string }
	asked := struct {
		Type             ItemType
		TargetID, Target string
		Lines            []line
	}{Type: w.Type, TargetID: w.Target.ID, Target: w.Target.Name}
	asked.Lines = slices.Grow(asked.Lines, len(w.Lines))
	for _, l := range w.Lines {
		asked.Lines = append(asked.Lines, line{l.Application, l.Operation, l.Name, l.Value, l.NativeIdentity})
	}
	b, err := json.Marshal(asked)
	if err != nil {
		// Strings always marshal.
		panic(fmt.Sprintf("marshal what is asked for: %v", err))
	}
	h := sha256.Sum256(b)
	return h[:]
}

// markLength is how many bytes of AskedHash a control carries. It fits into the control, and nobody can find two
// requests that share it.
const markLength = 16

// RequestMark is the beginning of AskedHash in 22 characters (letters, digits, - and _), for what a control carries.
func RequestMark(w WorkItem) string {
	return MarkFrom(RequestDigest(w))
}

// MarkFrom is the RequestMark of a RequestDigest.
func MarkFrom(hash []byte) string { return base64.RawURLEncoding.EncodeToString(hash[:markLength]) }

// RequestMark is the RequestMark of the item that the view is about, whether or not its content is hidden.
func (v CardView) RequestMark() string {
	if v.RequestDigest == nil {
		return RequestMark(v.Item)
	}
	return MarkFrom(v.RequestDigest)
}
