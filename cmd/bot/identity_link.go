package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/identitymap"
	"github.com/iiq-approvals/bot/internal/settings"
)

type identityLink struct {
	Slack    string `help:"The Slack user's id." required:"" placeholder:"U…"`
	Identity string `help:"The identity's name or id in IdentityIQ." required:"" placeholder:"NAME-OR-ID"`
	Reason   string `help:"Why; it is kept." required:"" placeholder:"TEXT"`
	Until    string `help:"The link ends then: a date (UTC, from 00:00) or a time as in RFC 3339." placeholder:"DATE"`
}

// Run matches a Slack user to an identity by hand.
func (l *identityLink) Run(ctx context.Context, p *process) error {
	until, err := parseTime(l.Until)
	if err != nil {
		return fmt.Errorf("%w: --until: %w", errUsage, err)
	}
	return p.withMap(ctx, func(m *identitymap.Map) error {
		made, err := m.Link(ctx, identitymap.HandLink{SlackUserID: l.Slack, Identity: l.Identity, Reason: l.Reason, Until: until})
		if err != nil {
			return byHand(err)
		}
		fmt.Fprintf(p.stdout, "linked: Slack user %s is identity %s, %s\n", settings.Plain(made.SlackUserID),
			settings.Plain(made.IdentityID), settings.Plain(linkedHow(made)))
		return nil
	})
}

type identityUnlink struct {
	Slack  string `help:"The Slack user's id." required:"" placeholder:"U…"`
	Reason string `help:"Why; it is kept." required:"" placeholder:"TEXT"`
}

// Run undoes a match.
func (l *identityUnlink) Run(ctx context.Context, p *process) error {
	return p.withMap(ctx, func(m *identitymap.Map) error {
		gone, err := m.Unlink(ctx, l.Slack, l.Reason)
		if err != nil {
			return byHand(err)
		}
		fmt.Fprintf(p.stdout, "unlinked: Slack user %s was identity %s\n", settings.Plain(gone.SlackUserID),
			settings.Plain(gone.IdentityID))
		return nil
	})
}

// byHand tells the two kinds of errors of a link by hand apart: wrong use, and a refusal in words.
func byHand(err error) error {
	if errors.Is(err, identitymap.ErrNoReason) || errors.Is(err, identitymap.ErrBadDate) {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	if r, ok := approvals.AsRefusal(err); ok {
		return fmt.Errorf("%s: %w", refusedWhy(r.Code), err)
	}
	return err
}

var errBadTime = errors.New("a date such as 2027-01-31, or a time such as 2027-01-31T12:00:00Z, is expected")

// parseTime reads RFC 3339, or a date, which is 00:00 UTC; "" is the zero time.
func parseTime(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	return time.Time{}, errBadTime
}
