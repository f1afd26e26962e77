package transport

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// Write is one request that changes something in IIQ.
type Write struct {
	// Endpoint is its name for the observer.
	Endpoint, Method, URL string
	// Decision names the decision that the call is for, in the log.
	Decision string
	// Header is sent beside what every call has. Body is JSON.
	Header http.Header
	Body   []byte
	// Limit bounds how much of the answer is read, Keep how much of its beginning is kept, both in bytes.
	Limit int64
	Keep  int
	// Refused may say more of a refusal, by the beginning of its body.
	Refused func(meant error, body []byte) error
	// Parse reads the answer. An error of it means that nobody knows what the call did.
	Parse func(body io.Reader) error
}

// Write sends a call once, and once more only after a 401. It gives the beginning of an answer with status 200. What an error means
// is told at iiq.Client.Decide.
func (c *Caller) Write(ctx context.Context, w Write) (kept string, err error) {
	ctx, trip := withJourney(withDecision(withEndpoint(ctx, w.Endpoint), w.Decision))
	req, err := c.request(ctx, w.Method, w.URL, bytes.NewReader(w.Body))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/json")
	maps.Copy(req.Header, w.Header)
	resp, err := c.http.Do(req)
	if err != nil {
		return "", unsent(ctx, trip, err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		err = w.refusal(resp, c.clock())
		drain(resp.Body)
		return "", err
	}
	front, body := &head{left: w.Keep}, &cappedReader{src: resp.Body, left: w.Limit}
	if err = w.Parse(&teeReader{body, front}); err != nil {
		return front.String(), fmt.Errorf("%w: %w", approvals.ErrOutcomeUnknown, senseless(parseFailure(ctx, body, err), front))
	}
	drain(resp.Body)
	return front.String(), nil
}

// refusal gives the error for a status other than 200. It reads the body and leaves it to be read again.
func (w Write) refusal(resp *http.Response, now time.Time) error {
	raw, err := io.ReadAll(io.LimitReader(resp.Body, ErrorBodyLimit))
	resp.Body = readAgain{io.MultiReader(bytes.NewReader(raw), resp.Body), resp.Body}
	meant := meaning(resp, callWrite, now)
	if err != nil || w.Refused == nil || !errors.Is(meant, approvals.ErrIIQRefused) {
		return meant
	}
	return w.Refused(meant, raw)
}

// unsent says what it means for a write when no status came.
func unsent(ctx context.Context, trip *journey, err error) error {
	err = sendFailure(ctx, err)
	switch {
	case trip.mayHaveArrived():
		return fmt.Errorf("%w: %w", approvals.ErrOutcomeUnknown, err)
	case errors.Is(err, approvals.ErrIIQBusy) || errors.Is(err, approvals.ErrIIQUnauthorised) || errors.Is(err, approvals.ErrIIQAway):
		return err
	}
	// The token could not be read, or the caller left. Either way nothing was sent.
	return fmt.Errorf("%w: %w", approvals.ErrIIQAway, err)
}
