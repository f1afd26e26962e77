package webapi

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// usersPage is the page size that Slack recommends: https://docs.slack.dev/reference/methods/users.list
const usersPage = 200

// Directory reads users from Slack. Every user that it returns was checked at the moment of the call.
type Directory struct {
	api       *Client
	teamID    string
	noSuchOne error
	// clock tells when a user was checked; nil: that of the API.
	clock func() time.Time
}

// NewDirectory makes a directory of the workspace's people. noSuchUser is the caller's own sentinel. Errors wrap it
// when Slack has no user with an id or an address; a deactivated user is not found by address.
func NewDirectory(api *Client, teamID string, noSuchUser error) *Directory {
	return &Directory{api: api, teamID: teamID, noSuchOne: noSuchUser}
}

// NewDatedDirectory is NewDirectory with another clock for the moment of a check, which is stored and compared with others.
func NewDatedDirectory(api *Client, teamID string, noSuchUser error, clock func() time.Time) *Directory {
	d := NewDirectory(api, teamID, noSuchUser)
	d.clock = clock
	return d
}

func (d *Directory) dated() time.Time {
	if d.clock != nil {
		return d.clock()
	}
	return d.api.clock()
}

// User reads one user. https://docs.slack.dev/reference/methods/users.info
func (d *Directory) User(ctx context.Context, id string) (approvals.SlackUser, error) {
	return d.one(ctx, "users.info", func(ctx context.Context) (*slack.User, error) {
		return d.api.client.GetUserInfoContext(ctx, id, slack.GetUserInfoOptionIncludeLocale(true))
	})
}

// UserByEmail finds one user by their address, which must not be empty.
// https://docs.slack.dev/reference/methods/users.lookupByEmail
func (d *Directory) UserByEmail(ctx context.Context, email string) (approvals.SlackUser, error) {
	if strings.TrimSpace(email) == "" {
		return approvals.SlackUser{}, fmt.Errorf("look up user: empty address: %w", d.noSuchOne)
	}
	u, err := d.one(ctx, "users.lookupByEmail", func(ctx context.Context) (*slack.User, error) {
		return d.api.client.GetUserByEmailContext(ctx, strings.TrimSpace(email))
	})
	if err != nil || u.Locale != "" {
		return u, err
	}
	// This method returns no locale, and the first message should be in the person's own language. A failure here is
	// harmless: the language is then the default one.
	if full, err := d.User(ctx, u.ID); err == nil {
		return full, nil
	}
	return u, nil
}

func (d *Directory) one(ctx context.Context, method string, read func(context.Context) (*slack.User, error)) (approvals.SlackUser, error) {
	var u *slack.User
	err := d.api.call(ctx, method, func(ctx context.Context) (err error) {
		u, err = read(ctx)
		return err
	})
	if word := slackWord(err); word == "user_not_found" || word == "users_not_found" || word == "user_not_visible" {
		return approvals.SlackUser{}, fmt.Errorf("%w: %w", d.noSuchOne, err)
	}
	if err != nil {
		return approvals.SlackUser{}, err
	}
	if u == nil || u.ID == "" {
		return approvals.SlackUser{}, fmt.Errorf("call %s: no user came: %w", method, approvals.ErrUnclear)
	}
	return SlackUser(*u, d.teamID, d.dated()), nil
}

// Users reads one page of all users, deactivated ones and bots too; cursor is "" at first, and next is "" at the end.
func (d *Directory) Users(ctx context.Context, cursor string) (users []approvals.SlackUser, next string, err error) {
	page := d.api.client.GetUsersPaginated(
		slack.GetUsersOptionLimit(usersPage), slack.GetUsersOptionCursor(cursor),
		slack.GetUsersOptionTeamID(d.teamID), slack.GetUsersOptionIncludeLocale(true))
	err = d.api.call(ctx, "users.list", func(ctx context.Context) (err error) {
		page, err = page.Next(ctx)
		return err
	})
	if err != nil {
		return nil, "", err
	}
	now := d.dated()
	for _, u := range page.Users {
		users = append(users, SlackUser(u, d.teamID, now))
	}
	return users, page.Cursor, nil
}

// SlackUser takes from a user object what the identity map needs. Ids alone identify a user; names and addresses do
// not. https://docs.slack.dev/reference/objects/user-object
func SlackUser(u slack.User, teamID string, now time.Time) approvals.SlackUser {
	name := u.RealName
	for _, better := range []string{u.Profile.RealName, u.Profile.DisplayName, u.Name} {
		if name == "" {
			name = better
		}
	}
	return approvals.SlackUser{
		TeamID: teamID, ID: u.ID, HomeTeamID: u.TeamID, EnterpriseID: u.Enterprise.EnterpriseID, Teams: u.Enterprise.Teams,
		Name: name, Email: u.Profile.Email, TZ: approvals.ZoneName(u.TZ, u.TZOffset), Locale: u.Locale, Deleted: u.Deleted,
		Bot: u.IsBot || u.IsWorkflowBot || u.IsConnectorBot || u.ID == "USLACKBOT", Guest: u.IsRestricted || u.IsUltraRestricted,
		Stranger: u.IsStranger, CheckedAt: now,
	}
}
