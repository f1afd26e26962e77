package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/iiq-approvals/bot/internal/app"
	"github.com/iiq-approvals/bot/internal/doctor"
	"github.com/iiq-approvals/bot/internal/iiq"
	"github.com/iiq-approvals/bot/internal/settings"
	"github.com/iiq-approvals/bot/internal/slackui/webapi"
)

type doctorCommand struct {
	JSON    bool `help:"One JSON object instead of lines." name:"json"`
	Gateway bool `help:"Check IdentityIQ's plugin against the gateway's contract instead, by reading alone."`
	Write   bool `help:"With --gateway: also try what it writes, on work items of the fixture alone; asks before."`
	Yes     bool `help:"With --write: do not ask."`
}

// errSick is the command's error when a check failed.
var errSick = errors.New("failed")

// Run checks the settings against the real database, Slack and IdentityIQ.
func (d *doctorCommand) Run(ctx context.Context, p *process) error {
	tell := func(doctor.Finding) {}
	if !d.JSON {
		tell = func(f doctor.Finding) { printFinding(p.stdout, f) }
	}
	found, err := d.findings(ctx, p, tell)
	if err != nil {
		return err
	}
	failed := 0
	for _, f := range found {
		if f.Result == doctor.Fail {
			failed++
		}
	}
	if d.JSON {
		if err := printFindings(p.stdout, found, failed); err != nil {
			return err
		}
	}
	if failed > 0 {
		return fmt.Errorf("%s %w", count(failed, "check"), errSick)
	}
	return nil
}

func (d *doctorCommand) findings(ctx context.Context, p *process, tell func(doctor.Finding)) ([]doctor.Finding, error) {
	if d.Write && !d.Gateway || d.Yes && !d.Write {
		return nil, fmt.Errorf("%w: --write belongs to --gateway, and --yes to --write", errUsage)
	}
	if d.Gateway {
		return d.gateway(ctx, p, tell)
	}
	all, found, err := p.forDoctor()
	if err != nil {
		return nil, err
	}
	for _, f := range found {
		tell(f)
	}
	return append(found, doctor.Examine(ctx, all, tell)...), nil
}

// forDoctor reads the settings group by group. A missing setting is a failed check, and the complete groups are still
// checked. A wrong value ends the command, as it ends every other.
func (p *process) forDoctor() (doctor.Settings, []doctor.Finding, error) {
	var found []doctor.Finding
	var all settings.Config
	var ready settings.Need
	wrong := &settings.Error{}
	for _, n := range []settings.Need{settings.NeedDatabase, settings.NeedSlack, settings.NeedIIQ, settings.NeedRules, settings.NeedHTTP,
		settings.NeedLog, settings.NeedTracing, settings.NeedHabits} {
		c, err := p.Load(n)
		var told *settings.Error
		switch {
		case err == nil:
			ready |= n
			take(&all, n, c)
		case errors.As(err, &told):
			found = append(found, missing(told)...)
			for _, problem := range told.Problems {
				if !problem.Missing {
					wrong.Problems = append(wrong.Problems, problem)
				}
			}
		default:
			return doctor.Settings{}, nil, err
		}
	}
	if len(wrong.Problems) > 0 {
		return doctor.Settings{}, nil, wrong
	}
	if ready&settings.NeedSlack == 0 {
		ready |= p.slackReads(&all)
	}
	if ready&settings.NeedAll == settings.NeedAll {
		found = append(found, doctor.Finding{Result: doctor.OK, Check: "settings",
			Detail: "all that is needed is set, and every value makes sense"})
	}
	return p.doctorSettings(all, ready), append(found, retired(all.Rules)...), nil
}

// take copies one group of settings.
func take(all *settings.Config, n settings.Need, from settings.Config) {
	switch n {
	case settings.NeedDatabase:
		all.Database = from.Database
	case settings.NeedSlack:
		all.Slack = from.Slack
	case settings.NeedIIQ:
		all.IIQ = from.IIQ
	case settings.NeedRules:
		all.Rules, all.Sensitivity = from.Rules, from.Sensitivity
	}
}

