package settings

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/iiq-approvals/bot/internal/sensitivity"
)

type sensitivityEnv struct {
	File string `env:"SENSITIVITY_RULES"`
}

// Sensitivity says what may be shown in Slack, and what decisions require.
type Sensitivity struct {
	// File is the path of the rules, "" when there are none.
	File  string
	Rules sensitivity.Rules
}

func (e sensitivityEnv) parse(r *checker) Sensitivity {
	c := Sensitivity{File: e.File}
	if e.File == "" {
		return c
	}
	rules, mistakes, err := sensitivity.Read(e.File)
	if err != nil {
		r.wrong("SENSITIVITY_RULES", quoted(r.guard.Clean(e.File))+", "+WhyUnread(err), RulesExpected)
		return c
	}
	for _, m := range mistakes {
		// Each mistake gets a line of its own, unlike the errors of other settings.
		r.problems = append(r.problems, Problem{Name: "SENSITIVITY_RULES", Expected: m.Expected,
			Value: r.guard.Clean(fmt.Sprintf("%s:%d:%d: %s", Plain(e.File), m.Line, m.Col, m.What))})
	}
	c.Rules = rules
	return c
}

// RulesExpected says what the setting with the file of rules should be.
const RulesExpected = "the path of a file with rules, as docs/sensitivity.md has it"

// WhyUnread says why a file could not be read, without its path.
func WhyUnread(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}
