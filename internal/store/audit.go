package store

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/store/stored"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// recordClick notes a click that was stored as a decision.
func (d Clicks) recordClick(t *tx.Tx, seen *clicked, id string, now time.Time) error {
	e, err := d.entryOfClick(seen)
	if err != nil {
		return err
	}
	c := seen.click
	e.Kind, e.DecisionID, e.Clicked = audit.DecisionClicked, id, now
	e.Write = &audit.Write{ApproverID: c.Person.Identity.ID, State: string(approvals.WriteOf(c.Verdict, c.Lines).State),
		Comment: approvals.SentComment(c.Comment, c.Person.Identity.DisplayName())}
	t.Record(e)
	return nil
}

// entryOfClick says who clicked what, and what they saw. The item is zero when there is no such item.
func (d Clicks) entryOfClick(seen *clicked) (audit.Entry, error) {
	c := seen.click
	e := audit.Entry{Who: linkedAs(c.Person, seen.link), ClickID: c.ID, Verdict: verdictWord(c.Verdict, c.Lines), Comment: c.Comment,
		Clicked: d.clock(), Shown: &audit.Shown{Text: c.Shown}, Item: &audit.Item{ID: c.WorkItemID}, Bulk: bulkEntry(c.Bulk)}
	if seen.row.ID == "" {
		return e, nil
	}
	item, verdict := seen.s.Item, seen.s.Exposure
	if !seen.s.Approver {
		// Whoever has never been an approver was refused for that alone.
		var err error
		if item, err = stored.WorkItemFrom(seen.row); err != nil {
			e.Item.Number = seen.row.Number
			return e, err
		}
		verdict = d.rules.VerdictOf(seen.row, item)
	}
	e.Item = auditItemOf(item, seen.row.Round)
	markVerdicts(e.Item, item, c.Lines)
	e.Shown.Phase, e.Shown.ContentHash = string(shownPhase(seen.row)), hex.EncodeToString(seen.row.ContentHash)
	e.Shown.Demands = verdict.Demands.Words()
	if approvals.Restricted(verdict) {
		e.Shown.Show = string(verdict.Show)
	}
	if card := seen.card; card.ID != uuid.Nil {
		e.Shown.CardID, e.Shown.Version, e.Shown.Current = card.ID.String(), card.Shown, card.Want
		e.Shown.Hash, e.Shown.Posted = hex.EncodeToString(card.ShownHash), stored.TimeOf(card.PostedAt)
	}
	return e, nil
}

// shownPhase is the phase that an up-to-date card shows before the click.
func shownPhase(row db.WorkItem) approvals.Phase {
	switch {
	case row.State == db.ItemClosed:
		return approvals.PhaseEnded
	case row.NotRecorded:
		return approvals.PhaseNotRecorded
	}
	return approvals.PhaseOpen
}

// linkedAs gives both accounts of a person, and how this link, which may be nil, links the two.
func linkedAs(p approvals.Person, link *db.IdentityLink) *audit.Who {
	w := &audit.Who{SlackTeamID: p.Slack.TeamID, SlackUserID: p.Slack.ID, SlackName: p.Slack.Name, IdentityID: p.Identity.ID,
		IdentityName: p.Identity.Name, DisplayName: p.Identity.DisplayName(), Email: p.Identity.Email}
	if link != nil && (p.Identity.ID == "" || link.IdentityID == p.Identity.ID) {
		w.IdentityID, w.LinkedHow, w.LinkedAt = link.IdentityID, string(link.How), link.LinkedAt
	}
	return w
}

// linkOf reads the link of a Slack user that counts now; nil where there is none.
func linkOf(ctx context.Context, q *db.Queries, u approvals.SlackUser, now time.Time) (*db.IdentityLink, error) {
	link, err := q.GetLink(ctx, db.GetLinkParams{TeamID: u.TeamID, SlackUserID: u.ID, Now: now})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read link: %w", err)
	}
	return &link, nil
}

func auditItem(row db.WorkItem) (*audit.Item, error) {
	w, err := stored.WorkItemFrom(row)
	if err != nil {
		return &audit.Item{ID: row.ID, Number: row.Number}, err
	}
	return auditItemOf(w, row.Round), nil
}

func auditItemOf(w approvals.WorkItem, round int32) *audit.Item {
	i := &audit.Item{ID: w.ID, Number: w.Number, Type: string(w.Type), Round: round, Request: w.RequestName, Owner: auditRef(w.Owner),
		Requester: auditRef(w.Requester), Target: auditRef(w.Target), LinesTotal: len(w.Lines), Justification: w.Justification,
		Violations: w.Violations}
	for _, l := range w.Lines {
		i.Lines = append(i.Lines, audit.Line{Operation: l.Operation, Application: l.Application, Name: l.Name, Value: l.Value,
			DisplayValue: l.DisplayValue})
	}
	return i
}

func auditRef(r approvals.Ref) *audit.Ref {
	return &audit.Ref{ID: r.ID, Name: r.Name, Display: r.Display}
}

