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
		out := headed(newTable(p.stdout), "SLACK\tSLACK NAME\tIDENTITY\tIDENTITY ID\tE-MAIL\tHOW\tSINCE")
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
				return l.end(ctx, p, m, shown)
			}
		}
	})
}

// end says how many rows there were and, where there was none, why, and what to do.
func (l *identityList) end(ctx context.Context, p *process, m *identitymap.Map, shown int) error {
	if shown > 0 {
		fmt.Fprintln(p.stderr, count(shown, "row"))
		return nil
	}
	s, err := m.Synced(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stderr, "%s: %s\n", count(shown, "row"), nobodyListed(l.filter(), s))
	return nil
}

// nobodyListed says why a list of the identity map is empty: by how IdentityIQ was read, else by what is listed.
func nobodyListed(f identitymap.Filter, s identitymap.Synced) string {
	switch {
	case s.Run == 0:
		return "no identities were read from IdentityIQ yet; `bot run` reads them when it starts, and `bot identity sync` reads them now"
	case s.Untold():
		return "IdentityIQ does not tell who is active, so nobody is matched; see IIQ_ACTIVE_FILTER, and `bot doctor`"
	case s.LastError != "" && s.People == 0:
		return "the identities could not be read from IdentityIQ (" + settings.Plain(s.LastError) +
			"); `bot doctor` says what is wrong, and `bot identity sync` reads them again"
	case s.CompletedAt.IsZero():
		return "the identities are being read from IdentityIQ since " + stamp(s.StartedAt) +
			"; ask again when that has ended. Where it began long ago, `bot identity sync` reads them now"
	case s.People == 0:
		return "IdentityIQ listed no active person at " + stamp(s.CompletedAt) +
			"; see which rights the account of IIQ_CLIENT_ID has, and `bot doctor`"
	}
	return fmt.Sprintf("%s (%d active people were read from IdentityIQ at %s)", nobodyInList(f), s.People, stamp(s.CompletedAt))
}

func nobodyInList(f identitymap.Filter) string {
	switch f {
	case identitymap.Manual:
		return "nobody is matched by hand; `bot identity link` does that"
	case identitymap.Unmatched:
		return "every Slack user who asked so far has a match, or an address that stands for several; see --ambiguous"
	case identitymap.Ambiguous:
		return "no address that was looked for so far stands for several"
	case identitymap.Unreachable:
		return "everybody who was to get a card so far has a Slack user"
	}
	return "nobody is matched yet; a person is when their first card goes out, or when they ask the bot something"
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
