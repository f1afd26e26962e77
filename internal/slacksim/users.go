package slacksim

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// User is a person or a bot of the workspace, or of another one that shares a channel with it
// (https://docs.slack.dev/reference/objects/user-object).
type User struct {
	// ID starts with U or W; AddUser makes one when it is empty.
	ID string `json:"id"`
	// TeamID is the workspace's own when empty.
	TeamID      string `json:"team_id"`
	Name        string `json:"name"`
	RealName    string `json:"real_name"`
	DisplayName string `json:"display_name"`
	Email       string `json:"email"`
	// TZ is an IANA name; the offset follows from it and the workspace's clock, unless the machine does not know the zone:
	// then TZOffset, in seconds, stands.
	TZ       string `json:"tz"`
	TZOffset int    `json:"tz_offset"`
	Locale   string `json:"locale"`

	Deleted           bool `json:"deleted"`
	IsBot             bool `json:"is_bot"`
	IsAdmin           bool `json:"is_admin"`
	IsRestricted      bool `json:"is_restricted"`
	IsUltraRestricted bool `json:"is_ultra_restricted"`
	IsStranger        bool `json:"is_stranger"`
	IsInvited         bool `json:"is_invited_user"`
	// Unconfirmed is an e-mail address that its owner has not confirmed.
	Unconfirmed bool `json:"unconfirmed"`

	Enterprise *EnterpriseUser `json:"enterprise_user"`
	DND        *DND            `json:"dnd"`
	// NoDM is somebody whom the app may not write to: chat.postMessage and conversations.open do not find them.
	NoDM bool `json:"no_dm"`
	// Hidden is somebody whom the app may not see: user_not_visible.
	Hidden bool `json:"hidden"`
	// Omit names fields of the user object, or of its profile as `profile.NAME`, that Slack leaves out.
	Omit []string `json:"omit"`
}

// EnterpriseUser is a person's place in an Enterprise organisation.
type EnterpriseUser struct {
	ID           string   `json:"id"`
	EnterpriseID string   `json:"enterprise_id"`
	Name         string   `json:"enterprise_name"`
	Teams        []string `json:"teams"`
}

// DND is a Do Not Disturb schedule: the next span, in Unix seconds.
type DND struct {
	Enabled bool  `json:"enabled"`
	Start   int64 `json:"start"`
	End     int64 `json:"end"`
}

// AddUser lets somebody join and tells the app by team_join if they are of its workspace. It returns the user with their id.
func (s *Sim) AddUser(u User) (User, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	added, err := s.addUser(u)
	if err != nil {
		return User{}, err
	}
	if added.TeamID == s.opts.TeamID && !added.IsStranger {
		s.emit(event{"type": "team_join", "user": s.userObject(added, true), "event_ts": s.nextTS()})
	}
	return added.copy(), nil
}

// Inhabit adds somebody who was there before the app was: nobody is told. It returns the user with their id.
func (s *Sim) Inhabit(u User) (User, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	added, err := s.addUser(u)
	if err != nil {
		return User{}, err
	}
	return added.copy(), nil
}

func (s *Sim) addUser(u User) (*User, error) {
	if len(s.users) >= maxUsers {
		return nil, fmt.Errorf("add user: more than %d users", maxUsers)
	}
	if u.ID == "" {
		u.ID = s.newID("U")
	}
	if s.users[u.ID] != nil {
		return nil, fmt.Errorf("add user %s: there is one", u.ID)
	}
	s.complete(&u)
	u = u.copy()
	s.users[u.ID] = &u
	s.userOrder = append(s.userOrder, u.ID)
	s.note(Notice{Kind: "user", User: u.ID})
	return &u, nil
}

func (s *Sim) complete(u *User) {
	if u.TeamID == "" {
		u.TeamID = s.opts.TeamID
	}
	if u.RealName == "" {
		u.RealName = u.Name
	}
	if u.Name == "" {
		u.Name = strings.ToLower(strings.ReplaceAll(u.RealName, " ", "."))
	}
	if u.TZ == "" {
		u.TZ = "Etc/UTC"
	}
	if u.Locale == "" {
		u.Locale = "en-US"
	}
}

// UpdateUser changes somebody and tells the app by user_change.
func (s *Sim) UpdateUser(id string, change func(*User)) (User, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.users[id]
	if u == nil {
		return User{}, fmt.Errorf("update user %s: %w", id, ErrNoUser)
	}
	change(u)
	u.ID = id
	s.emit(event{"type": "user_change", "user": s.userObject(u, true), "cache_ts": s.stamp().Unix(), "event_ts": s.nextTS()})
	s.note(Notice{Kind: "user", User: id})
	return u.copy(), nil
}

func (u *User) copy() User {
	out := *u
	if u.DND != nil {
		dnd := *u.DND
		out.DND = &dnd
	}
	if u.Enterprise != nil {
		e := *u.Enterprise
		e.Teams = slices.Clone(e.Teams)
		out.Enterprise = &e
	}
	out.Omit = slices.Clone(u.Omit)
	return out
}

// Errors of people's doings.
var (
	// ErrNoUser says that nobody has this id.
	ErrNoUser = errors.New("no such user")
	// ErrNotSeen says that the thing to press, fill or close is not before this person's eyes.
	ErrNotSeen = errors.New("not on the person's screen")
	// ErrStandsThere says that the entry of a select stands there already, so that choosing it again tells the app nothing.
	ErrStandsThere = errors.New("the entry stands there already")
)

// Users gives everybody, in the order in which they joined.
func (s *Sim) Users() []User {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]User, 0, len(s.userOrder))
	for _, id := range s.userOrder {
		out = append(out, s.users[id].copy())
	}
	return out
}

func (s *Sim) userName(id string) string {
	u := s.users[id]
	if u == nil {
		return id
	}
	if u.DisplayName != "" {
		return u.DisplayName
	}
	return u.RealName
}

func (s *Sim) zoneOf(id string) *time.Location {
	u := s.users[id]
	if u == nil {
		return time.UTC
	}
	if zone := s.zones[u.TZ]; zone != nil {
		return zone
	}
	zone, err := time.LoadLocation(u.TZ)
	if err != nil {
		return time.FixedZone(u.TZ, u.TZOffset)
	}
	s.zones[u.TZ] = zone
	return zone
}
