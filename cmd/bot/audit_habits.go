package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/settings"
)

const habitsAreOff = "HABITS is off, so nothing is shown of how people decide: set it to groups for rows by workgroup, or to people " +
	"for rows by person as well"

// habits writes how workgroups, or also people, decide. Whether anything of that may be shown is a setting, off where nobody set it.
func (r *auditReport) habits(ctx context.Context, p *process, f audit.Filter) error {
	if r.Application != "" {
		return fmt.Errorf("%w: --application does not go with --habits", errUsage)
	}
	c, err := p.Load(settings.NeedHabits)
	if err != nil {
		return err
	}
	if c.Habits == settings.HabitsOff {
		return &settings.Error{Problems: []settings.Problem{{Name: "HABITS", Line: habitsAreOff}}}
	}
	return p.withPool(ctx, func(pool *pgxpool.Pool) error {
		out := habitsLayout(r.Format, p)
		rows := 0
		err := audit.Habits(ctx, pool, f, c.Habits == settings.HabitsOfPeople, func(h audit.Habit) error {
			rows++
			return out.Row(h)
		})
		if err == nil {
			err = out.End()
		}
		if err != nil {
			return fmt.Errorf("report habits: %w", err)
		}
		p.saySize(count(rows, "row"), rows == 0, f != (audit.Filter{}),
			"nothing was decided through the bot yet, and what was decided in IdentityIQ itself is in IdentityIQ")
		return nil
	})
}

// habitsWriter writes rows one by one.
type habitsWriter interface {
	Row(h audit.Habit) error
	End() error
}

func habitsLayout(format string, p *process) habitsWriter {
	if format == "text" {
		return &habitsText{p: p}
	}
	return audit.NewHabitsWriter(audit.Format(format), p.stdout)
}

// habitsText is the report for people: a table by workgroup, and one by person where there are such rows.
type habitsText struct {
	p     *process
	table *headedTable
	of    audit.HabitOf
	any   bool
}

// Row writes one row.
func (t *habitsText) Row(h audit.Habit) error {
	if person := h.Of == audit.OfPerson; t.table == nil || person != (t.of == audit.OfPerson) {
		if err := t.begin(person); err != nil {
			return err
		}
	}
	t.any, t.of = true, h.Of
	name, how := settings.Plain(h.Name), "one by one"
	if h.Of == audit.OfOwnItems {
		name = h.Of.String()
	}
	if h.Bulk {
		how = "several at once"
	}
	cells := []string{h.Month.Format("2006-01"), name, how, strconv.FormatInt(h.Decided, 10), approvedShare(h), medianTime(h)}
	if h.Of != audit.OfPerson {
		cells = append(cells, strconv.FormatInt(h.People, 10))
	}
	_, err := fmt.Fprintln(t.table, strings.Join(cells, "\t"))
	return err
}

// begin starts a table, apart from the one before it.
func (t *habitsText) begin(people bool) error {
	if t.table != nil {
		if err := t.table.Flush(); err != nil {
			return err
		}
		fmt.Fprintln(t.p.stdout)
	}
	if people {
		t.table = headed(newTable(t.p.stdout), "MONTH\tPERSON\tHOW\tDECIDED\tAPPROVED\tMEDIAN TIME")
	} else {
		t.table = headed(newTable(t.p.stdout), "MONTH\tOWNER OF THE ITEMS\tHOW\tDECIDED\tAPPROVED\tMEDIAN TIME\tPEOPLE")
	}
	return nil
}

// End writes what is left, and what the columns mean.
func (t *habitsText) End() error {
	if !t.any {
		return nil
	}
	if err := t.table.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(t.p.stdout, "\nAPPROVED is the share of what was decided as a whole. MEDIAN TIME is from the card to the click: "+
		"half of the decisions took longer.")
	return nil
}

// approvedShare is in whole percent, "-" where everything was decided line by line.
func approvedShare(h audit.Habit) string {
	share, known := h.ApprovedShare()
	if !known {
		return "-"
	}
	return fmt.Sprintf("%.0f%%", 100*share)
}

// medianTime is "-" where no decision came from a card whose time is known.
func medianTime(h audit.Habit) string {
	if h.Timed == 0 {
		return "-"
	}
	d := time.Duration(h.Median * float64(time.Second))
	switch {
	case d < time.Minute:
		return d.Round(time.Second).String()
	case d < 48*time.Hour:
		return strings.TrimSuffix(d.Round(time.Minute).String(), "0s")
	}
	return fmt.Sprintf("%.0fd", d.Hours()/24)
}
