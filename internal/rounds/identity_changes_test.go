package rounds_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/identitymap"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
	"github.com/iiq-approvals/bot/internal/rounds"
)

// fakeChanges is an identity map that tells of changes as it is told to.
type fakeChanges struct {
	changed   [][]string
	err       error
	again     []string
	reachable []string
	lookedFor []string
}

func (f *fakeChanges) RefreshChanged(_ context.Context, changed func([]string) error) error {
	for _, page := range f.changed {
		if err := changed(page); err != nil {
			return err
		}
	}
	return f.err
}

func (f *fakeChanges) RefreshThese(_ context.Context, ids []string) ([]string, error) {
	f.again = append(f.again, ids...)
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !slices.Contains(f.reachable, id) }), nil
}

func (f *fakeChanges) Reachable(_ context.Context, ids []string) ([]string, error) {
	f.lookedFor = append(f.lookedFor, ids...)
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !slices.Contains(f.reachable, id) }), nil
}

func TestChangedPeopleGetTheCardsThatCouldNotBeSent(t *testing.T) {
	t.Parallel()
	for name, told := range map[string]fakeChanges{
		"told by IIQ":           {changed: [][]string{{"lee"}, {"sam", "nora"}}},
		"read again one by one": {err: fmt.Errorf("look: %w", approvals.ErrNoChanges)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv(t)
			s.Learn(jobstest.Request("1", "sam"), jobstest.Request("2", "dana"))
			s.Exec(`UPDATE cards SET state = 'unreachable'`)
			told.reachable = []string{"sam"}
			round := &rounds.IdentityChanges{Store: s.Store, Map: &told, Log: slog.New(slog.DiscardHandler)}
			s.Must(round.Run(context.Background(), s.Lease("identity_changes")))
			s.Want("waiting", `SELECT state FROM cards WHERE identity_id = 'sam'`)
			s.Want("unreachable", `SELECT state FROM cards WHERE identity_id = 'dana'`)
			if !slices.Equal(told.lookedFor, []string{"sam"}) {
				t.Errorf("looked for %v in Slack", told.lookedFor)
			}
			if told.err != nil && !slices.Equal(told.again, []string{"dana", "sam"}) {
				t.Errorf("read again %v, want dana and sam", told.again)
			}
		})
	}
}

func TestLookForChangesThatFails(t *testing.T) {
	t.Parallel()
	s, away := newEnv(t), errors.New("away")
	round := &rounds.IdentityChanges{Store: s.Store, Map: &fakeChanges{err: away}, Log: slog.New(slog.DiscardHandler)}
	if err := round.Run(context.Background(), s.Lease("identity_changes")); !errors.Is(err, away) {
		t.Errorf("got %v, want %v", err, away)
	}
}

// Very many approvers are read in turn: a round goes on where the one before it ended.
func TestApproversAreReadInTurn(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	s.Exec(`INSERT INTO work_items (id, type, owner_id, created_at, content_hash) VALUES ('many', 'Approval', 'x', now(), '')`)
	s.Exec(`INSERT INTO work_item_approvers (work_item_id, identity_id) SELECT 'many', 'p' || lpad(n::text, 5, '0') FROM generate_series(1, 2500) n`)
	told := &fakeChanges{err: approvals.ErrNoChanges}
	round := &rounds.IdentityChanges{Store: s.Store, Map: told, Log: slog.New(slog.DiscardHandler)}
	s.Must(round.Run(context.Background(), s.Lease("identity_changes")))
	if n := len(told.again); n != 2000 {
		t.Errorf("the first round read %d, want 2000", n)
	}
	s.Must(round.Run(context.Background(), s.Lease("identity_changes")))
	if n := len(told.again); n != 2500 || len(slices.Compact(slices.Sorted(slices.Values(told.again)))) != 2500 {
		t.Errorf("both rounds read %d, want n 2500 and a length of 2500", n)
	}
	s.Must(round.Run(context.Background(), s.Lease("identity_changes")))
	if n := len(told.again); n != 4500 {
		t.Errorf("the third begins anew: %d, want 4500", n)
	}
}

type fakeUserList struct {
	wanted, some bool
	err          error
	reads        int
}

func (f *fakeUserList) WantsUserList(context.Context) (wanted, some bool, err error) {
	return f.wanted, f.wanted || f.some, nil
}

func (f *fakeUserList) RefreshUsers(context.Context) (int, error) {
	f.reads++
	return 7, f.err
}

func TestSlackUsersAreListedWhenWanted(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	list := &fakeUserList{}
	round := &rounds.SlackUsers{Store: s.Store, Map: list, Log: slog.New(slog.DiscardHandler)}
	run := func() error { return round.Run(context.Background(), s.Lease(identitymap.UserListRound)) }
	for _, list.some = range []bool{true, false} {
		s.Must(run())
		if got, want := round.Sooner() < rounds.SlackUsersEvery, list.some; got != want {
			t.Errorf("somebody has to be found: %t, and the round comes sooner: %t", want, got)
		}
	}
	s.Want("0", `SELECT count(*) FROM watermarks`)
	list.wanted, list.err = true, errors.New("away")
	if err := run(); !errors.Is(err, list.err) {
		t.Errorf("got %v, want %v", err, list.err)
	}
	s.Must(run())
	if list.reads != 1 {
		t.Errorf("read %d times, though it failed just now, want 1", list.reads)
	}
	s.Want("0", `SELECT count(*) FROM watermarks`)
	list.err = nil
	another := &rounds.SlackUsers{Store: s.Store, Map: list, Log: slog.New(slog.DiscardHandler)}
	s.Must(another.Run(context.Background(), s.Lease(identitymap.UserListRound)))
	s.Want("true", `SELECT stamp BETWEEN now() - interval '1 minute' AND now() FROM watermarks WHERE name = $1`, identitymap.UserListRound)
}
