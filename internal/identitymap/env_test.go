package identitymap

import (
	"fmt"
	"io"
	"log/slog"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
)

var (
	ours  = approvals.Workspace{TeamID: "T1", BotUserID: "UBOT"}
	epoch = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
)

// env is a map with the two sides that it asks.
type env struct {
	*Map
	t     testing.TB
	pool  *pgxpool.Pool
	iiq   *fakeIIQ
	slack *fakeSlack
	now   time.Time
}

func newEnv(t testing.TB, ws approvals.Workspace, cfg Config) *env {
	t.Helper()
	return newWorldOn(t, dbtest.New(t), ws, cfg)
}

func newWorldOn(t testing.TB, pool *pgxpool.Pool, ws approvals.Workspace, cfg Config) *env {
	w := &env{t: t, pool: pool, now: epoch, iiq: &fakeIIQ{people: map[string]approvals.Identity{}},
		slack: &fakeSlack{users: map[string]approvals.SlackUser{}}}
	w.Map = New(pool, w.iiq, w.slack, ws, cfg, func() time.Time { return w.now }, slog.New(slog.NewTextHandler(io.Discard, nil)))
	return w
}

// ages makes all that Slack said look d older.
func (w *env) ages(d time.Duration) {
	w.t.Helper()
	w.exec("UPDATE slack_users SET checked_at = checked_at - $1::interval", d)
}

func (w *env) exec(sql string, args ...any) {
	w.t.Helper()
	if _, err := w.pool.Exec(w.t.Context(), sql, args...); err != nil {
		w.t.Fatal(err)
	}
}

func (w *env) count(sql string, args ...any) int {
	w.t.Helper()
	var n int
	if err := w.pool.QueryRow(w.t.Context(), sql, args...).Scan(&n); err != nil {
		w.t.Fatal(err)
	}
	return n
}

// recorded is why somebody is in identity_refusals, "" when they are not.
func (w *env) recorded(side db.RefusalSide, who string) string {
	w.t.Helper()
	var why string
	err := w.pool.QueryRow(w.t.Context(),
		"SELECT coalesce(max(why), '') FROM identity_refusals WHERE side = $1 AND who = $2", side, who).Scan(&why)
	if err != nil {
		w.t.Fatal(err)
	}
	return why
}

// boundAs is the identity that a Slack user is linked to, "" when to none.
func (w *env) boundAs(slackUserID string) string {
	w.t.Helper()
	var id string
	err := w.pool.QueryRow(w.t.Context(),
		"SELECT coalesce(max(identity_id), '') FROM identity_links WHERE slack_user_id = $1", slackUserID).Scan(&id)
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

func (w *env) refreshed() Stats {
	w.t.Helper()
	s, err := w.Refresh(w.t.Context(), nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

// wantRefusal fails unless err is a refusal of this code; "" wants no error at all.
func wantRefusal(t testing.TB, err error, code approvals.RefusalCode) {
	t.Helper()
	r, ok := approvals.AsRefusal(err)
	switch {
	case code == "" && err != nil:
		t.Fatalf("got error %v, want none", err)
	case code != "" && !ok:
		t.Fatalf("got error %v, want refusal %s", err, code)
	case code != "" && r.Code != code:
		t.Fatalf("got refusal %s, want %s", r.Code, code)
	}
}

// id32 makes an identity's id as IIQ has them.
func id32(n int) string { return fmt.Sprintf("7f%030x", n) }

func human(n int, email string) approvals.Identity {
	return approvals.Identity{
		ID: id32(n), Name: fmt.Sprintf("Person.%d", n), Display: fmt.Sprintf("Person %d", n), Email: email, ActivityKnown: true,
	}
}

func member(id, email string) approvals.SlackUser {
	return approvals.SlackUser{TeamID: "T1", ID: id, HomeTeamID: "T1", Name: "name of " + id, Email: email, TZ: "Asia/Kolkata"}
}
