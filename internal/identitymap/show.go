package identitymap

import (
	"context"
	"fmt"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/caseless"
	"github.com/iiq-approvals/bot/internal/db"
)

// Found is all that the tables know about the person an administrator asked for. Each list has at most 20 entries.
type Found struct {
	Identities []approvals.Identity
	SlackUsers []approvals.SlackUser
	// Links may have expired; see LinkedAt and Until.
	Links    []Link
	Refusals []Refused
}

// Refused is a stored refusal.
type Refused struct {
	// SlackUserID or IdentityID is the person; the other is "".
	SlackUserID string
	IdentityID  string
	Why         approvals.RefusalCode
	Since       time.Time
	LastAt      time.Time
}

// Nobody reports whether nothing at all was found.
func (f Found) Nobody() bool {
	return len(f.Identities)+len(f.SlackUsers)+len(f.Links)+len(f.Refusals) == 0
}

// ByWho finds people by an e-mail address, a name or an id of IIQ, or a Slack id, and follows the links of those found to
// the other side. It uses the tables alone.
func (m *Map) ByWho(ctx context.Context, who string) (Found, error) {
	if who == "" || text(who) != who {
		return Found{}, nil
	}
	s := search{m: m, who: who}
	for _, step := range []func(context.Context) error{s.identities, s.slackUsers, s.links, s.otherSide, s.refusals} {
		if err := step(ctx); err != nil {
			return Found{}, err
		}
	}
	return s.found, nil
}

// search collects the result of ByWho. Its steps are in the order in which ByWho lists them.
type search struct {
	m     *Map
	who   string
	found Found
}

func (s *search) identities(ctx context.Context) error {
	called, err := s.m.q.IdentitiesCalled(ctx, db.IdentitiesCalledParams{Who: s.who, NameFolded: caseless.Name(s.who), MaxRows: maxSharers})
	if err != nil {
		return fmt.Errorf("read identities by name: %w", err)
	}
	for _, r := range called {
		s.addIdentity(identityOf(db.GetIdentityRow(r)))
	}
	if email(s.who) == "" {
		return nil
	}
	mailed, err := s.m.q.PeopleWithEmail(ctx, db.PeopleWithEmailParams{
		Email: email(s.who), EmailFolded: emailKey(s.who), MaxRows: maxSharers,
	})
	if err != nil {
		return fmt.Errorf("read people with an e-mail: %w", err)
	}
	for _, r := range mailed {
		s.addIdentity(identityOf(db.GetIdentityRow(r)))
	}
	return nil
}

func (s *search) slackUsers(ctx context.Context) error {
	users, err := s.m.q.SlackUsersCalled(ctx, db.SlackUsersCalledParams{Who: s.who, EmailFolded: emailKey(s.who), MaxRows: maxSharers})
	if err != nil {
		return fmt.Errorf("read Slack users: %w", err)
	}
	for _, u := range users {
		s.addSlackUser(slackUserOf(u))
	}
	return nil
}

func (s *search) links(ctx context.Context) error {
	identityIDs, slackIDs := s.ids()
	links, err := s.m.q.LinksAbout(ctx, db.LinksAboutParams{
		IdentityIds: append(identityIDs, s.who), SlackUserIds: append(slackIDs, s.who), MaxRows: maxSharers,
	})
	if err != nil {
		return fmt.Errorf("read links: %w", err)
	}
	for _, l := range links {
		s.found.Links = append(s.found.Links, linkOf(l))
	}
	return nil
}

func (s *search) otherSide(ctx context.Context) error {
	for _, l := range s.found.Links {
		i, found, err := s.m.storedIdentity(ctx, l.IdentityID)
		if err != nil {
			return err
		}
		if found {
			s.addIdentity(i)
		}
		users, err := s.m.q.SlackUsersCalled(ctx, db.SlackUsersCalledParams{Who: l.SlackUserID, MaxRows: 1})
		if err != nil {
			return fmt.Errorf("read Slack users: %w", err)
		}
		for _, u := range users {
			s.addSlackUser(slackUserOf(u))
		}
	}
	return nil
}

func (s *search) refusals(ctx context.Context) error {
	identityIDs, slackIDs := s.ids()
	rows, err := s.m.q.RefusalsAbout(ctx, db.RefusalsAboutParams{
		IdentityIds: append(identityIDs, s.who), SlackUserIds: append(slackIDs, s.who),
		Who: s.who, EmailFolded: emailKey(s.who), MaxRows: maxSharers,
	})
	if err != nil {
		return fmt.Errorf("read refusals: %w", err)
	}
	for _, r := range rows {
		s.found.Refusals = append(s.found.Refusals, refusedOf(r))
	}
	return nil
}

func refusedOf(r db.IdentityRefusal) Refused {
	f := Refused{Why: approvals.RefusalCode(r.Why), Since: r.Since, LastAt: r.LastAt}
	if r.Side == db.SideSlack {
		f.SlackUserID = r.Who
	} else {
		f.IdentityID = r.Who
	}
	return f
}

func (s *search) addIdentity(i approvals.Identity) {
	for _, have := range s.found.Identities {
		if have.ID == i.ID {
			return
		}
	}
	s.found.Identities = append(s.found.Identities, i)
}

func (s *search) addSlackUser(u approvals.SlackUser) {
	for _, have := range s.found.SlackUsers {
		if have.TeamID == u.TeamID && have.ID == u.ID {
			return
		}
	}
	s.found.SlackUsers = append(s.found.SlackUsers, u)
}

func (s *search) ids() (identityIDs, slackIDs []string) {
	for _, i := range s.found.Identities {
		identityIDs = append(identityIDs, i.ID)
	}
	for _, u := range s.found.SlackUsers {
		slackIDs = append(slackIDs, u.ID)
	}
	return identityIDs, slackIDs
}
