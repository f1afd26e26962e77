package main

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/iiq-approvals/bot/internal/sensitivity"
)

// SensitivityConfig is what may be shown in Slack, and what decisions need.
type SensitivityConfig struct {
	// File is the path of the rules, "" when there are none.
	File  string
	Rules sensitivity.Rules
}

const rulesExpected = "the path of a file with rules, as docs/sensitivity.md has it"

func (e sensitivityEnv) parse(r *reader) SensitivityConfig {
	c := SensitivityConfig{File: e.File}
	if e.File == "" {
		return c
	}
	rules, mistakes, err := sensitivity.Read(e.File)
	if err != nil {
		r.wrong("SENSITIVITY_RULES", quoted(r.guard.clean(e.File))+", "+whyUnread(err), rulesExpected)
		return c
	}
	for _, m := range mistakes {
		// Each mistake is a line of its own, unlike what else is wrong with one setting.
		r.problems = append(r.problems, problem{Name: "SENSITIVITY_RULES", Expected: m.Expected,
			Value: r.guard.clean(fmt.Sprintf("%s:%d:%d: %s", plain(e.File), m.Line, m.Col, m.What))})
	}
	c.Rules = rules
	return c
}

// whyUnread says why a file could not be read, without its path.
func whyUnread(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}