// slackReads accepts Slack's settings without the app-level token, which a shadow does not need. The bot token is
// still checked.
func (p *process) slackReads(all *settings.Config) settings.Need {
	c, err := p.Load(settings.NeedSlackReads)
	if err != nil {
		return 0
	}
	all.Slack = c.Slack
	return settings.NeedSlackReads
}

func missing(told *settings.Error) (found []doctor.Finding) {
	for _, problem := range told.Problems {
		if problem.Missing {
			found = append(found, doctor.Finding{Result: doctor.Fail, Check: "settings", Detail: problem.Name + " is not set",
				Cure: "set it to " + problem.Expected + "; docs/settings.md has all settings"})
		}
	}
	return found
}

// doctorSettings gives the groups that are ready.
func (p *process) doctorSettings(c settings.Config, ready settings.Need) doctor.Settings {
	s := doctor.Settings{
		Policy: c.Rules.Policy(), Types: app.ShownTypes(c.Rules.Policy()), Clock: time.Now,
		Clean: func(text string) string { return settings.Plain(p.Guard.Clean(text)) }, Refused: refusedWhy,
	}
	if ready&settings.NeedRules != 0 {
		fingerprint := c.Sensitivity.Rules.Fingerprint()
		s.RulesFingerprint = &fingerprint
	}
	if ready&settings.NeedDatabase != 0 {
		s.Database = &doctor.Database{URL: c.Database.URL.Reveal(), ConnectWithin: app.ConnectWithin}
	}
	if ready&(settings.NeedSlack|settings.NeedSlackReads) != 0 {
		s.Slack = &doctor.Slack{App: doctor.App(app.NeededSlackApp()), AdminChannel: c.Rules.AdminChannel, API: webapi.Config{
			BotToken: c.Slack.BotToken.Reveal(), AppToken: c.Slack.AppToken.Reveal(), APIURL: c.Slack.APIURL}}
	}
	if ready&settings.NeedIIQ != 0 {
		s.IIQ = &doctor.IIQ{URL: c.IIQ.URL, ClientID: c.IIQ.ClientID, ActionMethod: c.IIQ.ActionMethod, Source: c.IIQ.IdentitySource,
			Timeout: c.IIQ.Timeout, Gateway: gatewayUnlessVendor(c.IIQ), Catalogue: c.Rules.Context == settings.ContextSCIM,
			Client: func(through *http.Client) (*iiq.Client, error) {
				return app.NewIIQThrough(c.IIQ, through, slog.New(slog.DiscardHandler), nil)
			}}
		if c.IIQ.TrialWorkflow != "" {
			s.IIQ.Trial = &doctor.Trial{Workflow: c.IIQ.TrialWorkflow, Decides: c.IIQ.TrialDecisions,
				Warning: settings.TrialWarning, Cure: settings.TrialCure}
		}
	}
	return s
}

func printFinding(w io.Writer, f doctor.Finding) {
	line := fmt.Sprintf("%-4s  %-24s  %s", f.Result, f.Check, f.Detail)
	if f.Cure != "" {
		line += " -> " + f.Cure
	}
	fmt.Fprintln(w, line)
}

func printFindings(w io.Writer, all []doctor.Finding, failed int) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	if err := out.Encode(struct {
		Failed int              `json:"failed"`
		Checks []doctor.Finding `json:"checks"`
	}{failed, all}); err != nil {
		return fmt.Errorf("print checks: %w", err)
	}
	return nil
}

// retired tells which settings are not what they were.
func retired(r settings.Rules) []doctor.Finding {
	if !r.RetiredEntity {
		return nil
	}
	return []doctor.Finding{{Result: doctor.Warn, Check: "settings", Detail: settings.RetiredEntity, Cure: settings.RetiredEntityCure}}
}
