package main

import (
	"context"
	"fmt"

	"github.com/iiq-approvals/bot/internal/sensitivity"
)

type rulesCommand struct {
	Check rulesCheck `cmd:"" help:"Check a file with rules on sensitive content."`
	Try   rulesTry   `cmd:"" help:"Print what a file with rules would do to the items that are open now; nothing changes."`
}

// rulesFile is the file that a command is about: the one that it is given, else that of SENSITIVITY_RULES.
type rulesFile struct {
	File string `arg:"" optional:"" help:"A file with rules; without one, that of SENSITIVITY_RULES."`
}

// load reads the rules, and what else the command needs. Mistakes in the file are a *settingsError.
func (f rulesFile) load(p *process, also need) (SensitivityConfig, DatabaseConfig, error) {
	if f.File == "" {
		also |= needSensitivity
	}
	c, err := p.load(also)
	if err != nil {
		return c.Sensitivity, c.Database, err
	}
	if f.File != "" {
		c.Sensitivity, err = readRules(f.File)
		return c.Sensitivity, c.Database, err
	}
	if c.Sensitivity.File == "" {
		return c.Sensitivity, c.Database, &settingsError{problems: []problem{{Name: "SENSITIVITY_RULES", Missing: true, Expected: rulesExpected + "; or name one"}}}
	}
	return c.Sensitivity, c.Database, nil
}

func readRules(file string) (SensitivityConfig, error) {
	rules, mistakes, err := sensitivity.Read(file)
	if err != nil {
		return SensitivityConfig{}, fmt.Errorf("%w: %s: %s", errUsage, plain(file), whyUnread(err))
	}
	if len(mistakes) == 0 {
		return SensitivityConfig{File: file, Rules: rules}, nil
	}
	wrong := &settingsError{}
	for _, m := range mistakes {
		wrong.problems = append(wrong.problems, problem{Line: m.In(plain(file))})
	}
	return SensitivityConfig{}, wrong
}

type rulesCheck struct{ rulesFile }

// Run says that the file is in order, or prints one line for each mistake.
func (c *rulesCheck) Run(_ context.Context, p *process) error {
	s, _, err := c.load(p, 0)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "%s: %s in order\n", plain(s.File), count(len(s.Rules.All()), "rule"))
	return nil
}
