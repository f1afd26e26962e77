package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/settings"
	"github.com/iiq-approvals/bot/internal/shadow"
)

type shadowList struct {
	Since  string `help:"From then on: a date (UTC, from 00:00) or a time as in RFC 3339." placeholder:"T"`
	Who    string `help:"Only this person: an e-mail, an IIQ name or id, or a Slack id." placeholder:"WHO"`
	Kind   string `help:"Only this kind: card, digest, update, reminder, requester, answer, admin or other." placeholder:"K"`
	Format string `help:"table, csv, or jsonl: a JSON object a line, with the blocks." enum:"table,csv,jsonl" default:"table"`
}

func (l *shadowList) filter() (shadow.Filter, error) {
	since, err := parseTime(l.Since)
	if err != nil {
		return shadow.Filter{}, fmt.Errorf("%w: --since: %w", errUsage, err)
	}
	if l.Kind != "" && !shadow.Kind(l.Kind).Known() {
		return shadow.Filter{}, fmt.Errorf("%w: --kind is one of %s", errUsage, kindWords())
	}
	return shadow.Filter{Since: since, Who: l.Who, Kind: shadow.Kind(l.Kind)}, nil
}

func kindWords() string {
	words := make([]string, 0, len(shadow.Kinds()))
	for _, k := range shadow.Kinds() {
		words = append(words, string(k))
	}
	return strings.Join(words, ", ")
}

// Run writes the messages row by row, the oldest first.
func (l *shadowList) Run(ctx context.Context, p *process) error {
	f, err := l.filter()
	if err != nil {
		return err
	}
	return p.withPool(ctx, func(pool *pgxpool.Pool) error {
		var out table = bufio.NewWriter(p.stdout)
		if l.Format == "table" {
			out = newTable(p.stdout)
		}
		rows := 0
		write := shadowLayout(l.Format, out)
		err := shadow.NewStore(pool).List(ctx, f, func(r shadow.Row) error {
			rows++
			if rows%listPage == 0 {
				if err := out.Flush(); err != nil {
					return err
				}
			}
			return write(r)
		})
		if err == nil {
			err = out.Flush()
		}
		if err != nil {
			return err
		}
		if rows > 0 {
			fmt.Fprintln(p.stderr, count(rows, "message"))
			return nil
		}
		return sayNoMessages(ctx, p, pool, f)
	})
}

// sayNoMessages says why a shadow's list is empty, and what to do.
func sayNoMessages(ctx context.Context, p *process, pool *pgxpool.Pool, f shadow.Filter) error {
	mode, err := shadow.ModeOf(ctx, pool)
	if err != nil {
		return err
	}
	why := "the shadow would have sent nothing yet; `bot shadow summary` tells how many work items it knows"
	switch {
	case mode != shadow.ModeShadow:
		why = "this database belongs to no shadow; start one with `bot run --shadow`"
	case f != (shadow.Filter{}):
		why = "no message fits --since, --who and --kind together; without them all are listed"
	}
	fmt.Fprintf(p.stderr, "%s: %s\n", count(0, "message"), why)
	return nil
}

// shadowLayout returns the function that writes a row. CSV has a heading in any case, a table before its first row.
func shadowLayout(format string, w table) func(shadow.Row) error {
	switch format {
	case "jsonl":
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		return func(r shadow.Row) error { return e.Encode(r) }
	case "csv":
		c := csv.NewWriter(w)
		row := func(cells ...string) error {
			err := c.Write(cells)
			c.Flush()
			return cmp.Or(err, c.Error())
		}
		// A heading that cannot be written fails again with the first row, which reports the error.
		_ = row("id", "at", "kind", "method", "slack_user_id", "channel", "identity_id", "person", "work_item_id", "number", "text")
		return func(r shadow.Row) error {
			return row(fmt.Sprint(r.ID), stamp(r.At), string(r.Kind), r.Method, r.SlackUserID, r.Channel, r.IdentityID, noFormula(r.Person),
				r.WorkItemID, noFormula(r.Number), noFormula(r.Text))
		}
	}
	rows := headed(w, "AT\tKIND\tSLACK\tPERSON\tITEM\tTEXT")
	return func(r shadow.Row) error {
		fields := []string{stamp(r.At), string(r.Kind), cmp.Or(r.SlackUserID, r.Channel), r.Person, strings.TrimLeft(r.Number, "0"),
			firstWords(r.Text)}
		for i, f := range fields {
			fields[i] = cmp.Or(settings.Plain(f), "-")
		}
		_, err := fmt.Fprintln(rows, strings.Join(fields, "\t"))
		return err
	}
}

// longestLine bounds a message's text in a table, in characters.
const longestLine = 120

func firstWords(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= longestLine {
		return s
	}
	return string([]rune(s)[:longestLine-1]) + "…"
}

// noFormula keeps a spreadsheet from taking a text for a formula.
// https://owasp.org/www-community/attacks/CSV_Injection
func noFormula(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
