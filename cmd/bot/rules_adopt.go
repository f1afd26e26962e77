package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/iiq-approvals/bot/internal/settings"
	"github.com/iiq-approvals/bot/internal/store/judging"
)

type rulesAdopt struct {
	rulesFile
	None   bool   `help:"Take all rules out of force: everything is shown whole."`
	Reason string `required:"" help:"Why; the decision log keeps it."`
}

// longestReason bounds the reason that the decision log keeps, in bytes.
const longestReason = 500

// Run puts the rules of a file, or none, into force for all replicas, and says so in the decision log.
func (c *rulesAdopt) Run(ctx context.Context, p *process) error {
	reason := strings.TrimSpace(c.Reason)
	switch {
	case c.None && c.File != "":
		return fmt.Errorf("%w: either a file or --none", errUsage)
	case reason == "" || len(reason) > longestReason || settings.Plain(reason) != reason:
		return fmt.Errorf("%w: --reason takes a text of one line, up to %d bytes", errUsage, longestReason)
	}
	var s settings.Sensitivity
	var database settings.Database
	var err error
	if c.None {
		var all settings.Config
		all, err = p.Load(settings.NeedDatabase)
		database = all.Database
	} else {
		s, database, err = c.load(p, settings.NeedDatabase)
	}
	if err != nil {
		return err
	}
	pool, err := openDatabase(ctx, database)
	if err != nil {
		return err
	}
	defer pool.Close()
	changed, err := judging.AdoptRulesByHand(ctx, pool, s.Rules, operator(), reason)
	switch {
	case err != nil:
		return err
	case !changed:
		fmt.Fprintln(p.stdout, "these rules are in force already; nothing was changed")
	case s.Rules.Empty():
		fmt.Fprintln(p.stdout, "no rules are in force any more: restart the replicas without SENSITIVITY_RULES, "+
			"so that they judge open items anew")
	default:
		fmt.Fprintf(p.stdout, "%s in force: restart the replicas with this file, so that they judge open items by it\n",
			count(len(s.Rules.All()), "rule"))
	}
	return nil
}
