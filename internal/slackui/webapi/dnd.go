package webapi

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"github.com/slack-go/slack"
)

// QuietTime is the present or next period of a person's Do Not Disturb schedule; the zero QuietTime is never. Slack
// does not tell apps about a snooze that a person sets by hand. https://docs.slack.dev/reference/methods/dnd.info
type QuietTime struct{ Begins, Ends time.Time }

// Until gives when messages get through again; zero when they do now.
func (q QuietTime) Until(now time.Time) time.Time {
	if now.Before(q.Begins) || !now.Before(q.Ends) {
		return time.Time{}
	}
	return q.Ends
}

func quietTime(s slack.DNDStatus) QuietTime {
	if !s.Enabled {
		return QuietTime{}
	}
	return QuietTime{Begins: time.Unix(int64(s.NextStartTimestamp), 0), Ends: time.Unix(int64(s.NextEndTimestamp), 0)}
}

// QuietTime reads one person's schedule.
func (a *Client) QuietTime(ctx context.Context, user, teamID string) (QuietTime, error) {
	var status *slack.DNDStatus
	err := a.call(ctx, "dnd.info", func(ctx context.Context) (err error) {
		status, err = a.client.GetDNDInfoContext(ctx, &user, withTeam(teamID))
		return err
	})
	if err != nil || status == nil {
		return QuietTime{}, err
	}
	return quietTime(*status), nil
}

// MaxQuietTimes is how many people one request may name. https://docs.slack.dev/reference/methods/dnd.teamInfo
const MaxQuietTimes = 50

// QuietTimes reads the schedules of 2 to MaxQuietTimes people at once. A person of whom Slack says nothing is missing
// in the answer. A person whom the app cannot see makes the whole request fail with approvals.ErrCannotWrite.
// https://docs.slack.dev/reference/methods/dnd.teamInfo
func (a *Client) QuietTimes(ctx context.Context, users []string, teamID string) (map[string]QuietTime, error) {
	if len(users) < 2 || len(users) > MaxQuietTimes {
		return nil, fmt.Errorf("ask for %d schedules at once: %w", len(users), ErrNotSent)
	}
	var told map[string]slack.DNDStatus
	err := a.call(ctx, "dnd.teamInfo", func(ctx context.Context) (err error) {
		told, err = a.client.GetDNDTeamInfoContext(ctx, users, withTeam(teamID))
		return err
	})
	if err != nil {
		return nil, err
	}
	times := make(map[string]QuietTime, len(told))
	for id, status := range told {
		times[id] = quietTime(status)
	}
	return times, nil
}

// withTeam names the workspace, which the token of a whole organisation has to.
func withTeam(teamID string) slack.ParamOption {
	return func(v *url.Values) {
		if teamID != "" {
			v.Set("team_id", teamID)
		}
	}
}
