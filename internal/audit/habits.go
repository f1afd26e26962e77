package audit

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// HabitOf is whose habit a row tells of, in the order in which they come.
type HabitOf int

// A workgroup that owned what was decided, everybody's own items together, or one person.
const (
	OfGroup HabitOf = iota + 1
	OfOwnItems
	OfPerson
)

// String is the word for it.
func (o HabitOf) String() string {
	return map[HabitOf]string{OfGroup: "workgroup", OfOwnItems: "own items", OfPerson: "person"}[o]
}

// Habit is how a workgroup or a person decided in one month. Only decisions that IIQ has recorded count.
type Habit struct {
	// Month is the first moment of a month of UTC.
	Month time.Time
	Of    HabitOf
	// ID and Name are IIQ's; both are "" for everybody's own items.
	ID, Name string
	// Bulk is true for what was decided several at once, with one confirmation.
	Bulk bool
	// People is how many people decided, Decided how many items, Approved and Denied how many of them as a whole; the others were
	// decided line by line.
	People, Decided, Approved, Denied int64
	// Median is half of the times from a card to its click, in seconds, of those Timed decisions whose card is known.
	Median float64
	Timed  int64
}

// endsWithin is how much later than its click the end of a decision may be booked, or corrected, and still count.
const endsWithin = 30 * 24 * time.Hour

// Habits tells how workgroups decided, and with people set also how each person did, by month, one row at a time. The filter's bounds
// are for the clicks. Postgres does the counting, in its own memory and files; here one row is held.
func Habits(ctx context.Context, from Beginner, f Filter, people bool, visit func(Habit) error) error {
	sql, args := habitsQuery(f, people)
	return snapshot(ctx, from, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, sql, args...)
		if err != nil {
			return fmt.Errorf("read habits: %w", err)
		}
		var h Habit
		into := []any{&h.Of, &h.Month, &h.ID, &h.Name, &h.Bulk, &h.People, &h.Decided, &h.Approved, &h.Denied, &h.Median, &h.Timed}
		_, err = pgx.ForEachRow(rows, into, func() error {
			h.Month = h.Month.UTC()
			return visit(h)
		})
		if err != nil {
			return fmt.Errorf("read habits: %w", err)
		}
		return nil
	})
}

// habitsQuery reads the clicks of the time, and the last entry on how each of their decisions ended: audit_log_at where there are
// bounds. Whoever decides what they do not own does so as a member of the workgroup that owns it.
func habitsQuery(f Filter, people bool) (sql string, args []any) {
	where, args := Filter{Since: f.Since, Until: f.Until}.where()
	ends := "true"
	if !f.Since.IsZero() {
		// The first argument of where.
		ends = "at >= $1"
	}
	if !f.Until.IsZero() {
		args = append(args, f.Until.Add(endsWithin))
		ends += " AND at < $" + strconv.Itoa(len(args))
	}
	args = append(args, people)
	figures := `bulk, count(DISTINCT person), count(*),
		count(*) FILTER (WHERE verdict = 'approve'), count(*) FILTER (WHERE verdict = 'deny'),
		coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds), 0), count(seconds)`
	return strings.NewReplacer("{where}", where, "{ends}", ends, "{people}", "$"+strconv.Itoa(len(args)), "{figures}", figures).Replace(`
		WITH clicked AS (
			SELECT payload ->> 'decision_id' AS id, date_trunc('month', at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' AS month,
				coalesce(payload #>> '{who,identity_id}', '') AS person,
				coalesce(payload #>> '{who,display_name}', payload #>> '{who,identity_name}', payload #>> '{who,identity_id}', '')
					AS person_name,
				coalesce(payload #>> '{item,owner,id}', '') AS owner,
				coalesce(payload #>> '{item,owner,display}', payload #>> '{item,owner,name}', payload #>> '{item,owner,id}', '')
					AS owner_name,
				payload ->> 'verdict' AS verdict, coalesce(payload ->> 'bulk', '') <> '' AS bulk,
				extract(epoch FROM at - (payload #>> '{shown,posted_at}')::timestamptz)::double precision AS seconds
			FROM audit_log WHERE {where} AND kind = 'decision.clicked' AND payload #> '{item,review}' IS NULL
		), ended AS (
			SELECT DISTINCT ON (payload ->> 'decision_id') payload ->> 'decision_id' AS id,
				kind = 'decision.recorded' OR payload #>> '{corrects,booked}' IS NOT DISTINCT FROM 'recorded' AS recorded
			FROM audit_log WHERE {ends} AND kind IN ('decision.recorded', 'decision.refused', 'decision.given_up', 'decision.corrected')
			ORDER BY payload ->> 'decision_id', seq DESC
		), done AS MATERIALIZED (
			SELECT *, CASE WHEN owner IN ('', person) THEN '' ELSE owner END AS grp FROM clicked JOIN ended USING (id) WHERE recorded
		)
		SELECT CASE WHEN grp = '' THEN 2 ELSE 1 END AS kind, month, grp AS whose,
			CASE WHEN grp = '' THEN '' ELSE max(owner_name) END AS called, {figures}
		FROM done GROUP BY month, grp, bulk
		UNION ALL
		SELECT 3, month, person, max(person_name), {figures} FROM done WHERE {people}::boolean GROUP BY month, person, bulk
		ORDER BY kind, month, called, whose, bulk`), args
}
