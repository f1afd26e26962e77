package campaign

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/iiq-approvals/bot/internal/campaign/books"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// keepersOfUpgrade is how many people keep what they were given first.
const keepersOfUpgrade = 8

// reminderBegins is the first word of a reminder.
const reminderBegins = "Reminder"

// appointKeepers gives some people an item that nobody decides: it is not in the book.
func (u *upgrade) appointKeepers(context.Context) error {
	for n, p := range u.people[:keepersOfUpgrade] {
		other := u.people[keepersOfUpgrade+n].ID
		if _, err := u.iiq.AddWorkItem(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: p.ID, Requester: other,
			Target: other}); err != nil {
			return fmt.Errorf("make a keeper's item: %w", err)
		}
		u.keepers = append(u.keepers, p)
	}
	return nil
}

// aMonth lies behind the longest distance of two reminders.
const aMonth = 30 * 24 * time.Hour

// aMonthLater makes whatever waits wait a month longer, once every keeper has a card, and lets the bot look at everybody.
func (u *upgrade) aMonthLater(ctx context.Context) error {
	ids := make([]string, len(u.keepers))
	for n, k := range u.keepers {
		ids[n] = k.ID
	}
	err := u.until(ctx, readyWithin, "every keeper has a card",
		`SELECT count(DISTINCT identity_id) = cardinality($1::text[]) FROM cards WHERE state = 'posted' AND identity_id = ANY ($1)`, ids)
	if err != nil {
		return err
	}
	u.months++
	// The last reminder first: whoever is looked at in between is reminded, and then has had one today.
	for _, change := range []string{
		fmt.Sprintf(`UPDATE reminders SET last_at = last_at - make_interval(secs => %f)`, aMonth.Seconds()),
		fmt.Sprintf(`UPDATE work_item_approvers SET since = since - make_interval(secs => %f)`, aMonth.Seconds()),
		fmt.Sprintf(`UPDATE cards SET posted_at = posted_at - make_interval(secs => %[1]f),
			created_at = created_at - make_interval(secs => %[1]f)`, aMonth.Seconds()),
		`UPDATE reminders SET next_look_at = now()`,
		`UPDATE schedules SET next_at = now() WHERE name = 'remind'`,
	} {
		if err := u.change(ctx, change); err != nil {
			return fmt.Errorf("let a month go by: %w", err)
		}
	}
	return nil
}

// change changes many rows at once beside replicas that work. It gives way before Postgres would find a deadlock, and tries
// again.
func (u *upgrade) change(ctx context.Context, statement string) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	for {
		err := pgx.BeginFunc(ctx, u.pool, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, `SET LOCAL lock_timeout = '200ms'`); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, statement)
			return err
		})
		var refused *pgconn.PgError
		if err == nil || !errors.As(err, &refused) || refused.Code != lockNotAvailable {
			return err
		}
		pause(ctx, 50*time.Millisecond)
	}
}

// lockNotAvailable: https://www.postgresql.org/docs/current/errcodes-appendix.html
const lockNotAvailable = "55P03"

// reminders counts what somebody got.
func (u *upgrade) reminders(p books.Person) int {
	n := 0
	for _, m := range u.slack.Inbox(p.SlackID) {
		if strings.HasPrefix(u.slack.VisibleText(m), reminderBegins) {
			n++
		}
	}
	return n
}

// balanceReminders: nobody is reminded more often than a month, or at midnight a day, went by, and no keeper less often
// than a month did.
func (u *upgrade) balanceReminders(l *books.Ledger) {
	most := u.months
	for day := u.began.UTC().Truncate(24*time.Hour).AddDate(0, 0, 1); day.Before(time.Now()); day = day.AddDate(0, 0, 1) {
		most++
	}
	var doubled, missed []books.Imbalance
	all := 0
	for _, p := range u.people {
		n := u.reminders(p)
		all += n
		if n > most {
			doubled = append(doubled, books.Imbalance{What: fmt.Sprintf("%s has %d reminders of %d months", p.Name, n, most)})
		}
	}
	for _, k := range u.keepers {
		if n := u.reminders(k); n < u.months {
			missed = append(missed, books.Imbalance{What: fmt.Sprintf("%s has %d reminders of %d months", k.Name, n, u.months)})
		}
	}
	l.Add("reminders", all)
	l.Wrong("people who were reminded twice", doubled)
	l.Wrong("people who were not reminded", missed)
}
