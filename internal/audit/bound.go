package audit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/iiq-approvals/bot/internal/shorten"
)

// Limits of one entry, in characters and in pieces.
const (
	maxField  = 500
	maxText   = 4000
	maxLines  = 500
	maxList   = 50
	maxAnswer = 2000
	// maxPayload is the table's own limit.
	maxPayload = 1 << 20
)

var (
	errBadPayload = errors.New("the payload is no JSON object of this log")
	errTooLarge   = errors.New("an entry is too large")
)

// bounded cuts text by others, and removes what neither JSON in Postgres nor a spreadsheet can hold.
func bounded(s string, most int) string {
	return shorten.To(most, strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD")))
}

// bound cuts an entry to its limits.
func (e Entry) bound() Entry {
	for _, s := range []*string{&e.DecisionID, &e.ClickID, &e.Verdict} {
		*s = bounded(*s, maxField)
	}
	e.Comment = bounded(e.Comment, maxText)
	e.Who, e.Item, e.Shown, e.Write = e.Who.bound(), e.Item.bound(), e.Shown.bound(), e.Write.bound()
	if e.Answer != nil {
		a := *e.Answer
		a.State, a.Completer, a.Text = bounded(a.State, maxField), bounded(a.Completer, maxField), bounded(a.Text, maxAnswer)
		e.Answer = &a
	}
	if e.Refusal != nil {
		r := *e.Refusal
		r.Code, r.By, r.Outcome, r.Reason = bounded(r.Code, maxField), bounded(r.By, maxField), bounded(r.Outcome, maxField),
			bounded(r.Reason, maxField)
		e.Refusal = &r
	}
	if e.Link != nil {
		l := *e.Link
		l.How, l.Reason = bounded(l.How, maxField), bounded(l.Reason, maxField)
		e.Link = &l
	}
	if e.Command != nil {
		e.Command = &Command{Name: bounded(e.Command.Name, maxField), Result: bounded(e.Command.Result, maxText)}
	}
	if e.Operator != nil {
		o := *e.Operator
		for _, s := range []*string{&o.User, &o.UID, &o.Host, &o.DatabaseUser, &o.Claimed} {
			*s = bounded(*s, maxField)
		}
		e.Operator = &o
	}
	return e
}

func (w *Who) bound() *Who {
	if w == nil {
		return nil
	}
	c := *w
	for _, s := range []*string{&c.SlackTeamID, &c.SlackUserID, &c.SlackName, &c.IdentityID, &c.IdentityName, &c.DisplayName, &c.Email,
		&c.LinkedHow} {
		*s = bounded(*s, maxField)
	}
	return &c
}

func (s *Shown) bound() *Shown {
	if s == nil {
		return nil
	}
	c := *s
	c.CardID, c.Phase, c.Hash, c.ContentHash = bounded(c.CardID, maxField), bounded(c.Phase, maxField), bounded(c.Hash, maxField),
		bounded(c.ContentHash, maxField)
	c.Text = bounded(c.Text, maxText)
	return &c
}

func (w *Write) bound() *Write {
	if w == nil {
		return nil
	}
	c := *w
	c.ApproverID, c.State, c.Comment = bounded(c.ApproverID, maxField), bounded(c.State, maxField), bounded(c.Comment, maxText)
	return &c
}

func (i *Item) bound() *Item {
	if i == nil {
		return nil
	}
	c := *i
	for _, s := range []*string{&c.ID, &c.Number, &c.Type, &c.Request} {
		*s = bounded(*s, maxField)
	}
	c.Owner, c.Requester, c.Target = c.Owner.bound(), c.Requester.bound(), c.Target.bound()
	c.LinesTotal = max(c.LinesTotal, len(c.Lines))
	c.Lines = make([]Line, 0, min(len(i.Lines), maxLines))
	for _, l := range i.Lines[:min(len(i.Lines), maxLines)] {
		c.Lines = append(c.Lines, Line{Operation: bounded(l.Operation, maxField), Application: bounded(l.Application, maxField),
			Name: bounded(l.Name, maxField), Value: bounded(l.Value, maxField), DisplayValue: bounded(l.DisplayValue, maxField),
			Decided: bounded(l.Decided, maxField), Verdict: bounded(l.Verdict, maxField), Comment: bounded(l.Comment, maxField)})
	}
	c.Justification = bounded(c.Justification, maxText)
	c.Violations = nil
	for _, v := range i.Violations[:min(len(i.Violations), maxList)] {
		c.Violations = append(c.Violations, bounded(v, maxField))
	}
	return &c
}

func (r *Ref) bound() *Ref {
	if r == nil || *r == (Ref{}) {
		return nil
	}
	return &Ref{ID: bounded(r.ID, maxField), Name: bounded(r.Name, maxField), Display: bounded(r.Display, maxField)}
}

// payload is the entry as the log stores it, in one line. An item with too many lines for it is stored with fewer, and
// with their number.
func (e Entry) payload() (string, error) {
	e = e.bound()
	for {
		var out bytes.Buffer
		enc := json.NewEncoder(&out)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(e); err != nil {
			return "", fmt.Errorf("encode entry %s: %w", e.Kind, err)
		}
		text := strings.TrimSuffix(out.String(), "\n")
		if len(text) <= maxPayload {
			return text, nil
		}
		if e.Item == nil || len(e.Item.Lines) == 0 {
			return "", fmt.Errorf("entry %s: %w", e.Kind, errTooLarge)
		}
		e.Item.Lines = e.Item.Lines[:len(e.Item.Lines)/2]
	}
}
