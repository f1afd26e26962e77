package demo

import (
	"fmt"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// Role is a person whom one can play in the demo: their name in IdentityIQ (or GuestName), and their part in a word.
type Role struct {
	Name, Role string
}

// Stage is what a world has in addition to its company, for people who try the demo.
type Stage struct {
	// Roles are the people whom one can play; the two who race in a workgroup come first.
	Roles []Role
	// Workgroup, Approver, Requester and Target are IIQ names.
	Workgroup, Approver, Requester, Target string
	// AdminChannel is where the bot posts notices to administrators.
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
	if err := w.IIQ.Furnish("Nora.Lindqvist", w.team(s.Target)...); err != nil {
		return s, fmt.Errorf("fill the catalogue: %w", err)
	}
	request, err := w.approvedBefore(s)
	if err != nil {
		return s, err
	}
	for _, spec := range []iiqsim.ItemSpec{
		{Template: iiqsim.TemplateEntitlements, LineCount: 3, Owner: s.Approver, Requester: s.Requester, Target: s.Target,
			DueInMillis: 4 * dayMillis, Request: request,
			Justification: "Takes over the supplier accounts from next week."},
		{Template: iiqsim.TemplateRemoval, Owner: s.Approver, Requester: "Nora.Lindqvist", Target: s.Requester,
			Justification: "Changed teams in October."},
	} {
		if _, err := w.IIQ.AddWorkItem(spec); err != nil {
			return s, fmt.Errorf("make work item: %w", err)
		}
	}
	return s, nil
}

// approvedBefore makes a request whose first approver has approved already, with words that the next one reads.
func (w *World) approvedBefore(s Stage) (request string, err error) {
	first, err := w.IIQ.AddWorkItem(iiqsim.ItemSpec{Template: iiqsim.TemplateEntitlements, LineCount: 3, Owner: "Nora.Lindqvist",
		Requester: s.Requester, Target: s.Target, Justification: "Takes over the supplier accounts from next week."})
	if err != nil {
		return "", fmt.Errorf("make work item: %w", err)
	}
	if err := w.IIQ.Approve(first.ID, "Nora.Lindqvist", "Agreed with finance. Please look at the posting right."); err != nil {
		return "", fmt.Errorf("complete in IdentityIQ: %w", err)
	}
	return first.IdentityRequest, nil
}

// team gives the colleagues of the same manager.
func (w *World) team(name string) (names []string) {
	manager := ""
	for _, p := range w.Company.People {
		if p.Name == name {
			manager = p.ManagerID
		}
	}
	for _, p := range w.Company.People {
		if p.ManagerID == manager && p.Name != name && manager != "" {
			names = append(names, p.Name)
		}
	}
	return names
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
