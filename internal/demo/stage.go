package demo

import (
	"fmt"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// Role is somebody whom one can be in the demo, by the name of IdentityIQ (or GuestName), and what he is in a word.
type Role struct {
	Name, Role string
}

// Stage is what a world has beside its company, for people who want to try things out.
type Stage struct {
	// Roles are whom one can be, the two of a workgroup race first.
	Roles []Role
	// Workgroup, Approver, Requester and Target are IIQ names.
	Workgroup, Approver, Requester, Target string
	// AdminChannel is where the bot tells administrators what they should know.
	AdminChannel string
}

// SetStage adds a workgroup, two channels and a few things that wait already.
func (w *World) SetStage() (Stage, error) {
	admin := w.somebodyOf("IT Operations")
	s := Stage{Workgroup: storyGroup, Approver: "Sam.Okoye", Requester: "Lee.Quinn", Target: "Dana.Reyes", Roles: []Role{
		{"Sam.Okoye", "approver"}, {"Nora.Lindqvist", "second of the workgroup"}, {"Dana.Reyes", "gets the access, third of the workgroup"},
		{"Lee.Quinn", "requester"}, {GuestName, ""}, {admin, "administrator"},
	}}
	if _, err := w.IIQ.AddWorkgroup(s.Workgroup, "Ledger Owners", s.Approver, "Nora.Lindqvist", s.Target); err != nil {
		return s, fmt.Errorf("make workgroup: %w", err)
	}
	if err := w.addChannels(&s, admin); err != nil {
		return s, err
	}
	for _, spec := range []iiqsim.ItemSpec{
		{Template: iiqsim.TemplateEntitlements, LineCount: 3, Owner: s.Approver, Requester: s.Requester, Target: s.Target, DueInMillis: 4 * dayMillis,
			Justification: "Takes over the supplier accounts from next week."},
		{Template: iiqsim.TemplateRemoval, Owner: s.Approver, Requester: "Nora.Lindqvist", Target: s.Requester, Justification: "Changed teams in October."},
	} {
		if _, err := w.IIQ.AddWorkItem(spec); err != nil {
			return s, fmt.Errorf("make work item: %w", err)
		}
	}
	return s, nil
}

const dayMillis = 24 * 3_600_000

func (w *World) addChannels(s *Stage, admin string) error {
	bot := w.Slack.BotUserID()
	if _, err := w.Slack.AddChannel("finance", w.SlackID(s.Approver), w.SlackID(s.Requester), w.SlackID(s.Target), w.SlackID("Nora.Lindqvist"), bot); err != nil {
		return fmt.Errorf("make channel: %w", err)
	}
	id, err := w.Slack.AddChannel("iiq-approvals-admins-private", w.SlackID(admin), bot)
	if err != nil {
		return fmt.Errorf("make channel: %w", err)
	}
	s.AdminChannel = id
	return nil
}

// somebodyOf gives the IIQ name of the first person of a department.
func (w *World) somebodyOf(department string) string {
	for _, p := range w.Company.People {
		if p.Department == department {
			return p.Name
		}
	}
	return w.Company.People[0].Name
}
