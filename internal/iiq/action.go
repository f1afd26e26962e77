package iiq

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq/transport"
	"github.com/iiq-approvals/bot/internal/iiq/wire"
	"github.com/iiq-approvals/bot/internal/shorten"
)

// maxKeptAnswer bounds how much of the answer to a decision is kept, in characters.
const maxKeptAnswer = 8000

// DecideAnswer is what IIQ answered to a decision. Item is the zero item where the answer could not be read. Body is
// the answer's text, cut to 8000 characters.
type DecideAnswer struct {
	Item approvals.WorkItem
	Body string
}

// actionBody is the JSON body of a decision: docs/iiq-wire.md#decisions
type actionBody struct {
	Approver string `json:"approver"`
	// State is left out where the lines say it one by one, which only a gateway takes.
	State   string `json:"state,omitempty"`
	Comment string `json:"comment"`
}

// Decide writes a decision on a work item. IIQ believes any approver that it is given, so the caller must have judged
// them just before.
//
// A nil error means that the answer is this item, and says that it has ended. Who ended it and how is what the caller
// compares with the decision: IIQ may answer with what somebody else had decided before. Otherwise errors.Is finds one of
//
//   - approvals.ErrIIQRefused (an *RefusedError with IIQ's sentence), approvals.ErrIIQUnauthorised,
//     approvals.ErrIIQBusy (with a RetryAfterError where IIQ said when): it had no effect;
//   - approvals.ErrIIQAway: not one byte was sent;
//   - ErrBadArgument: nothing was sent, and it never can be;
//   - approvals.ErrOutcomeUnknown: it was sent, and the answer is missing, cut, unreadable, about something else, a 404
//     (the item may be gone because of this very write, sent before), or does not say that it was done. Read back
//     before anything is sent again.
//
// It is sent once, and once more only after a 401; to a gateway that takes each decision once by its key, it is sent again
// while the answer is missing. Some proxies answer 503 when a server dies in the middle, so a write
// after ErrIIQBusy must be preceded by a read as well.
func (c *Client) Decide(ctx context.Context, w approvals.Write) (DecideAnswer, error) {
	answer, err := c.decide(ctx, w)
	if err != nil {
		return answer, fmt.Errorf("write decision: %w", err)
	}
	return answer, nil
}

func (c *Client) decide(ctx context.Context, w approvals.Write) (DecideAnswer, error) {
	if !validID(w.WorkItemID) || !validID(w.ApproverID) || !validVerdict(w) {
		return DecideAnswer{}, fmt.Errorf("ids or state: %w", ErrBadArgument)
	}
	g, ok := c.gatewayForWrite(ctx)
	if !ok {
		return DecideAnswer{}, fmt.Errorf("%w: it is not known yet whether there is a gateway", approvals.ErrIIQAway)
	}
	if w.Lines != nil && !g.offers(opLines) {
		return DecideAnswer{}, &linesNotTaken{}
	}
	answer, err := c.decideByKey(ctx, g, w)
	if g.Contract > 0 && outOfStep(err) && c.gateway.mayDoubt(c.clock()) {
		c.AskGateway(ctx)
	}
	return answer, err
}

// validVerdict reports whether a write says either one state for the whole, or one for each line that it names.
func validVerdict(w approvals.Write) bool {
	known := func(s approvals.ItemState) bool { return s == approvals.StateFinished || s == approvals.StateRejected }
	if w.Lines == nil {
		return known(w.State)
	}
	return w.State == "" && len(w.Lines) > 0 && !slices.ContainsFunc(w.Lines, func(l approvals.LineDecision) bool {
		return !validID(l.LineID) || !known(l.Verdict.IIQState())
	})
}

// outOfStep reports whether a gateway refused something that the bot would have done otherwise if it had known what the gateway says
// of itself now: the time of a proof, or a comment.
func outOfStep(err error) bool {
	var told *gatewayRefusal
	return errors.Is(err, approvals.ErrIIQUnauthorised) || errors.As(err, &told) && told.Refusal() == approvals.RefusedNoComment
}

// send sends a decision once, as the plugin that is there takes it.
func (c *Client) send(ctx context.Context, g Gateway, w approvals.Write) (DecideAnswer, error) {
	body, err := bodyFor(g, w)
	if err != nil {
		return DecideAnswer{}, err
	}
	method := c.cfg.ActionMethod
	if g.Contract > 0 {
		method = http.MethodPut
	}
	header := http.Header{}
	if g.offers(opKey) && w.Key != "" {
		header.Set(keyHeader, w.Key)
	}
	var answer DecideAnswer
	kept, err := c.calls.Write(ctx, transport.Write{
		Endpoint: method + " object/WorkItem/{id}", Method: method, URL: c.pluginURL("/object/WorkItem/"+w.WorkItemID, nil),
		Decision: w.Key, Header: header, Body: body, Limit: transport.SingleBodyLimit, Keep: 4 * maxKeptAnswer,
		Refused: func(meant error, body []byte) error { return refusalIn(meant, body, w.WorkItemID) },
		Parse: func(body io.Reader) (err error) {
			if answer.Item, err = wire.ReadOneWorkItem(body, c.cfg.ESignAttribute); err == nil {
				err = saysDone(answer.Item, w.WorkItemID)
			}
			return err
		},
	})
	answer.Body = shorten.To(maxKeptAnswer, wire.Printable(kept))
	return answer, err
}

var errNotDone = errors.New("the answer does not say that it was done")

// saysDone reports an error where the answer is about something else, or does not say that the item has ended. Lines count
// where the item itself has no state.
func saysDone(item approvals.WorkItem, asked string) error {
	if item.ID != asked {
		return wire.ErrNotAsked
	}
	open := func(l approvals.ApprovalItem) bool { return l.State.Open() }
	if item.State.Open() && (len(item.Lines) == 0 || slices.ContainsFunc(item.Lines, open)) {
		return errNotDone
	}
	return nil
}
