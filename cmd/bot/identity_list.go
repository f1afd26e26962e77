package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/identitymap"
	"github.com/iiq-approvals/bot/internal/settings"
)

type identityList struct {
	Unmatched   bool `help:"Slack users who asked and have no match." xor:"which"`
	Ambiguous   bool `help:"E-mail addresses that stand for several." xor:"which"`
	Manual      bool `help:"Matches made by hand." xor:"which"`
	Unreachable bool `help:"Identities that nobody in Slack stands for." xor:"which"`
}

// listPage is how many rows are read at once.
const listPage = 500

// Run prints one line for each row: Slack id and name, IIQ name, id and address, how or why, since when. Tabs separate
// them, or columns on a terminal.
func (l *identityList) Run(ctx context.Context, p *process) error {
	return p.withMap(ctx, func(m *identitymap.Map) error {
		out := newTable(p.stdout)
		fmt.Fprintln(out, "SLACK\tSLACK NAME\tIDENTITY\tIDENTITY ID\tE-MAIL\tHOW\tSINCE")
		after, shown := "", 0
		for {
			rows, err := m.List(ctx, l.filter(), after, listPage)
			if err != nil {
				return err
			}
			for _, row := range rows {
				printRow(out, row)
				after = row.Next
			}
			shown += len(rows)
			if err := out.Flush(); err != nil {
				return err
			}
			if len(rows) < listPage {
				fmt.Fprintln(p.stderr, count(shown, "row"))
				return nil
			}
		}
	})
}

func (l *identityList) filter() identitymap.Filter {
	switch {
	case l.Unmatched:
		return identitymap.Unmatched
	case l.Ambiguous:
		return identitymap.Ambiguous
	case l.Manual:
		return identitymap.Manual
	case l.Unreachable:
		return identitymap.Unreachable
	}
	return identitymap.All
}

func printRow(w io.Writer, r identitymap.Row) {
	how, since := "refused: "+string(r.Why), r.Since
	if r.Link != nil {
		how, since = linkedHow(*r.Link), r.Link.LinkedAt
	}
	fields := []string{r.SlackUserID, r.SlackName, cmp.Or(r.Display, r.Name), r.IdentityID, r.Email, how, stamp(since)}
	for i, f := range fields {
		fields[i] = cmp.Or(settings.Plain(f), "-")
	}
	fmt.Fprintln(w, strings.Join(fields, "\t"))
}

// linkedHow says in words how a link was made and until when it holds.
func linkedHow(l identitymap.Link) string {
	if !l.ByHand {
		return "matched by e-mail"
	}
	how := "by hand (" + l.Reason + ")"
	if !l.Until.IsZero() {
		how += " until " + stamp(l.Until)
	}
	return how
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
