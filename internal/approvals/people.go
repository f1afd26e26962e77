package approvals

import (
	"strings"
	"time"
)

// Identity is a person or a workgroup as IIQ knows it.
type Identity struct {
	ID         string
	Name       string
	Display    string
	Email      string
	Department string
	ManagerID  string
	// Inactive people decide nothing. ActivityKnown is false when this IIQ says of nobody whether they are active. Nobody
	// counts as active then.
	Inactive      bool
	ActivityKnown bool
	// Workgroup marks a group: it owns work items and is never a person.
	Workgroup bool
	// Partial: IIQ did not give all columns that it was asked for. What is empty or false here may be known from before.
	Partial bool
}

// DisplayName is what people are shown: IIQ's displayName, else its name.
func (i Identity) DisplayName() string {
	if strings.TrimSpace(i.Display) != "" {
		return i.Display
	}
	return i.Name
}

// Active reports whether the identity may decide: a person, known to be active.
func (i Identity) Active() bool { return i.ActivityKnown && !i.Inactive && !i.Workgroup }

// SlackUser is a person as Slack knows them, at CheckedAt. https://docs.slack.dev/reference/objects/user-object
type SlackUser struct {
	// TeamID is the workspace whose app talks to them. Together with ID it is the permanent key.
	TeamID string
	ID     string
	// HomeTeamID is the team_id of the user object; EnterpriseID and Teams are of its enterprise_user.
	HomeTeamID   string
	EnterpriseID string
	Teams        []string
	Name         string
	Email        string
	TZ           string
	Locale       string
	Deleted      bool
	Bot          bool
	// Guest covers is_restricted and is_ultra_restricted.
	Guest     bool
	Stranger  bool
	CheckedAt time.Time
}

// Workspace is the workspace (and, in an Enterprise organisation, the organisation) whose app this is, from auth.test.
type Workspace struct {
	TeamID       string
	EnterpriseID string
	BotUserID    string
	BotID        string
	AppID        string
	URL          string
}

// Standing judges a Slack user alone, without their identity: nil for a full member of the app's workspace, else a
// *Refusal. In an Enterprise organisation a member's home may be another workspace of the organisation:
// docs/slack-facts.md#users.
func (w Workspace) Standing(u SlackUser) error {
	switch {
	case u.Bot || u.ID == "USLACKBOT":
		return Refuse(RefusedBot)
	case u.Deleted:
		return Refuse(RefusedDeactivated)
	case u.Guest:
		return Refuse(RefusedGuest)
	case u.Stranger || !w.member(u):
		return Refuse(RefusedForeign)
	}
	return nil
}

func (w Workspace) member(u SlackUser) bool {
	if w.TeamID == "" {
		return false
	}
	if u.HomeTeamID == w.TeamID {
		return true
	}
	if w.EnterpriseID == "" || u.EnterpriseID != w.EnterpriseID {
		return false
	}
	for _, t := range u.Teams {
		if t == w.TeamID {
			return true
		}
	}
	return false
}

// Person is a Slack user who was matched to exactly one active identity.
type Person struct {
	Slack    SlackUser
	Identity Identity
}
