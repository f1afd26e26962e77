package rounds_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/rounds"
)

// notices are what administrators were told.
type notices []approvals.AdminNotice

func (n *notices) TellAdmins(_ context.Context, one approvals.AdminNotice) error {
	*n = append(*n, one)
	return nil
}

func (*notices) UnreachedNames(context.Context, []string) ([]string, error) { return nil, nil }

// Administrators are told once a day where the decision log ends, and nothing while it is empty.
func TestAdministratorsAreToldWhereTheLogEnds(t *testing.T) {
	t.Parallel()
	s := newEnv(t)
	told := &notices{}
	seq, away := int64(0), errors.New("away")
	var err error
	a := &rounds.Alerts{Store: s.Store, Channel: told, People: told, SocketTrouble: func() string { return "" }, Clock: s.Clock,
		Log:     slog.New(slog.DiscardHandler),
		LogHead: func(context.Context) (int64, string, error) { return seq, strings.Repeat("ab", 32), err }}
	look := func(want int) {
		t.Helper()
		s.Must(a.Run(t.Context(), s.Lease("alerts")))
		if len(*told) != want {
			t.Fatalf("%d notices, want %d: %+v", len(*told), want, *told)
		}
	}
	look(0)
	seq = 7
	look(1)
	if h := (*told)[0].LogHead; h == nil || h.Seq != 7 || h.Hash != strings.Repeat("ab", 32) {
		t.Errorf("got %+v, want a log head of row 7 with the hash abab…", (*told)[0])
	}
	seq = 8
	look(1)
	s.SetClock(s.Clock().Add(25 * time.Hour))
	err = away
	if got := a.Run(t.Context(), s.Lease("alerts")); !errors.Is(got, away) {
		t.Errorf("a log that cannot be read: %v, want %v", got, away)
	}
	err = nil
	look(2)
}
