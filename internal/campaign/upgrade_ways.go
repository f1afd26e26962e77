package campaign

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// way is something that one version began and a version, the same or the other one, went on with.
type way struct {
	what     string
	from, to string
}

// What goes from version to version.
const (
	clicksOnCards  = "a decision clicked on a card"
	writesOfClicks = "a write of a click"
	changesOfCards = "a change of a card"
)

func (w way) String() string {
	return fmt.Sprintf("%s of the version %q, by the version %q", w.what, w.from, w.to)
}

// waysGone counts how often each way was gone.
func (u *upgrade) waysGone(ctx context.Context) (map[way]int, error) {
	clicked, err := rowsOf[clickedCard](ctx, u.pool,
		`SELECT id::text, work_item_id, coalesce(card_id::text, '') FROM decisions WHERE state = 'recorded'`)
	if err != nil {
		return nil, err
	}
	cards, err := rowsOf[sentCard](ctx, u.pool, `SELECT id::text, channel_id, message_ts FROM cards`)
	if err != nil {
		return nil, err
	}
	took, err := u.clicksTaken()
	if err != nil {
		return nil, err
	}
	gone := map[way]int{}
	for _, v := range []*version{u.old, u.today} {
		did := v.passage.seen()
		for _, c := range clicked {
			if did.posted[c.Card] {
				gone[way{clicksOnCards, v.name, took[c.Decision]}]++
			}
			if did.written[c.Item] {
				gone[way{writesOfClicks, took[c.Decision], v.name}]++
			}
		}
		for _, other := range []*version{u.old, u.today} {
			gone[way{changesOfCards, v.name, other.name}] = changes(cards, did.posted, other.passage.seen().changed)
		}
	}
	return gone, nil
}

type clickedCard struct{ Decision, Item, Card string }

type sentCard struct{ ID, Channel, TS string }

func rowsOf[T any](ctx context.Context, pool *pgxpool.Pool, sql string) ([]T, error) {
	found, err := pool.Query(ctx, sql)
	if err != nil {
		return nil, fmt.Errorf("read tables: %w", err)
	}
	all, err := pgx.CollectRows(found, pgx.RowToStructByPos[T])
	if err != nil {
		return nil, fmt.Errorf("read tables: %w", err)
	}
	return all, nil
}

// changes counts cards that one version posted and one changed.
func changes(cards []sentCard, posted, changed map[string]bool) int {
	n := 0
	for _, c := range cards {
		if posted[c.ID] && changed[message(c.Channel, c.TS)] {
			n++
		}
	}
	return n
}

// clicksTaken says by a decision's id which version stored its click, as the replicas' logs tell.
func (u *upgrade) clicksTaken() (map[string]string, error) {
	took := map[string]string{}
	for _, v := range []*version{u.old, u.today} {
		for _, r := range v.replicas {
			err := r.eachLine(func(line []byte) {
				var told struct {
					Msg      string
					Decision string `json:"decision_id"`
				}
				if bytes.Contains(line, []byte(storedHere)) && json.Unmarshal(line, &told) == nil && told.Msg == storedHere {
					took[told.Decision] = v.name
				}
			})
			if err != nil {
				return nil, err
			}
		}
	}
	return took, nil
}

// storedHere is what the log says of a click that is stored.
const storedHere = "decision recorded here"

// eachLine goes through the log of all lives of a replica, which there need not be yet.
func (r *replica) eachLine(see func(line []byte)) error {
	f, err := os.Open(r.LogPath())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("open log: %w", err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, maxHeard)
	for lines.Scan() {
		see(lines.Bytes())
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read log of %s: %w", r.name, err)
	}
	return nil
}