// recordEnd notes how a stored decision ended. r is nil when nothing refused it.
func (d Decisions) recordEnd(ctx context.Context, t *tx.Tx, c Claim, item db.WorkItem, row db.Decision, kind audit.Kind,
	r *approvals.Refusal) error {
	e, err := d.entryNow(ctx, t, c, item, row, r)
	if err != nil {
		return err
	}
	if e.Kind = kind; kind != audit.DecisionRecorded {
		// The click's own entry has them.
		e.Item.Lines, e.Item.Justification = nil, ""
	}
	t.Record(e)
	return nil
}

// recordCorrection notes that an end was booked wrongly, and what is true.
func (d Decisions) recordCorrection(ctx context.Context, t *tx.Tx, c Claim, item db.WorkItem, row db.Decision, fix *audit.Correction,
	r *approvals.Refusal) error {
	e, err := d.entryNow(ctx, t, c, item, row, r)
	if err != nil {
		return err
	}
	e.Kind, e.Corrects = audit.DecisionCorrected, fix
	t.Record(e)
	return nil
}

// entryNow is entryOfEnd with what links the decider's accounts now.
func (d Decisions) entryNow(ctx context.Context, t *tx.Tx, c Claim, item db.WorkItem, row db.Decision,
	r *approvals.Refusal) (audit.Entry, error) {
	link, err := linkOf(ctx, t.Queries, approvals.SlackUser{TeamID: row.SlackTeamID, ID: row.SlackUserID}, d.clock())
	if err != nil {
		return audit.Entry{}, err
	}
	return entryOfEnd(c, item, row, r, link)
}

// entryOfEnd says who had decided what, and how that ended. link links the decider's accounts, and may be nil.
func entryOfEnd(c Claim, item db.WorkItem, row db.Decision, r *approvals.Refusal, link *db.IdentityLink) (audit.Entry, error) {
	p := approvals.Person{Slack: approvals.SlackUser{TeamID: row.SlackTeamID, ID: row.SlackUserID},
		Identity: approvals.Identity{ID: row.IdentityID, Name: c.IdentityName, Display: row.DeciderName}}
	who := linkedAs(p, link)
	e := audit.Entry{DecisionID: row.ID.String(), ClickID: row.ClickID, Who: who,
		Verdict: verdictWord(approvals.Verdict(row.Verdict), c.Write.Lines), Comment: row.Comment,
		Clicked: row.ClickedAt, Write: &audit.Write{ApproverID: row.IdentityID, State: string(c.Write.State),
			Comment: row.SentComment, SentAt: stored.TimeOf(row.SentAt), Attempt: c.Attempt}, Answer: answerEntry(c.Answer),
		Refusal: refusalEntry(r)}
	var err error
	e.Item, err = auditSubject(item, row)
	if err == nil && (len(c.Before) > 0 || c.Write.Lines != nil) {
		err = markDecided(e.Item, item, c)
	}
	return e, err
}

// verdictWord is the verdict as the log has it: mixed where lines are decided differently.
func verdictWord(v approvals.Verdict, lines approvals.LineDecisions) string {
	if lines.Mixed() {
		return audit.VerdictMixed
	}
	return string(v)
}

// markVerdicts says of each line what a decision line by line says of it.
func markVerdicts(i *audit.Item, w approvals.WorkItem, lines approvals.LineDecisions) {
	for n, l := range w.Lines[:min(len(w.Lines), len(i.Lines))] {
		if said, named := lines.Of(l.ID); named {
			i.Lines[n].Verdict, i.Lines[n].Comment = string(said.Verdict), said.Comment
		}
	}
}

// markDecided marks what the decision says of each line, and the lines that somebody else had decided before and that it did not change.
func markDecided(i *audit.Item, item db.WorkItem, c Claim) error {
	w, err := stored.WorkItemFrom(item)
	if err != nil || len(w.Lines) != len(i.Lines) {
		return err
	}
	markVerdicts(i, w, c.Write.Lines)
	mixed := c.Answer.Approved > 0 && c.Answer.Denied > 0
	for n, l := range w.Lines {
		if before := c.Before.Of(n, l); before == c.Write.Whole() || mixed {
			i.Lines[n].Decided = string(before)
		}
	}
	return nil
}

func answerEntry(a approvals.Answer) *audit.Answer {
	if a == (approvals.Answer{}) {
		return nil
	}
	return &audit.Answer{Found: a.Found, State: string(a.State), Completer: a.Completer, EndedAt: a.Ended, Approved: a.Approved,
		Denied: a.Denied, Text: a.Text}
}

func refusalEntry(r *approvals.Refusal) *audit.Refusal {
	if r == nil {
		return nil
	}
	reason := r.Reason
	if r.Code == approvals.RefusedLines {
		reason = linesAmiss(r.Lines)
	}
	return &audit.Refusal{Code: string(r.Code), By: r.By, Outcome: string(r.Outcome), At: r.At, Reason: reason}
}

// linesAmiss names the lines for which a decision was refused, by their numbers.
func linesAmiss(lines []approvals.LineTold) string {
	said := make([]string, len(lines))
	for i, l := range lines {
		said[i] = fmt.Sprintf("%d %s", l.Number, l.Word)
	}
	return strings.Join(said, ", ")
}
