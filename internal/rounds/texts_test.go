package rounds_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/rounds"
	"github.com/iiq-approvals/bot/internal/schedule"
)

// More than a transaction looks through goes in several; one line tells how many texts were made, and none where all were there.
func TestTextsOfAllItemsAreMade(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.Exec(`INSERT INTO work_items (id, number, type, owner_id, created_at, content_hash)
		SELECT 'n' || n, 'number' || n, 'Approval', 'sam', now(), '' FROM generate_series(1, 450) AS n`)
	log := &bytes.Buffer{}
	people := &namesToFold{left: 7}
	texts := &rounds.Texts{Store: s.Store, People: people, Log: slog.New(slog.NewTextHandler(log, nil))}
	s.Must(texts.Run(t.Context(), s.Lease("texts")))
	s.Want("450", `SELECT count(*) FROM work_item_texts WHERE folded = replace(work_item_id, 'n', 'number')`)
	s.Must(texts.Run(t.Context(), s.Lease("texts")))
	if text := log.String(); strings.Count(text, "\n") != 2 || !strings.Contains(text, "items=450") || !strings.Contains(text, "people=7") {
		t.Errorf(`logged %q, want two lines, with "people=7" and "items=450"`, text)
	}
}

// namesToFold is an identity map with some names that are not folded.
type namesToFold struct{ left int }

func (n *namesToFold) FoldRows(context.Context) (int, error) {
	folded := n.left
	n.left = 0
	return folded, nil
}

func TestTextsOfALostRoundAreNotMade(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.Exec(`INSERT INTO work_items (id, type, owner_id, created_at, content_hash) VALUES ('n1', 'Approval', 'sam', now(), '')`)
	stale := s.Lease("texts")
	s.Lease("texts")
	texts := &rounds.Texts{Store: s.Store, People: &namesToFold{}, Log: slog.New(slog.DiscardHandler)}
	if err := texts.Run(t.Context(), stale); !errors.Is(err, schedule.ErrLeaseLost) {
		t.Errorf("a round that was lost gave %v, want %v", err, schedule.ErrLeaseLost)
	}
	s.Want("0", `SELECT count(*) FROM work_item_texts`)
}
