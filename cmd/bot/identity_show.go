package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/identitymap"
	"github.com/iiq-approvals/bot/internal/settings"
)

type identityShow struct {
	Who string `arg:"" help:"An e-mail address, an IIQ name or id, or a Slack id."`
}

// errNobody: nobody matches the words of the command.
var errNobody = errors.New("nobody is known by that e-mail address, name or id")

// Run prints what the tables know about a person, on both sides.
func (s *identityShow) Run(ctx context.Context, p *process) error {
	return p.withMap(ctx, func(m *identitymap.Map) error {
		found, err := m.ByWho(ctx, strings.TrimSpace(s.Who))
		if err != nil {
			return err
		}
		if found.Nobody() {
			return errNobody
		}
		printFound(p.stdout, found)
		return nil
	})
}

func printFound(w io.Writer, f identitymap.Found) {
	for _, i := range f.Identities {
		fmt.Fprintf(w, "identity %s: %s (%s), %s, %s\n", settings.Plain(i.ID), settings.Plain(i.DisplayName()), settings.Plain(i.Name),
			cmp.Or(settings.Plain(i.Email), "no e-mail address"), identityState(i))
	}
	for _, u := range f.SlackUsers {
		fmt.Fprintf(w, "Slack user %s of %s: %s, %s, %s, as of %s\n", settings.Plain(u.ID), settings.Plain(u.TeamID),
			settings.Plain(u.Name),
			cmp.Or(settings.Plain(u.Email), "no e-mail address"), slackState(u), stamp(u.CheckedAt))
	}
	for _, l := range f.Links {
		fmt.Fprintf(w, "link: Slack user %s is identity %s, %s, since %s\n",
			settings.Plain(l.SlackUserID), settings.Plain(l.IdentityID), settings.Plain(linkedHow(l)), stamp(l.LinkedAt))
	}
	for _, r := range f.Refusals {
		fmt.Fprintf(w, "refused: %s: %s, since %s, last %s\n",
			settings.Plain(cmp.Or(r.SlackUserID, r.IdentityID)), refusedWhy(r.Why), stamp(r.Since), stamp(r.LastAt))
	}
}

func identityState(i approvals.Identity) string {
	switch {
	case i.Workgroup:
		return "a workgroup"
	case !i.ActivityKnown:
		return "IdentityIQ does not tell whether active"
	case i.Inactive:
		return "inactive"
	}
	return "active"
}

func slackState(u approvals.SlackUser) string {
	switch {
	case u.Bot:
		return "a bot"
	case u.Deleted:
		return "deactivated"
	case u.Guest:
		return "a guest"
	case u.Stranger:
		return "of another organisation"
	}
	return "a member"
}

// refusedWhy says a refusal and what an administrator can do about it.
func refusedWhy(why approvals.RefusalCode) string {
	switch why {
	case approvals.RefusedNoEmail:
		return "Slack tells no e-mail address (check the scope users:read.email, or link by hand)"
	case approvals.RefusedNoIdentity:
		return "no identity in IdentityIQ has this e-mail address (correct it there, or link by hand)"
	case approvals.RefusedAmbiguous:
		return "the e-mail address stands for several (make it unique, or link by hand)"
	case approvals.RefusedInactive:
		return "the identity is inactive, or IdentityIQ does not tell"
	case approvals.RefusedBoundElsewhere:
		return "the identity is matched to another Slack user (unlink that one first if it is wrong)"
	case approvals.RefusedNotInSlack:
		return "nobody in Slack has the identity's e-mail address (invite them, or link by hand)"
	case approvals.RefusedGuest, approvals.RefusedBot, approvals.RefusedDeactivated, approvals.RefusedForeign:
		return "the Slack user is no full member of this workspace (" + string(why) + ")"
	}
	return settings.Plain(string(why))
}
