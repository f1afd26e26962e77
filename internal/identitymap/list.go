package identitymap

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

// Filter is the part of the map that List gives.
type Filter string

// The filters. Unmatched are Slack users who asked and were refused for a reason other than an ambiguous address.
// Ambiguous are addresses that several have, on either side. Unreachable are identities without a Slack user to write
// to.
const (
	All         Filter = ""
	Manual      Filter = "manual"
	Unmatched   Filter = "unmatched"
	Ambiguous   Filter = "ambiguous"
	Unreachable Filter = "unreachable"
)

// Row is a line of the list: either a link, or a refusal.
type Row struct {
	// SlackUserID or IdentityID is "" on the unknown side.
	SlackUserID string
	SlackName   string
	IdentityID  string
	// Name is the identity's name in IIQ, Display its display name. Email is its address, or Slack's on that side.
	Name    string
	Display string
	Email   string
	// Link is nil for a refusal. Why then gives the reason, Since the first time and LastAt the last.
	Link   *Link
	Why    approvals.RefusalCode
	Since  time.Time
	LastAt time.Time
	// Next is the value of after that continues behind this row.
	Next string
}

// maxRows bounds one page of List.
const maxRows = 1000

// List gives one page of the map, at most limit rows (1 to 1000), after the row whose Next is after ("" for the first
// page). It uses the tables alone.
func (m *Map) List(ctx context.Context, f Filter, after string, limit int) ([]Row, error) {
	limit = min(max(limit, 1), maxRows)
	behind, id, _ := strings.Cut(after, " ")
	switch f {
	case All, Manual:
		how := db.LinkedHow("")
		if f == Manual {
			how = db.LinkedByHand
		}
		return m.listLinks(ctx, db.ListLinksParams{How: string(how), AfterTeam: behind, AfterID: id, MaxRows: int32(limit)})
	case Unmatched, Ambiguous, Unreachable:
		side, kind := map[Filter]db.RefusalSide{Unmatched: db.SideSlack, Unreachable: db.SideIIQ}[f],
			map[Filter]string{Unmatched: "other", Ambiguous: "ambiguous", Unreachable: "all"}[f]
		return m.listRefusals(ctx, db.ListRefusalsParams{Side: string(side), Kind: kind, AfterSide: behind, AfterWho: id,
			MaxRows: int32(limit)})
	}
	return nil, fmt.Errorf("list identity map: unknown filter %q", string(f))
}

func (m *Map) listLinks(ctx context.Context, p db.ListLinksParams) ([]Row, error) {
	links, err := m.q.ListLinks(ctx, p)
	if err != nil {
		return nil, fmt.Errorf("list links: %w", err)
	}
	rows := make([]Row, 0, len(links))
	for _, l := range links {
		link := linkOf(l.IdentityLink)
		rows = append(rows, Row{
			SlackUserID: link.SlackUserID, SlackName: l.SlackName, IdentityID: link.IdentityID, Name: l.IdentityName,
			Display: l.IdentityDisplay, Email: l.IdentityEmail, Link: &link, Next: link.TeamID + " " + link.SlackUserID,
		})
	}
	return rows, nil
}

func (m *Map) listRefusals(ctx context.Context, p db.ListRefusalsParams) ([]Row, error) {
	p.TeamID = m.ws.TeamID
	if teams, err := m.q.KnownTeams(ctx); err != nil {
		return nil, fmt.Errorf("read known workspaces: %w", err)
	} else if p.TeamID == "" && len(teams) == 1 {
		p.TeamID = teams[0]
	}
	refusals, err := m.q.ListRefusals(ctx, p)
	if err != nil {
		return nil, fmt.Errorf("list refusals: %w", err)
	}
	rows := make([]Row, 0, len(refusals))
	for _, f := range refusals {
		r := f.IdentityRefusal
		row := Row{
			Email: f.Email, Why: approvals.RefusalCode(r.Why), Since: r.Since, LastAt: r.LastAt, Next: string(r.Side) + " " + r.Who,
		}
		if r.Side == db.SideSlack {
			row.SlackUserID, row.SlackName = r.Who, f.Name
		} else {
			row.IdentityID, row.Name, row.Display = r.Who, f.Name, f.DisplayName
		}
		rows = append(rows, row)
	}
	return rows, nil
}
