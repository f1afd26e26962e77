package iiq

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// readEntityDecision is readDecision for an entity of an access review. What IIQ answers is not published (iiq-wire.md section
// 2), so an answer that says nothing of the entity is no proof: the entity is asked for, and only when it reads complete now
// was it done. A page for people, an answer that was cut, and one that tells of an entity that is still open are
// approvals.ErrOutcomeUnknown.
func (c *Client) readEntityDecision(ctx context.Context, resp *http.Response, w approvals.Write) (DecideAnswer, error) {
	capped := &cappedReader{src: resp.Body, left: singleBodyLimit}
	raw, err := io.ReadAll(capped)
	body := string(raw)
	answer := DecideAnswer{Body: cut(printable(body[:min(len(body), 4*maxKeptAnswer)]), maxKeptAnswer)}
	if err == nil {
		err = c.saysComplete(body, w.EntityID)
	}
	if errors.Is(err, errSilent) {
		err = c.isComplete(ctx, w.EntityID)
	}
	if err != nil {
		return answer, fmt.Errorf("%w: %w", approvals.ErrOutcomeUnknown, err)
	}
	return answer, nil
}

// saysComplete holds an answer against what was asked for; errSilent where it tells nothing of the entity.
func (c *Client) saysComplete(body, id string) error {
	body = strings.TrimSpace(body)
	switch {
	case body == "":
		return errSilent
	case strings.HasPrefix(body, "<"):
		if strings.Contains(strings.ToLower(body[:min(len(body), 1000)]), "<html") {
			return errNotTable
		}
		return errSilent
	}
	r, err := oneRow(strings.NewReader(body))
	if err != nil {
		return err
	}
	got, status := r.text("id"), r.text(either(nameOf(c.reviews, "summaryStatus"), "summaryStatus"))
	switch {
	case got != "" && got != id:
		return errNotAsked
	case got == "" || status == "":
		return errSilent
	case !(ReviewEntity{Status: status}).complete():
		return errNotDone
	}
	return nil
}

// isComplete asks IIQ about the entity right after the write.
func (c *Client) isComplete(ctx context.Context, id string) error {
	e, err := c.ReviewEntityListed(ctx, id)
	if err != nil {
		return err
	}
	if !e.complete() {
		return errNotDone
	}
	return nil
}
