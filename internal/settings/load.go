package settings

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sethvargo/go-envconfig"
)

// Need names the groups of settings that a command uses. Other groups are neither required nor checked.
type Need uint

// The groups of settings.
const (
	NeedDatabase Need = 1 << iota
	NeedSlack
	// NeedSlackReads is NeedSlack for commands that only read: the app token may be missing.
	NeedSlackReads
	NeedIIQ
	NeedRules
	NeedHTTP
	NeedLog
	// NeedSensitivity is the part of NeedRules that comes from a file.
	NeedSensitivity
	// NeedTracing says where traces go.
	NeedTracing
	// NeedHabits says what bot audit report --habits may show.
	NeedHabits
	// needsProxies are the groups whose addresses may be reached through the proxies of the environment.
	needsProxies = NeedSlack | NeedSlackReads | NeedIIQ | NeedTracing
	NeedAll      = NeedDatabase | NeedSlack | NeedIIQ | NeedRules | NeedHTTP | NeedLog | NeedTracing
)

// Source is where settings come from, and what keeps their secrets out of every text.
type Source struct {
	Env   envconfig.Lookuper
	Guard Redactor
}

// NewSource reads settings from env, and knows its secrets already.
func NewSource(env envconfig.Lookuper) Source { return Source{Env: env, Guard: NewRedactor(env)} }

// Load reads the settings that a command uses. The error is an *Error with one problem for each wrong setting.
// The Config still has the valid ones.
func (p Source) Load(what Need) (Config, error) {
	r := &checker{guard: p.Guard}
	var c Config
	for _, g := range groups(&c) {
		if what&g.need == 0 {
			continue
		}
		source := &envconfig.Config{Target: g.text, Lookuper: filesToo{env: p.Env, reader: r}}
		if err := envconfig.ProcessWith(context.Background(), source); err != nil {
			return c, fmt.Errorf("read settings: %w", err)
		}
		g.check(r)
	}
	c.Rules.TrialReads = c.IIQ.TrialWorkflow != "" && !c.IIQ.TrialDecisions
	if what&needsProxies != 0 {
		r.proxies(p.Env)
	}
	if len(r.problems) > 0 {
		return c, &Error{Problems: r.problems}
	}
	return c, nil
}

// group is a part of the settings: its text, and the step that checks the text and fills the Config.
type group struct {
	need  Need
	text  any
	check func(*checker)
}

func groups(c *Config) []group {
	e := &environment{}
	return []group{
		{NeedDatabase, &e.Database, func(r *checker) { c.Database = e.Database.parse(r) }},
		{NeedSlack, &e.Slack, func(r *checker) { c.Slack = e.Slack.parse(r) }},
		{NeedSlackReads, &e.Slack, func(r *checker) { c.Slack = e.Slack.parseReads(r) }},
		{NeedIIQ, &e.IIQ, func(r *checker) { c.IIQ = e.IIQ.parse(r) }},
		{NeedRules, &e.Rules, func(r *checker) { c.Rules = e.Rules.parse(r) }},
		{NeedRules | NeedSensitivity, &e.Sensitivity, func(r *checker) { c.Sensitivity = e.Sensitivity.parse(r) }},
		{NeedHTTP, &e.HTTP, func(r *checker) { c.HTTP = e.HTTP.parse(r) }},
		{NeedLog, &e.Log, func(r *checker) { c.Log = e.Log.parse(r) }},
		{NeedTracing, &e.Tracing, func(r *checker) { c.Tracing = e.Tracing.parse(r) }},
		{NeedHabits, &e.Habits, func(r *checker) { c.Habits = e.Habits.parse(r) }},
	}
}

// Problem is one setting that is missing or wrong.
type Problem struct {
	Name string
	// Missing is true when the setting is not set.
	Missing bool
	// Value is quoted, bounded and without secrets, or says that it is a secret.
	Value    string
	Expected string
	// Line is the whole line of a problem with a file; "" for a problem with a setting.
	Line string
}

// String is the printed line.
func (p Problem) String() string {
	if p.Line != "" {
		return p.Line
	}
	if p.Missing {
		return fmt.Sprintf("%s is not set: expected %s", p.Name, p.Expected)
	}
	return fmt.Sprintf("%s is wrong (%s): expected %s", p.Name, p.Value, p.Expected)
}

// Error is the list of all wrong settings.
type Error struct{ Problems []Problem }

// Error joins the problems' lines.
func (e *Error) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// filesToo looks settings up in the environment, and secrets also in files. An empty variable counts as not set.
type filesToo struct {
	env    envconfig.Lookuper
	reader *checker
}

// Lookup implements envconfig.Lookuper.
func (f filesToo) Lookup(name string) (string, bool) {
	value, _ := f.env.Lookup(name)
	f.learn(name, value)
	if !slices.Contains(SecretNames(), name) {
		return value, value != ""
	}
	path, _ := f.env.Lookup(name + "_FILE")
	switch {
	case path == "":
		return value, value != ""
	case value != "":
		f.reader.wrong(name, "set together with "+name+"_FILE", "only one of the two")
		return "", false
	}
	value, err := ReadSecretFile(f.env, name)
	if err != nil {
		f.reader.wrong(name, name+"_FILE: "+err.Error(), "the path of a file that holds the value")
		return "", false
	}
	f.learn(name, value)
	return value, true
}

// learn adds a secret to the guard when it is read, since a file may have changed after the process began.
func (f filesToo) learn(name, value string) {
	switch {
	case slices.Contains(SecretNames(), name):
		f.reader.guard.learn(name, value)
	case slices.Contains(AddressNames(), name):
		f.reader.guard.LearnAddress(value)
	}
}

// LoadRun reads the settings of `bot run`. A shadow holds no connection to Slack and so needs no SLACK_APP_TOKEN.
func (p Source) LoadRun(asShadow bool) (Config, error) {
	needs := NeedAll
	if asShadow {
		needs = NeedAll&^NeedSlack | NeedSlackReads
	}
	c, err := p.Load(needs)
	c.Shadow = asShadow
	return c, err
}
