package identitymap

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/iiq-approvals/bot/internal/approvals"
)

const (
	// maxUserPages bounds the reading of a list of Slack users that has no end.
	maxUserPages = 10_000
	// maxWanted is how many unreachable identities one pass of the list looks for.
	maxWanted = 50_000
)

// RetryUnreachable looks again for the Slack users of identities that had none, and returns the ids of those that have
// one now. Up to LookupsAtOnce it looks up one by one; more by one pass over Slack's list of users. With an error it
// returns those that it found before.
func (m *Map) RetryUnreachable(ctx context.Context, identityIDs []string) ([]string, error) {
	ids := slices.Compact(slices.Sorted(slices.Values(identityIDs)))
	if len(ids) > m.cfg.LookupsAtOnce {
		return m.retryByList(ctx, ids[:min(len(ids), maxWanted)])
	}
	var found []string
	for _, id := range ids {
		_, err := m.reachBy(ctx, id, m.askByEmail)
		if _, no := approvals.AsRefusal(err); no {
			continue
		}
		if err != nil {
			return found, fmt.Errorf("retry unreachable people: %w", err)
		}
		found = append(found, id)
	}
	return found, nil
}

func (m *Map) retryByList(ctx context.Context, ids []string) ([]string, error) {
	known, err := m.Names(ctx, ids)
	if err != nil {
		return nil, err
	}
	wanted := make(map[string][]approvals.SlackUser, len(known))
	for _, i := range known {
		if key := emailKey(i.Email); key != "" {
			wanted[key] = nil
		}
	}
	if _, err := m.listUsers(ctx, wanted); err != nil {
		return nil, fmt.Errorf("retry unreachable people: %w", err)
	}
	find := func(_ context.Context, address string) (approvals.SlackUser, error) {
		return m.pick(wanted[emailKey(address)])
	}
	var found []string
	for _, id := range slices.Sorted(maps.Keys(known)) {
		i := known[id]
		u, err := m.reach(ctx, i, find)
		if _, err = m.reached(ctx, i, u, err); err == nil {
			found = append(found, id)
			continue
		}
		if _, no := approvals.AsRefusal(err); !no {
			return found, fmt.Errorf("retry unreachable people: %w", err)
		}
	}
	return found, nil
}

// pick is the one full member among the users with an address, or the refusal.
func (m *Map) pick(users []approvals.SlackUser) (approvals.SlackUser, error) {
	var members []approvals.SlackUser
	for _, u := range users {
		if m.ws.Standing(u) == nil {
			members = append(members, u)
		}
	}
	switch {
	case len(members) == 1:
		return members[0], nil
	case len(members) > 1:
		return approvals.SlackUser{}, approvals.Refuse(approvals.RefusedAmbiguous)
	case len(users) > 0:
		return users[0], nil
	}
	return approvals.SlackUser{}, ErrNoSuchUser
}

// RefreshUsers reads Slack's whole list of users into the tables, so that two people with one address are known before
// either of them asks. It returns how many users there are. It makes one users.list call a page.
func (m *Map) RefreshUsers(ctx context.Context) (int, error) { return m.listUsers(ctx, nil) }

// listUsers reads all pages of users.list, stores each, and collects the users whose address is a key of wanted.
func (m *Map) listUsers(ctx context.Context, wanted map[string][]approvals.SlackUser) (int, error) {
	if m.slack == nil {
		return 0, fmt.Errorf("list Slack users: %w", ErrOffline)
	}
	listed, cursor, seen := 0, "", map[string]bool{"": true}
	for range maxUserPages {
		asked, err := m.q.ClockNow(ctx)
		if err != nil {
			return listed, fmt.Errorf("read clock: %w", err)
		}
		told, next, err := m.slack.Users(ctx, cursor)
		if err != nil {
			return listed, fmt.Errorf("list Slack users: %w", err)
		}
		page := people(told)
		if len(page) > 0 {
			if _, err := m.q.UpsertSlackUsers(ctx, slackUserRows(m.ws.TeamID, page, asked)); err != nil {
				return listed, fmt.Errorf("store Slack users: %w", err)
			}
		}
		collect(wanted, page)
		listed += len(page)
		if next == "" {
			return listed, nil
		}
		if seen[next] {
			return listed, errors.New("list Slack users: the pages do not advance")
		}
		seen[next], cursor = true, next
	}
	return listed, fmt.Errorf("list Slack users: more than %d pages", maxUserPages)
}

// people removes bots, and orders the rest by id, each once.
func people(told []approvals.SlackUser) []approvals.SlackUser {
	page := slices.DeleteFunc(slices.Clone(told), func(u approvals.SlackUser) bool { return u.Bot || !validID(u.ID) })
	slices.SortFunc(page, func(a, b approvals.SlackUser) int { return strings.Compare(a.ID, b.ID) })
	return slices.CompactFunc(page, func(a, b approvals.SlackUser) bool { return a.ID == b.ID })
}

func collect(wanted map[string][]approvals.SlackUser, page []approvals.SlackUser) {
	for _, u := range page {
		key := emailKey(u.Email)
		if others, ok := wanted[key]; ok && len(others) < maxSharers && !u.Deleted {
			wanted[key] = append(others, u)
		}
	}
}
