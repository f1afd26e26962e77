package slackui

import (
	"context"
	"net/url"
	"time"

	"github.com/slack-go/slack"
)

// QuietUntil tells when a person's Do Not Disturb schedule lets messages through again; zero when it does now. A snooze
// that somebody sets by hand is not told to apps. https://docs.slack.dev/reference/methods/dnd.info
func (a *API) QuietUntil(ctx context.Context, user, teamID string) (time.Time, error) {
	var status *slack.DNDStatus
	err := a.call(ctx, "dnd.info", func(ctx context.Context) (err error) {
		status, err = a.client.GetDNDInfoContext(ctx, &user, withTeam(teamID))
		return err
	})
	if err != nil || status == nil || !status.Enabled {
		return time.Time{}, err
	}
	begins, ends := time.Unix(int64(status.NextStartTimestamp), 0), time.Unix(int64(status.NextEndTimestamp), 0)
	if now := a.clock(); now.Before(begins) || !now.Before(ends) {
		return time.Time{}, nil
	}
	return ends, nil
}

// withTeam is for tokens of a whole organisation, which have to say which workspace they mean.
func withTeam(teamID string) slack.ParamOption {
	return func(v *url.Values) {
		if teamID != "" {
			v.Set("team_id", teamID)
		}
	}
}
