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
	d, err := u.read(ctx)
	if err != nil {
		return nil, err
	}
	on, err := collect[clickedCard](ctx, u.world, `SELECT id::text, coalesce(card_id::text, '') FROM decisions WHERE state = 'recorded'`)
	if err != nil {
		return nil, err
	}
	took, err := u.clicksTaken()
	if err != nil {
		return nil, err
	}
	item := map[string]string{}
	for _, r := range d.decisions {
		item[r.ID] = r.WorkItemID
	}
	gone := map[way]int{}
	for _, v := range []*version{u.old, u.today} {
		did := v.passage.seen()
		for _, c := range on {
			if did.posted[c.Card] {
				gone[way{clicksOnCards, v.name, took[c.Decision]}]++
			}
			if did.written[item[c.Decision]] {
				gone[way{writesOfClicks, took[c.Decision], v.name}]++
			}
		}
		for _, other := range []*version{u.old, u.today} {
			gone[way{changesOfCards, v.name, other.name}] = changes(d.cards, did.posted, other.passage.seen().changed)
		}
	}
	return gone, nil
}

type clickedCard struct{ Decision, Card string }

// changes counts cards that one version posted and one changed.
func changes(cards []cardRow, posted, changed map[string]bool) int {
	n := 0
	for _, c := range cards {
		if posted[c.ID] && changed[message(c.ChannelID, c.MessageTs)] {
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
	f, err := os.Open(r.logPath())
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
