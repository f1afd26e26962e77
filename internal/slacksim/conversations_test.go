package slacksim

import (
	"fmt"
	"strings"
	"testing"

	"github.com/slack-go/slack"
)

func TestHistoryBySlackGo(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{})
	sam := w.person(User{RealName: "Sam"})
	var dm, first string
	for i := range 5 {
		ch, ts, err := w.bot.PostMessageContext(w.ctx(), sam, slack.MsgOptionText(fmt.Sprint("message ", i), false),
			slack.MsgOptionMetadata(slack.SlackMetadata{EventType: "card", EventPayload: map[string]any{"n": i}}))
		if err != nil {
			t.Fatal(err)
		}
		if dm = ch; first == "" {
			first = ts
		}
	}
	if _, _, err := w.bot.PostMessageContext(w.ctx(), dm, slack.MsgOptionText("reply", false), slack.MsgOptionTS(first)); err != nil {
		t.Fatal(err)
	}
	var got []string
	params := &slack.GetConversationHistoryParameters{ChannelID: dm, Limit: 2, IncludeAllMetadata: true}
	for {
		page, err := w.bot.GetConversationHistoryContext(w.ctx(), params)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range page.Messages {
			got = append(got, fmt.Sprint(m.Text, "/", m.Metadata.EventPayload["n"]))
		}
		if params.Cursor = page.ResponseMetaData.NextCursor; params.Cursor == "" {
			break
		}
	}
	if fmt.Sprint(got) != "[message 4/4 message 3/3 message 2/2 message 1/1 message 0/0]" {
		t.Errorf("history %v, want got %q", got, "[message 4/4 message 3/3 message 2/2 message 1/1 message 0/0]")
	}
	replies, _, _, err := w.bot.GetConversationRepliesContext(w.ctx(),
		&slack.GetConversationRepliesParameters{ChannelID: dm, Timestamp: first})
	if err != nil || len(replies) != 2 || replies[1].Text != "reply" {
		t.Errorf(`replies %v, %v, want a length of 2 and Text "reply"`, replies, err)
	}
	late, err := w.bot.GetConversationHistoryContext(w.ctx(), &slack.GetConversationHistoryParameters{ChannelID: dm, Oldest: first})
	if err != nil || len(late.Messages) != 4 {
		t.Errorf("after the first: %v, %v, want a length of 4", late, err)
	}
	for name, args := range map[string][]string{
		"invalid_cursor": {"cursor", "nonsense"}, "invalid_limit": {"limit", "5000"}, "channel_not_found": {"channel", "D0NONE"},
	} {
		if a := w.form("conversations.history", append([]string{"channel", dm}, args...)...); a.code() != name {
			t.Errorf("%v: %s, want code %v", args, a.raw, name)
		}
	}
}

func TestConversationsOpen(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{})
	sam := w.person(User{RealName: "Sam"})
	for users, want := range map[string]string{
		sam: "", "": "users_list_not_supplied", "U0NOBODY": "user_not_found", sam + ",U0SIMBOT": "missing_scope",
		"1,2,3,4,5,6,7,8,9": "too_many_users", w.person(User{RealName: "Gone", Deleted: true}): "user_disabled",
		w.person(User{RealName: "Far", IsStranger: true, TeamID: "T0OTHER"}): "user_not_visible",
	} {
		if a := w.form("conversations.open", "users", users); a.code() != want {
			t.Errorf("users %q: %s, want %q", users, a.raw, want)
		}
	}
	ch, noOp, open, err := w.bot.OpenConversationContext(w.ctx(), &slack.OpenConversationParameters{Users: []string{sam}, ReturnIM: true})
	if err != nil || !noOp || !open || ch.User != sam {
		t.Errorf("return_im: %v %v %v %v, want noOp true, open true and User %v", ch, noOp, open, err, sam)
	}
}

