package identitymap

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/caseless"
	"github.com/iiq-approvals/bot/internal/db"
)

// Limits of stored texts. An id or an address beyond its limit does not count as one, since a cut one could be
// another's.
const (
	maxID    = 128
	maxEmail = 320
	maxText  = 500
)

// emailKey is the form in which addresses are stored and compared: without regard to case.
func emailKey(address string) string { return caseless.Address(email(address)) }

// text makes a string that Postgres can store: valid, without NUL, cut on a whole character.
func text(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
	if len(s) <= maxText {
		return s
	}
	cut := maxText
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut]
}

// email is an address that can be stored and looked up, "" when there is none.
func email(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > maxEmail || !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' }) {
		return ""
	}
	return s
}

// validID reports whether an id may be stored and compared.
func validID(id string) bool {
	return id != "" && len(id) <= maxID && utf8.ValidString(id) &&
		!strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r == 0x7f })
}

// identityOf also takes the rows of the other queries for an identity, which have the same fields.
func identityOf(r db.GetIdentityRow) approvals.Identity {
	i := r.Identity
	return approvals.Identity{
		ID: i.ID, Name: i.Name, Display: i.DisplayName, Email: i.Email, Department: i.Department, ManagerID: i.ManagerID,
		Inactive: i.Inactive, ActivityKnown: r.ActivityKnown, Workgroup: i.Workgroup,
	}
}

func slackUserOf(u db.SlackUser) approvals.SlackUser {
	return approvals.SlackUser{
		TeamID: u.TeamID, ID: u.ID, HomeTeamID: u.HomeTeamID, EnterpriseID: u.EnterpriseID, Teams: u.Teams, Name: u.Name,
		Email: u.Email, TZ: u.Tz, Locale: u.Locale, Deleted: u.Deleted, Bot: u.Bot, Guest: u.Guest, Stranger: u.Stranger,
		CheckedAt: u.CheckedAt,
	}
}

// identityRows is a page in the form that Postgres takes. A person whose activity IIQ does not give is stored as
// inactive, so that a later answer about others never makes them active. Rows are in the order of ids, so that two
// transactions that store the same people never wait for each other.
func identityRows(page []approvals.Identity, run int64, asked time.Time) db.UpsertIdentitiesParams {
	p := db.UpsertIdentitiesParams{Run: run, SeenAt: asked}
	for _, i := range slices.SortedFunc(slices.Values(page), func(a, b approvals.Identity) int { return strings.Compare(a.ID, b.ID) }) {
		p.Ids = append(p.Ids, i.ID)
		p.Names = append(p.Names, text(i.Name))
		p.DisplayNames = append(p.DisplayNames, text(i.Display))
		p.Emails = append(p.Emails, email(i.Email))
		p.Departments = append(p.Departments, text(i.Department))
		p.ManagerIds = append(p.ManagerIds, text(i.ManagerID))
		p.Inactives = append(p.Inactives, i.Inactive || !i.ActivityKnown)
		p.Workgroups = append(p.Workgroups, i.Workgroup)
		p.NamesFolded = append(p.NamesFolded, caseless.Name(text(i.Name)))
		p.EmailsFolded = append(p.EmailsFolded, emailKey(i.Email))
		p.ActivityKnown, p.Partial = p.ActivityKnown || i.ActivityKnown, p.Partial || i.Partial
	}
	return p
}

func slackUserRow(u approvals.SlackUser, lost bool) db.UpsertSlackUserParams {
	return db.UpsertSlackUserParams{
		TeamID: u.TeamID, ID: u.ID, HomeTeamID: text(u.HomeTeamID), EnterpriseID: text(u.EnterpriseID), Teams: teams(u.Teams),
		Name: text(u.Name), Email: email(u.Email), Tz: text(u.TZ), Locale: text(u.Locale), Deleted: u.Deleted, Bot: u.Bot,
		Guest: u.Guest, Stranger: u.Stranger, CheckedAt: u.CheckedAt, Lost: lost, EmailFolded: emailKey(u.Email),
	}
}

func slackUserRows(teamID string, page []approvals.SlackUser, asked time.Time) db.UpsertSlackUsersParams {
	p := db.UpsertSlackUsersParams{TeamID: teamID, CheckedAt: asked}
	for _, u := range page {
		p.Ids = append(p.Ids, u.ID)
		p.HomeTeamIds = append(p.HomeTeamIds, text(u.HomeTeamID))
		p.EnterpriseIds = append(p.EnterpriseIds, text(u.EnterpriseID))
		p.Teams = append(p.Teams, strings.Join(teams(u.Teams), " "))
		p.Names = append(p.Names, text(u.Name))
		p.Emails = append(p.Emails, email(u.Email))
		p.Tzs = append(p.Tzs, text(u.TZ))
		p.Locales = append(p.Locales, text(u.Locale))
		p.Deleteds = append(p.Deleteds, u.Deleted)
		p.Bots = append(p.Bots, u.Bot)
		p.Guests = append(p.Guests, u.Guest)
		p.Strangers = append(p.Strangers, u.Stranger)
		p.EmailsFolded = append(p.EmailsFolded, emailKey(u.Email))
	}
	return p
}

// maxTeams bounds the stored workspaces of one person of an Enterprise organisation.
const maxTeams = 1000

func teams(ids []string) []string {
	kept := make([]string, 0, len(ids))
	for _, id := range ids {
		if validID(id) && len(kept) < maxTeams {
			kept = append(kept, id)
		}
	}
	return kept
}
