package shadow

import (
	"context"
	"fmt"
	"time"

	"github.com/iiq-approvals/bot/internal/db"
)

// busiest is how many people a summary names.
const busiest = 10

// Summary is what a shadow would have done, in figures.
type Summary struct {
	// Mode is the owner of the database, Since when it was claimed.
	Mode  Mode
	Since time.Time
	// Kinds are all kinds that occurred, the most frequent first. Days are the last hundred, the latest first. Busiest are
	// the ten people who would have got the most messages.
	Kinds   []KindCount
	Days    []DayCount
	Busiest []PersonCount
	// People counts those who would have got anything, Unreachable the approvers without a Slack user.
	People, Unreachable int64
	// OpenItems counts the open work items, CardsWaiting the cards that still have to be stored.
	OpenItems, CardsWaiting int64
	// Calls is how IdentityIQ answered, the calls with the longest total first. It is up to a few seconds old.
	Calls []CallCount
}

// KindCount counts the messages of one kind, and the people who would have got them.
type KindCount struct {
	Kind             Kind
	Messages, People int64
}

// DayCount counts one day in UTC: messages, which notify, and updates, which do not.
type DayCount struct {
	Day                   string
	Sent, Updates, People int64
}

// PersonCount counts the messages, without updates, that one person would have got, in total and on the worst day.
type PersonCount struct {
	SlackUserID, Person string
	Sent, WorstDay      int64
}

// Summary reads the figures. ErrNoShadow: the database is a real bot's or nobody's.
func (s *Store) Summary(ctx context.Context) (Summary, error) {
	q := db.New(s.pool)
	mode, err := ModeOf(ctx, s.pool)
	if err != nil {
		return Summary{}, err
	}
	if mode != ModeShadow {
		return Summary{Mode: mode}, ErrNoShadow
	}
	row, err := q.ReadRunMode(ctx, fresh)
	if err != nil {
		return Summary{}, fmt.Errorf("read since when: %w", err)
	}
	sum := Summary{Mode: mode, Since: row.Since.UTC()}
	for _, count := range []func(context.Context, *db.Queries, *Summary) error{countKinds, countDays, countPeople, countFigures,
		countCalls} {
		if err := count(ctx, q, &sum); err != nil {
			return Summary{}, fmt.Errorf("count messages of the shadow: %w", err)
		}
	}
	return sum, nil
}

func countKinds(ctx context.Context, q *db.Queries, s *Summary) error {
	rows, err := q.CountShadowKinds(ctx)
	for _, r := range rows {
		s.Kinds = append(s.Kinds, KindCount{Kind: Kind(r.Kind), Messages: r.Messages, People: r.People})
	}
	return err
}

func countDays(ctx context.Context, q *db.Queries, s *Summary) error {
	rows, err := q.CountShadowDays(ctx)
	for _, r := range rows {
		s.Days = append(s.Days, DayCount{Day: r.Day, Sent: r.Sent, Updates: r.Updates, People: r.People})
	}
	return err
}

func countPeople(ctx context.Context, q *db.Queries, s *Summary) error {
	rows, err := q.CountShadowPeople(ctx, busiest)
	for _, r := range rows {
		s.Busiest = append(s.Busiest, PersonCount{SlackUserID: r.SlackUserID, Person: r.Person, Sent: r.Sent, WorstDay: r.WorstDay})
	}
	return err
}

func countFigures(ctx context.Context, q *db.Queries, s *Summary) error {
	r, err := q.ShadowFigures(ctx)
	s.People, s.Unreachable, s.OpenItems, s.CardsWaiting = r.People, r.Unreachable, r.OpenItems, r.CardsWaiting
	return err
}

func countCalls(ctx context.Context, q *db.Queries, s *Summary) error {
	rows, err := q.ListShadowCalls(ctx)
	for _, r := range rows {
		s.Calls = append(s.Calls, CallCount{Endpoint: r.Endpoint, Calls: r.Calls, Failed: r.Failed, Total: seconds(r.Seconds),
			Longest: seconds(r.Longest)})
	}
	return err
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
