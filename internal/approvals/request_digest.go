package approvals

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
)

// RequestDigest tells what an item asks for from what another asks for: for whom, and every line with its operation, its
// application and its value. Words that only describe are left out, and so are due dates and owners.
func RequestDigest(w WorkItem) []byte {
	type line struct{ Application, Operation, Name, Value, NativeIdentity string }
	asked := struct {
		Type             ItemType
		TargetID, Target string
		Lines            []line
	}{Type: w.Type, TargetID: w.Target.ID, Target: w.Target.Name}
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

// markLength is how much of AskedHash a control carries: short enough for it, and too long for anybody to find two requests
// that have it in common.
const markLength = 16

// RequestMark is the beginning of AskedHash, in 22 letters, digits, - and _, for controls that stand on no card.
func RequestMark(w WorkItem) string {
	return MarkFrom(RequestDigest(w))
}

func MarkFrom(hash []byte) string { return base64.RawURLEncoding.EncodeToString(hash[:markLength]) }

// RequestMark is that of what the view is about, hidden or not.
func (v CardView) RequestMark() string {
	if v.RequestDigest == nil {
		return RequestMark(v.Item)
	}
	return MarkFrom(v.RequestDigest)
}
