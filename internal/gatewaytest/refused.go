package gatewaytest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// Problem is the body of a refusal.
type Problem struct {
	Error   string `json:"error"`
	Message string `json:"message"`
	Winner  struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"decidedBy"`
	State  string      `json:"state"`
	At     int64       `json:"at"`
	Source string      `json:"source"`
	Tag    string      `json:"tag"`
	Lines  []LineState `json:"lines"`
	// Signed and Signer tell when a review was signed and by whom; the others count its lines.
	Signed int64 `json:"signed"`
	Signer struct {
		ID string `json:"id"`
	} `json:"signedBy"`
	Open    int `json:"open"`
	Items   int `json:"items"`
	Kept    int `json:"kept"`
	Revoked int `json:"revoked"`
	// Assignee is who has taken an item before.
	Assignee struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"assignee"`
}

// LineState is what a line was decided to be.
type LineState struct {
	ID    string `json:"id"`
	State string `json:"state"`
}

// Refused reads a refusal and wants this status and word.
func (r Reply) Refused(status int, word string) (Problem, error) {
	var p Problem
	if r.Status != status {
		return p, r.Wrong(fmt.Sprintf("status %d, %s", status, word))
	}
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		return p, fmt.Errorf("%s: got a refusal of the type %q, want application/json", r.What, r.Header.Get("Content-Type"))
	}
	if err := json.Unmarshal(r.Body, &p); err != nil {
		return p, r.Wrong("JSON with the word " + word)
	}
	if p.Error != word {
		return p, r.Wrong("the word " + word)
	}
	if strings.TrimSpace(p.Message) == "" {
		return p, r.Wrong("a sentence as message")
	}
	return p, nil
}

// DecideThere denies an item in IdentityIQ itself, as the Outsider.
func DecideThere(ctx context.Context, t *Target, i Item) error {
	return t.Fixtures.Decide(ctx, i.ID, t.people.Outsider, Denied)
}

// WantWinner wants a refusal to tell of what DecideThere did.
func WantWinner(c *Cast, i Item, p Problem, _ http.Header) error {
	found := []error{
		Same("who decided", p.Winner.ID, c.Outsider), Same("their name", p.Winner.Name, c.Names[c.Outsider]),
		Same("state", p.State, Denied),
		Same("source", p.Source, "summary"),
		Same("lines", fmt.Sprint(p.Lines), fmt.Sprint([]LineState{{i.Lines[0].ID, Denied}, {i.Lines[1].ID, Denied}})),
	}
	if p.At <= 0 {
		found = append(found, errors.New("got no time of the decision, want one"))
	}
	return errors.Join(found...)
}

// WantRetryAfter wants a refusal to say when to try again.
func WantRetryAfter(_ *Cast, _ Item, _ Problem, h http.Header) error {
	if h.Get("Retry-After") == "" {
		return errors.New("got no Retry-After, want one")
	}
	return nil
}
