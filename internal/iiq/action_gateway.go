package iiq

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq/transport"
	"github.com/iiq-approvals/bot/internal/iiq/wire"
)

// keyHeader carries the key of a decision to a gateway, which then takes the decision once.
const keyHeader = "Idempotency-Key"

// maxRepeats is how often a decision is sent again by its key, within one call of Decide, while the answer is missing.
const maxRepeats = 2

// gatewayExpect is what a gateway holds against the item under its row's lock.
type gatewayExpect struct {
	Tag        string `json:"tag"`
	Violations int    `json:"violations"`
	Request    string `json:"request,omitempty"`
}

// gatewayAction is the body of a decision for a gateway.
type gatewayAction struct {
	actionBody
	Lines  []gatewayLine  `json:"lines,omitempty"`
	Expect *gatewayExpect `json:"expect,omitempty"`
}

// gatewayLine decides one line.
type gatewayLine struct {
	ID      string `json:"id"`
	State   string `json:"state"`
	Comment string `json:"comment,omitempty"`
}

// linesNotTaken refuses a decision line by line where IIQ's side does not take single lines any more. Nothing was sent.
type linesNotTaken struct{}

// Error says what is wrong, for the log.
func (*linesNotTaken) Error() string { return "the gateway does not offer act.lines" }

// Unwrap makes it a refusal: nothing had an effect.
func (*linesNotTaken) Unwrap() error { return approvals.ErrIIQRefused }

// Refusal is the bot's own reason.
func (*linesNotTaken) Refusal() approvals.RefusalCode { return approvals.RefusedNoLines }

// never is a tag that no item has: what expects it can only be told what was done before.
const never = "none"

// bodyFor gives the body of a decision, with what it expects where the gateway holds that against the item.
func bodyFor(g Gateway, w approvals.Write) ([]byte, error) {
	body := gatewayAction{actionBody: actionBody{w.ApproverID, string(w.State), w.Comment}}
	for _, l := range w.Lines {
		body.Lines = append(body.Lines, gatewayLine{l.LineID, string(l.Verdict.IIQState()), l.Comment})
	}
	if g.offers(opTag) && w.Expect.Tag != "" {
		body.Expect = &gatewayExpect{w.Expect.Tag, w.Expect.Violations, w.Expect.Request}
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("encode: %w", err)
	}
	return raw, nil
}

// decideByKey sends a decision, and sends it again by its key while nobody says what became of it. Where the repetition is
// refused, the next attempt has to read back: the refusal does not say what the first one did.
func (c *Client) decideByKey(ctx context.Context, g Gateway, w approvals.Write) (DecideAnswer, error) {
	answer, err := c.send(ctx, g, w)
	for try := 1; g.offers(opKey) && w.Key != "" && errors.Is(err, approvals.ErrOutcomeUnknown) && ctx.Err() == nil; try++ {
		if try > maxRepeats || !c.calls.Wait(ctx, transport.Backoff(try)) {
			break
		}
		var again error
		if answer, again = c.send(ctx, g, w); again == nil {
			return answer, nil
		}
		if !errors.Is(again, approvals.ErrOutcomeUnknown) {
			return answer, fmt.Errorf("%w, and once more: %w", err, again)
		}
	}
	return answer, err
}

// Taken asks a gateway whether it took a decision, by the key that the decision was sent with. It changes nothing: it
// expects what no item is, so that nothing but an outcome that was stored before can be the answer. asked is false where
// there is no gateway that knows keys; taken is false also where a decision was sent without its key.
func (c *Client) Taken(ctx context.Context, w approvals.Write) (taken, asked bool, err error) {
	g, ok := c.gatewayForWrite(ctx)
	if !ok || w.Key == "" || !g.offers(opKey) || !g.offers(opTag) {
		return false, false, nil
	}
	w.Expect = approvals.Expected{Tag: never}
	_, err = c.send(ctx, g, w)
	switch {
	case err == nil:
		return true, true, nil
	case errors.Is(err, approvals.ErrIIQRefused), errors.Is(err, approvals.ErrNoAnswerByID):
		return false, true, nil
	}
	return false, true, fmt.Errorf("ask for a decision by its key: %w", err)
}

// gatewayRefusal is a refusal by a gateway, which says why by a word.
type gatewayRefusal struct {
	error
	word   string
	ending *approvals.ApprovalSummary
}

// Unwrap gives the refusal as the client reads any plugin's.
func (e *gatewayRefusal) Unwrap() error { return e.error }

// Refusal is the bot's own reason for the gateway's word; RefusedByIIQ where it has none.
func (e *gatewayRefusal) Refusal() approvals.RefusalCode {
	switch e.word {
	case "not_owner":
		return approvals.RefusedNotYours
	case "inactive":
		return approvals.RefusedInactive
	case "self_approval":
		return approvals.RefusedSelf
	case "signature":
		return approvals.RefusedSignature
	case "wrong_type":
		return approvals.RefusedType
	case "comment_required":
		return approvals.RefusedNoComment
	case "changed", "line_decided", "unknown_line", "incomplete":
		// What is wrong with which line, the item tells that is read back now.
		return approvals.RefusedChanged
	case "no_lines":
		return approvals.RefusedNoLines
	}
	return approvals.RefusedByIIQ
}

// Ending says how the item ended, where the gateway knows that somebody was faster.
func (e *gatewayRefusal) Ending() (approvals.ApprovalSummary, bool) {
	if e.ending == nil {
		return approvals.ApprovalSummary{}, false
	}
	return *e.ending, true
}

// refusalIn gives the error for a refusal of a write, which may be a gateway's, by the beginning of its body.
func refusalIn(meant error, raw []byte, itemID string) error {
	var told struct {
		Error string `json:"error"`
		gatewayEnding
	}
	if json.Unmarshal(raw, &told) != nil || told.Error == "" {
		return meant
	}
	refusal := &gatewayRefusal{error: meant, word: told.Error}
	if told.Error == "decided" && told.State != "" {
		ending := told.summary(itemID)
		refusal.ending = &ending
	}
	return refusal
}

// gatewayEnding is how a gateway says that an item ended.
type gatewayEnding struct {
	DecidedBy struct {
		Name string `json:"name"`
	} `json:"decidedBy"`
	State string `json:"state"`
	At    int64  `json:"at"`
	Lines []struct {
		ID    string `json:"id"`
		State string `json:"state"`
	} `json:"lines"`
}

func (e gatewayEnding) summary(itemID string) approvals.ApprovalSummary {
	s := approvals.ApprovalSummary{
		WorkItemID: itemID, State: approvals.ItemState(wire.OneLine(e.State)), Completer: wire.OneLine(e.DecidedBy.Name),
	}
	if e.At > 0 && e.At <= wire.LatestStamp {
		s.Ended = time.UnixMilli(e.At).UTC()
	}
	for _, l := range e.Lines[:min(len(e.Lines), wire.MaxLines)] {
		s.Lines = append(s.Lines, approvals.ApprovalItem{ID: wire.OneLine(l.ID), State: approvals.ItemState(wire.OneLine(l.State))})
	}
	return s
}
