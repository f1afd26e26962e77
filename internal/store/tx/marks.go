package tx

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// Mark is a moment in a table that something waits for, and how far ahead the bot itself sets it at most. A Postgres whose clock was
// set back, or a standby with another clock that was promoted, has marks that are further ahead; what waits for them would stand still
// for as long.
type Mark struct {
	// Table and Column have the mark, of the rows for which Where holds, which an index finds.
	Table, Column, Where string
	// Most is how far ahead it lies at most.
	Most time.Duration
	// Claim is true for the end of a claim, whose holder may be at work: it is set to Most from now, and so lasts as long as one that
	// begins now. Other marks are set to now.
	Claim bool
}

// markSlack is how much further ahead a mark may lie, since two reads of a clock are never the same.
const markSlack = time.Minute

// Marks lists the marks of decisions, cards and jobs. lease is how long the claim of a decision lasts.
func Marks(lease time.Duration) []Mark {
	const (
		recording, telling, looking = "state = 'recording'", "tell_at IS NOT NULL", "look_at IS NOT NULL"
		behind                      = "state IN ('waiting', 'posted') AND shown < want"
	)
	return []Mark{
		// decisions_unfinished, decisions_to_tell, decisions_in_doubt. A replica may run with another time-out for a while.
		{"decisions", "claimed_until", recording, 2 * lease, true},
		{"decisions", "next_try_at", recording, time.Hour, false},
		{"decisions", "tell_at", telling, time.Hour, false},
		{"decisions", "look_at", looking, 4096 * time.Minute, false},
		// cards_behind.
		{"cards", "claimed_until", behind, time.Minute, true},
		{"cards", "next_try_at", behind, time.Hour, false},
		{"cards", "update_lost_at", behind, 0, false},
		// bulks_open.
		{"bulks", "claimed_until", "state = 'open'", time.Minute, true},
		{"bulks", "next_try_at", "state = 'open'", time.Hour, false},
		{"bulks", "look_at", "state = 'open'", time.Hour, false},
		// Four rows.
		{"socket_seats", "until", "true", time.Minute, true},
		// absences_asked; there are nearly always none.
		{"absences", "since", "true", 0, false},
		{"absences", "witnessed_at", "true", 0, false},
		{"absences", "asked_at", "true", 0, false},
		// river_job_state_and_finalized_at_index and the like begin with the state. A job that is available waits for nothing.
		{"river_job", "scheduled_at", "state = 'available'", 0, false},
	}
}

// RoundMarks gives the marks of a scheduled round.
func RoundMarks(name string, every time.Duration) []Mark {
	where := "name = '" + name + "'"
	return []Mark{{"schedules", "next_at", where, every, false}, {"schedules", "claimed_until", where, time.Minute, true}}
}

// Clocks mend what waits for a moment where the clock of Postgres went back.
type Clocks struct{ base *Base }

// NewClocks makes the use cases of clocks.
func NewClocks(base *Base) Clocks { return Clocks{base} }

// PullIn sets marks that lie further ahead than the bot itself sets them, and reports how many there were.
func (d Clocks) PullIn(ctx context.Context, marks []Mark) (int, error) {
	if some, err := d.someAhead(ctx, marks); err != nil || !some {
		return 0, err
	}
	batch := &pgx.Batch{}
	for _, m := range marks {
		to := time.Duration(0)
		if m.Claim {
			to = m.Most
		}
		batch.Queue(fmt.Sprintf("UPDATE %s SET %s = clock_timestamp() + $1::interval WHERE %s AND %s > clock_timestamp() + $2::interval",
			m.Table, m.Column, m.Where, m.Column), to, m.Most+markSlack)
	}
	results := d.base.Pool.SendBatch(ctx, batch)
	var all int64
	for _, m := range marks {
		tag, err := results.Exec()
		if err != nil {
			_ = results.Close()
			return int(all), fmt.Errorf("pull in %s of %s: %w", m.Column, m.Table, err)
		}
		all += tag.RowsAffected()
	}
	if err := results.Close(); err != nil {
		return 0, fmt.Errorf("pull in marks: %w", err)
	}
	if all > 0 {
		d.base.Log.WarnContext(ctx, "the clock of Postgres went back: due times and claims that are further ahead than they can be are pulled in",
			"marks", all)
	}
	return int(all), nil
}

// someAhead looks in one statement whether there are such marks. There are none but after the clock of Postgres went back.
func (d Clocks) someAhead(ctx context.Context, marks []Mark) (some bool, err error) {
	if len(marks) == 0 {
		return false, nil
	}
	looks, most := make([]string, len(marks)), make([]any, len(marks))
	for n, m := range marks {
		looks[n] = fmt.Sprintf("EXISTS (SELECT FROM %s WHERE %s AND %s > clock_timestamp() + $%d::interval)", m.Table, m.Where, m.Column, n+1)
		most[n] = m.Most + markSlack
	}
	err = d.base.Pool.QueryRow(ctx, "SELECT "+strings.Join(looks, " OR "), most...).Scan(&some)
	if err != nil {
		return false, fmt.Errorf("look for marks that are too far ahead: %w", err)
	}
	return some, nil
}