func TestPeopleBySlackGo(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{ListLimit: 3})
	sam := w.person(User{RealName: "Sam Okoye", Email: "Sam@Example.com", TZ: "Asia/Kolkata"})
	gone := w.person(User{RealName: "Gone", Email: "gone@example.com", Deleted: true})
	guest := w.person(User{RealName: "Guest", IsUltraRestricted: true, Omit: []string{"profile.display_name"}})
	grid := w.person(User{ID: "W0GRID", TeamID: "T0OTHER", RealName: "Grid",
		Enterprise: &EnterpriseUser{ID: "W0GRID", EnterpriseID: "E0ORG", Teams: []string{"T0SIMTEAM"}}})

	u, err := w.bot.GetUserByEmailContext(w.ctx(), "sam@example.COM")
	if err != nil || u.ID != sam || u.TZOffset != 5*3600+1800 || u.Profile.Email != "Sam@Example.com" {
		t.Errorf(`by e-mail: %+v %v, want ID %v, TZOffset %v and Email "Sam@Example.com"`, u, err, sam, 5*3600+1800)
	}
	if _, err := w.bot.GetUserByEmailContext(w.ctx(), "gone@example.com"); err == nil || err.Error() != "users_not_found" {
		t.Errorf(`deactivated by e-mail: %v, want an error and Error "users_not_found"`, err)
	}
	if u, err := w.bot.GetUserInfoContext(w.ctx(), gone); err != nil || !u.Deleted {
		t.Errorf("deactivated by id: %+v %v, want Deleted true", u, err)
	}
	if u, err := w.bot.GetUserInfoContext(w.ctx(), guest); err != nil || !u.IsRestricted || !u.IsUltraRestricted {
		t.Errorf("guest: %+v %v, want IsRestricted true and IsUltraRestricted true", u, err)
	}
	if u, err := w.bot.GetUserInfoContext(w.ctx(), grid); err != nil || u.TeamID != "T0OTHER" || u.Enterprise.Teams[0] != "T0SIMTEAM" {
		t.Errorf(`grid user: %+v %v, want TeamID "T0OTHER" and u.Enterprise.Teams[0] "T0SIMTEAM"`, u, err)
	}
	if a := w.form("users.list"); a.code() != "limit_required" {
		t.Errorf(`users.list without a limit: %s, want code "limit_required"`, a.raw)
	}
	var ids []string
	page := w.bot.GetUsersPaginated(slack.GetUsersOptionLimit(2))
	for err == nil {
		if page, err = page.Next(w.ctx()); err == nil {
			for _, u := range page.Users {
				ids = append(ids, u.ID)
			}
		}
	}
	if err = page.Failure(err); err != nil || fmt.Sprint(ids) != fmt.Sprint([]string{"U0SIMBOT", sam, gone, guest, grid}) {
		t.Errorf("users.list: %v, %v, want the bot, sam, gone, guest and grid", ids, err)
	}
}

func TestDND(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{})
	sam := w.person(User{RealName: "Sam", DND: &DND{Enabled: true, Start: 1796000000, End: 1796030000}})
	open := w.person(User{RealName: "Open"})
	st, err := w.bot.GetDNDInfoContext(w.ctx(), &sam)
	if err != nil || !st.Enabled || st.NextStartTimestamp != 1796000000 {
		t.Errorf("dnd.info: %+v %v, want Enabled true and NextStartTimestamp 1796000000", st, err)
	}
	team, err := w.bot.GetDNDTeamInfoContext(w.ctx(), []string{sam, open})
	if err != nil || team[open].Enabled || team[open].NextEndTimestamp != 1 || !team[sam].Enabled {
		t.Errorf("dnd.teamInfo: %+v %v, want Enabled false, NextEndTimestamp 1 and Enabled true", team, err)
	}
	hidden, gone := w.person(User{RealName: "Hidden", Hidden: true}), w.person(User{RealName: "Gone", Deleted: true})
	for users, want := range map[string]string{
		sam: "no_users_provided", sam + "," + hidden: "user_not_visible", sam + ",U0NOBODY": "user_not_visible",
		strings.Repeat(sam+",", 50) + sam: "invalid_arguments",
	} {
		if _, err := w.bot.GetDNDTeamInfoContext(w.ctx(), strings.Split(users, ",")); err == nil || err.Error() != want {
			t.Errorf("dnd.teamInfo of %.60q: %v, want %s", users, err, want)
		}
	}
	if team, err := w.bot.GetDNDTeamInfoContext(w.ctx(), []string{sam, gone}); err != nil || len(team) != 1 {
		t.Errorf("dnd.teamInfo with a deactivated user: %+v %v, want a length of 1", team, err)
	}
}
