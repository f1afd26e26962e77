package main

import (
	"context"
	"fmt"

	"github.com/iiq-approvals/bot/internal/sensitivity"
	"github.com/iiq-approvals/bot/internal/settings"
)

type rulesCommand struct {
	Check rulesCheck `cmd:"" help:"Check a file with rules on sensitive content."`
	Adopt rulesAdopt `cmd:"" help:"Put the rules of a file, or none, into force for all replicas."`
	Try   rulesTry   `cmd:"" help:"Print what a file with rules would do to the items that are open now; nothing changes."`
}

// rulesFile is the file of a command: the one named on the command line, else that of SENSITIVITY_RULES.
type rulesFile struct {
	File string `arg:"" optional:"" help:"A file with rules; without one, that of SENSITIVITY_RULES."`
}

// load reads the rules, and the other settings that the command needs. Mistakes in the file are a *settingsError.
func (f rulesFile) load(p *process, also settings.Need) (settings.Sensitivity, settings.Database, error) {
	if f.File == "" {
		also |= settings.NeedSensitivity
	}
	c, err := p.Load(also)
	if err != nil {
		return c.Sensitivity, c.Database, err
	}
	if f.File != "" {
		c.Sensitivity, err = readRules(f.File)
		return c.Sensitivity, c.Database, err
	}
	if c.Sensitivity.File == "" {
		return c.Sensitivity, c.Database, &settings.Error{Problems: []settings.Problem{{Name: "SENSITIVITY_RULES", Missing: true,
			Expected: settings.RulesExpected + "; or name one"}}}
	}
	return c.Sensitivity, c.Database, nil
}

func readRules(file string) (settings.Sensitivity, error) {
	rules, mistakes, err := sensitivity.Read(file)
	if err != nil {
		return settings.Sensitivity{}, fmt.Errorf("%w: %s: %s", errUsage, settings.Plain(file), settings.WhyUnread(err))
	}
	if len(mistakes) == 0 {
		return settings.Sensitivity{File: file, Rules: rules}, nil
	}
	wrong := &settings.Error{}
	for _, m := range mistakes {
		wrong.Problems = append(wrong.Problems, settings.Problem{Line: m.In(settings.Plain(file))})
	}
	return settings.Sensitivity{}, wrong
}

type rulesCheck struct{ rulesFile }

// Run prints that the file is in order, or one line for each mistake.
func (c *rulesCheck) Run(_ context.Context, p *process) error {
	s, _, err := c.load(p, 0)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "%s: %s in order\n", settings.Plain(s.File), count(len(s.Rules.All()), "rule"))
	return nil
}
