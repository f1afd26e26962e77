package metrics

import (
	"context"
	"fmt"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/sensitivity"
	"github.com/iiq-approvals/bot/internal/store/absences"
)

// stuckAfter is the number of failures in a row after which a card counts as failing.
const stuckAfter = 3

// Gauges is the state of the whole bot, all replicas together, for metrics.
type Gauges struct {
	Rounds []RoundGauge
	// OpenItems counts the open work items. Shown splits the count by how much of them the rules let Slack see.
	OpenItems int64
	Shown     map[sensitivity.Show]int64
	// NotWhole counts the open work items that were not read whole. Gaps splits the count by what is missing of them.
	NotWhole int64
	Gaps     map[approvals.Gap]int64
	// Closed counts the work items that ended within the last hour.
	Closed []OutcomeGauge
	// CardsFailing counts cards, and messages on several approvals, that failed at least three times in a row and still do not show
	// what they should.
	CardsFailing int64
	// Seats counts the occupied seats for sockets.
	Seats int
	// Losses counts how often within the last day the database turned out to have lost a part of its content.
	Losses int64
	Map    MapGauge
	// Missing counts what IIQ's answers lack. Kinds of which nothing is missing are left out.
	Missing []approvals.Missing
}

// RoundGauge is the state of one scheduled round.
type RoundGauge struct {
	Name string
	// SinceSuccess is how long ago it last ended well; Ever is false when it never did.
	SinceSuccess time.Duration
	Ever         bool
	// Failing is how long it has failed without a success; 0 while all is well.
	Failing time.Duration
}

// OutcomeGauge counts items that ended one way; Here is true where it was decided in Slack.
type OutcomeGauge struct {
	Outcome approvals.Outcome
	Here    bool
	Items   int64
}

// MapGauge is the state of the identity map.
type MapGauge struct {
	// People counts the identities that the last full refresh found, Links those that are bound to a Slack user.
	People, Links int64
	// ActivityKnown is false when IIQ says of nobody whether they are active.
	ActivityKnown bool
	// SinceSync is how long ago the last full refresh ended; Synced is false when none did.
	SinceSync time.Duration
	Synced    bool
	// SlackUnmatched counts Slack users who asked and have no identity, IIQUnmatched approvers who have no Slack user.
	SlackUnmatched, IIQUnmatched int64
}

// ReadGauges reads how the bot stands: some counts over indexes, no more.
func ReadGauges(ctx context.Context, q *db.Queries) (Gauges, error) {
	var f Gauges
	for _, step := range []func(context.Context, *db.Queries) error{f.readRounds, f.readItems, f.readCards, f.readMap, f.readMissing,
		f.readLosses} {
		if err := step(ctx, q); err != nil {
			return Gauges{}, err
		}
	}
	return f, nil
}

func (f *Gauges) readRounds(ctx context.Context, q *db.Queries) error {
	rounds, err := q.RoundFigures(ctx)
	if err != nil {
		return fmt.Errorf("read rounds: %w", err)
	}
	for _, r := range rounds {
		f.Rounds = append(f.Rounds, RoundGauge{
			Name: r.Name, SinceSuccess: seconds(r.SinceSuccess), Ever: r.SinceSuccess >= 0, Failing: seconds(r.Failing),
		})
	}
	return nil
}

func (f *Gauges) readItems(ctx context.Context, q *db.Queries) error {
	open, err := q.OpenItemsByShow(ctx)
	if err != nil {
		return fmt.Errorf("count open work items: %w", err)
	}
	f.Shown = map[sensitivity.Show]int64{}
	for _, r := range open {
		f.OpenItems += r.Total
		f.Shown[sensitivity.Show(r.Show)] = r.Total
	}
	if err := f.readGaps(ctx, q); err != nil {
		return err
	}
	ended, err := q.OutcomesOfLastHour(ctx)
	if err != nil {
		return fmt.Errorf("count ended work items: %w", err)
	}
	for _, r := range ended {
		f.Closed = append(f.Closed, OutcomeGauge{Outcome: approvals.Outcome(r.Outcome), Here: r.OutcomeHere, Items: r.Total})
	}
	return nil
}

func (f *Gauges) readGaps(ctx context.Context, q *db.Queries) error {
	rows, err := q.OpenItemsByGap(ctx)
	if err != nil {
		return fmt.Errorf("count work items that were not read whole: %w", err)
	}
	f.Gaps = map[approvals.Gap]int64{}
	for _, r := range rows {
		if r.Gap == "" {
			f.NotWhole = r.Total
			continue
		}
		f.Gaps[approvals.Gap(r.Gap)] = r.Total
	}
	return nil
}

func (f *Gauges) readCards(ctx context.Context, q *db.Queries) (err error) {
	if f.CardsFailing, err = q.CountCardsFailing(ctx, stuckAfter); err != nil {
		return fmt.Errorf("count failing cards: %w", err)
	}
	bulks, err := q.CountBulksFailing(ctx, stuckAfter)
	if err != nil {
		return fmt.Errorf("count failing messages on several approvals: %w", err)
	}
	f.CardsFailing += bulks
	seats, err := q.CountSeats(ctx)
	if err != nil {
		return fmt.Errorf("count socket seats: %w", err)
	}
	f.Seats = int(seats)
	return nil
}

func (f *Gauges) readLosses(ctx context.Context, q *db.Queries) (err error) {
	if f.Losses, err = q.LossesOfLastDay(ctx); err != nil {
		return fmt.Errorf("count what the database lost: %w", err)
	}
	return nil
}

func (f *Gauges) readMap(ctx context.Context, q *db.Queries) error {
	m, err := q.MapFigures(ctx)
	if err != nil {
		return fmt.Errorf("read identity map: %w", err)
	}
	f.Map = MapGauge{
		People: m.People, Links: m.Links, ActivityKnown: m.ActivityKnown, SinceSync: seconds(m.SinceSync), Synced: m.SinceSync >= 0,
		SlackUnmatched: m.RefusedSlack, IIQUnmatched: m.RefusedIiq,
	}
	return nil
}

func seconds(s float64) time.Duration { return max(0, time.Duration(s*float64(time.Second))) }

func (f *Gauges) readMissing(ctx context.Context, q *db.Queries) (err error) {
	f.Missing, err = absences.MissingNow(ctx, q)
	return err
}
