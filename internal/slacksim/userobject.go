package slacksim

import "strings"

// userObject is the user as Slack describes them. Without withEmail the address is left out, as for an app without the
// scope users:read.email.
func (s *Sim) userObject(u *User, withEmail bool) map[string]any {
	at := s.stamp().In(s.zoneOf(u.ID))
	zone, offset := at.Zone()
	profile := map[string]any{
		"real_name": u.RealName, "real_name_normalized": u.RealName, "display_name": u.DisplayName,
		"display_name_normalized": u.DisplayName, "team": u.TeamID, "title": "", "status_text": "", "avatar_hash": "",
	}
	if withEmail && u.Email != "" && !u.IsStranger {
		profile["email"] = u.Email
	}
	o := map[string]any{
		"id": u.ID, "team_id": u.TeamID, "name": u.Name, "deleted": u.Deleted, "is_bot": u.IsBot, "is_app_user": false,
		"updated": int64(1700000000), "profile": profile,
	}
	if u.ID == s.opts.BotUserID {
		profile["api_app_id"], profile["bot_id"] = s.opts.AppID, s.opts.BotID
	}
	if !u.Deleted {
		s.livingFields(o, u, zone, offset)
	}
	if u.Enterprise != nil {
		o["enterprise_user"] = map[string]any{
			"id": u.Enterprise.ID, "enterprise_id": u.Enterprise.EnterpriseID, "enterprise_name": u.Enterprise.Name,
			"is_admin": false, "is_owner": false, "teams": u.Enterprise.Teams,
		}
	}
	omit(o, profile, u.Omit)
	return o
}

// livingFields are those that a deactivated user's object lacks.
func (s *Sim) livingFields(o map[string]any, u *User, zone string, offset int) {
	o["real_name"], o["color"], o["tz"], o["tz_label"], o["tz_offset"] = u.RealName, "9f69e7", u.TZ, zone, offset
	o["is_admin"], o["is_owner"], o["is_primary_owner"] = u.IsAdmin, false, false
	o["is_restricted"], o["is_ultra_restricted"] = u.IsRestricted || u.IsUltraRestricted, u.IsUltraRestricted
	o["is_email_confirmed"] = !u.Unconfirmed
	if u.IsStranger {
		o["is_stranger"] = true
	}
	if u.IsInvited {
		o["is_invited_user"] = true
	}
}

func omit(o, profile map[string]any, names []string) {
	for _, name := range names {
		if rest, inside := strings.CutPrefix(name, "profile."); inside {
			delete(profile, rest)
		} else {
			delete(o, name)
		}
	}
}
