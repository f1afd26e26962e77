package identitymap

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

// UserListRound is the watermark that stores when the last whole reading of Slack's users began.
const UserListRound = "slack_users"

// listPause is how long a person who waits for Slack's list is not looked for again.
const listPause = 5 * time.Second

var errListAwaited = errors.New("many people are looked for in Slack; its list of users is read")

// find gives the Slack user with an address, for a card. It looks up to LookupsAtOnce people a minute up one by one,
// which Slack allows 50 times a minute (users.lookupByEmail, tier 3). When more wait, as at a first start, it takes
// them from the pages of users.list (tier 2, 200 people each), which another round reads (WantsUserList).
// https://docs.slack.dev/apis/web-api/rate-limits
func (m *Map) find(ctx context.Context, address string) (approvals.SlackUser, error) {
	listed, err := m.listedLately(ctx)
	if err != nil {
		return approvals.SlackUser{}, err
	}
	if !listed && m.lookups.AllowN(m.clock(), 1) {
		return m.askByEmail(ctx, address)
	}
	u, err := m.fromList(ctx, address)
	switch {
	case !errors.Is(err, ErrNoSuchUser):
		return u, err
	case listed && m.lookups.AllowN(m.clock(), 1):
		// The list lacks them, but they may have joined since.
		return m.askByEmail(ctx, address)
	case listed:
		return u, err
	}
	return u, &approvals.RetryAfterError{After: listPause, Err: errListAwaited}
}

// fromList picks the one full member with an address among the users that Slack listed lately.
func (m *Map) fromList(ctx context.Context, address string) (approvals.SlackUser, error) {
	rows, err := m.q.SlackUsersWithEmail(ctx, db.SlackUsersWithEmailParams{
		Email: email(address), EmailFolded: emailKey(address), TeamID: m.ws.TeamID, MaxRows: maxSharers,
	})
	if err != nil {
		return approvals.SlackUser{}, fmt.Errorf("read Slack users with an e-mail: %w", err)
	}
	var users []approvals.SlackUser
	for _, r := range rows {
		s := stored{user: slackUserOf(r.SlackUser), age: seconds(r.AgeSeconds), found: true}
		if s.fresh(m.cfg.UserListAge) {
			users = append(users, s.user)
		}
	}
	return m.pick(users)
}

// listedLately reports whether the whole list of Slack's users was read lately.
func (m *Map) listedLately(ctx context.Context) (bool, error) {
	age, err := m.q.UserListAge(ctx, UserListRound)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read when Slack's users were read: %w", err)
	}
	return age >= 0 && seconds(age) <= m.cfg.UserListAge, nil
}

// WantsUserList reports whether Slack's list of users is worth reading: more than LookupsAtOnce people with waiting
// cards have to be found, and the list was not read lately. some is whether anybody has to be found.
func (m *Map) WantsUserList(ctx context.Context) (wanted, some bool, err error) {
	n, err := m.q.CountPeopleToFind(ctx, int32(m.cfg.LookupsAtOnce)+1)
	if err != nil {
		return false, false, fmt.Errorf("count people to find: %w", err)
	}
	if n <= int64(m.cfg.LookupsAtOnce) {
		return false, n > 0, nil
	}
	listed, err := m.listedLately(ctx)
	return err == nil && !listed, true, err
}
