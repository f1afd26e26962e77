package webapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iiq-approvals/bot/internal/approvals"
)

func TestQuietTime(t *testing.T) {
	t.Parallel()
	at := func(h int) time.Time { return time.Date(2026, 11, 20, h, 0, 0, 0, time.UTC) }
	night := QuietTime{Begins: at(9), Ends: at(12)}
	for hour, want := range map[int]time.Time{8: {}, 9: at(12), 11: at(12), 12: {}} {
		if got := night.Until(at(hour)); !got.Equal(want) {
			t.Errorf("at %d: quiet until %v, want %v", hour, got, want)
		}
	}
	if got := (QuietTime{}).Until(at(9)); !got.IsZero() {
		t.Errorf("no schedule: got quiet until %v, want not quiet", got)
	}
}

func TestSchedulesOfManyPeople(t *testing.T) {
	t.Parallel()
	d := newDesk(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprint(w, `{"ok":true,"users":{"U1":{"dnd_enabled":true,"next_dnd_start_ts":1000,"next_dnd_end_ts":2000},
			"W2":{"dnd_enabled":false,"next_dnd_start_ts":1,"next_dnd_end_ts":1}}}`)
	})
	got, err := d.QuietTimes(t.Context(), []string{"U1", "W2", "U3"}, "T1")
	want := map[string]QuietTime{"U1": {Begins: time.Unix(1000, 0), Ends: time.Unix(2000, 0)}, "W2": {}}
	if err != nil || !cmp.Equal(got, want) {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	if f := d.forms[0]; d.calls[0] != "dnd.teamInfo" || f.Get("users") != "U1,W2,U3" || f.Get("team_id") != "T1" {
		t.Errorf("got %s with %v, want dnd.teamInfo of U1, W2 and U3 in T1", d.calls, f)
	}
	for _, n := range []int{0, 1, MaxQuietTimes + 1} {
		if _, err := d.QuietTimes(t.Context(), make([]string, n), ""); !errors.Is(err, ErrNotSent) {
			t.Errorf("%d people: got %v, want %v", n, err, ErrNotSent)
		}
	}
}

// asylum is a Slack that tells schedules and notes what it was asked.
type asylum struct {
	asked      []string
	one, many  error
	missing    string
	quietUntil time.Time
}

func (a *asylum) QuietTime(_ context.Context, user, _ string) (QuietTime, error) {
	a.asked = append(a.asked, user)
	return QuietTime{Begins: a.quietUntil.Add(-time.Hour), Ends: a.quietUntil}, a.one
}

func (a *asylum) QuietTimes(_ context.Context, users []string, _ string) (map[string]QuietTime, error) {
	a.asked = append(a.asked, strings.Join(users, ","))
	if a.many != nil {
		return nil, a.many
	}
	told := map[string]QuietTime{}
	for _, u := range users {
		if u != a.missing {
			told[u] = QuietTime{Begins: a.quietUntil.Add(-time.Hour), Ends: a.quietUntil}
		}
	}
	return told, nil
}

func TestManyPeopleInOneMinuteAreAskedAboutTogether(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	broken, away := &SlackError{Word: "fatal"}, errors.Join(ErrNotSent)
	var crowd []string
	for n := range 80 {
		crowd = append(crowd, fmt.Sprintf("C%d", n))
	}
	for name, c := range map[string]struct {
		slack  asylum
		others []string
		ask    []string
		later  time.Duration
		want   []string
		err    error
	}{
		"one alone":                   {ask: []string{"U1"}, want: []string{"U1"}},
		"an answer is used once":      {ask: []string{"U1", "U1"}, want: []string{"U1", "U1"}},
		"the next finds their answer": {others: []string{"U2", "U3"}, ask: []string{"U1", "U3", "U2"}, want: []string{"U1,U2,U3"}},
		"themselves among the others": {others: []string{"U1"}, ask: []string{"U1"}, want: []string{"U1"}},
		"fifty at most":               {others: crowd, ask: []string{"U1"}, want: []string{"U1," + strings.Join(crowd[:49], ",")}},
		"an answer is believed for a while": {others: []string{"U2"}, ask: []string{"U1", "U2"}, later: 6 * time.Minute,
			want: []string{"U1,U2", "U2,U1"}},
		"one whom Slack does not tell of": {slack: asylum{missing: "U1"}, others: []string{"U2"}, ask: []string{"U1", "U2"},
			want: []string{"U1,U2", "U1"}},
		"somebody spoils the batch": {slack: asylum{many: approvals.ErrCannotWrite}, others: []string{"U2"}, ask: []string{"U1", "U2"}, want: []string{"U1,U2", "U1", "U2"}},
		"Slack away":                {slack: asylum{many: away}, others: []string{"U2"}, ask: []string{"U1"}, want: []string{"U1,U2"}, err: away},
		"Slack away for one":        {slack: asylum{one: broken}, ask: []string{"U1"}, want: []string{"U1"}, err: broken},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := now
			c.slack.quietUntil = now.Add(10 * time.Minute)
			book := NewQuietBook(&c.slack, "T1", func() time.Time { return clock })
			for n, user := range c.ask {
				others := append([]string(nil), c.others...)
				if n > 0 && c.later > 0 {
					clock, others = clock.Add(c.later), []string{c.ask[0]}
				}
				until, err := book.Until(t.Context(), user, func(context.Context) ([]string, error) { return others, nil })
				if !errors.Is(err, c.err) || (err == nil && !until.Equal(c.slack.quietUntil)) {
					t.Errorf("%s is quiet until %v, %v, want %v", user, until, err, c.err)
				}
			}
			if diff := cmp.Diff(c.want, c.slack.asked); diff != "" {
				t.Errorf("asked (-want +got):\n%s", diff)
			}
		})
	}
}
