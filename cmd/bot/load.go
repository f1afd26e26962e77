package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sethvargo/go-envconfig"
)

// need names the groups of settings that a command uses; others are neither asked for nor looked at.
type need uint

const (
	needDatabase need = 1 << iota
	needSlack
	// needSlackReads is needSlack of what only reads: the app token may be missing.
	needSlackReads
	needIIQ
	needRules
	needHTTP
	needLog
	// needSensitivity is the part of needRules that is in a file.
	needSensitivity
	// needTracing says where traces go.
	needTracing
	// needsProxies are the groups whose addresses are reached by the proxies of the environment.
	needsProxies = needSlack | needSlackReads | needIIQ | needTracing
	needAll      = needDatabase | needSlack | needIIQ | needRules | needHTTP | needLog | needTracing
)

// load reads the settings that a command uses. The error is a *settingsError with one problem for each wrong one; what
// is right is in the Config all the same.
func (p *process) load(what need) (Config, error) {
	r := &reader{guard: p.guard}
	var c Config
	for _, g := range groups(&c) {
		if what&g.need == 0 {
			continue
		}
		source := &envconfig.Config{Target: g.text, Lookuper: filesToo{env: p.env, reader: r}}
		if err := envconfig.ProcessWith(context.Background(), source); err != nil {
			return c, fmt.Errorf("read settings: %w", err)
		}
		g.check(r)
	}
	if what&needsProxies != 0 {
		r.proxies(p.env)
	}
	if len(r.problems) > 0 {
		return c, &settingsError{problems: r.problems}
	}
	return c, nil
}

// group is a part of the settings: as text, and the step that checks the text and fills the Config.
type group struct {
	need  need
	text  any
	check func(*reader)
}

func groups(c *Config) []group {
	e := &environment{}
	return []group{
		{needDatabase, &e.Database, func(r *reader) { c.Database = e.Database.parse(r) }},
		{needSlack, &e.Slack, func(r *reader) { c.Slack = e.Slack.parse(r) }},
		{needSlackReads, &e.Slack, func(r *reader) { c.Slack = e.Slack.parseReads(r) }},
		{needIIQ, &e.IIQ, func(r *reader) { c.IIQ = e.IIQ.parse(r) }},
		{needRules, &e.Rules, func(r *reader) { c.Rules = e.Rules.parse(r) }},
		{needRules | needSensitivity, &e.Sensitivity, func(r *reader) { c.Sensitivity = e.Sensitivity.parse(r) }},
		{needHTTP, &e.HTTP, func(r *reader) { c.HTTP = e.HTTP.parse(r) }},
		{needLog, &e.Log, func(r *reader) { c.Log = e.Log.parse(r) }},
		{needTracing, &e.Tracing, func(r *reader) { c.Tracing = e.Tracing.parse(r) }},
	}
}

// problem is one setting that is missing or wrong.
type problem struct {
	Name string
	// Missing is true when it is not set at all.
	Missing bool
	// Value is quoted, bounded and without secrets, or says that it is one.
	Value    string
	Expected string
	// Line is the whole line where it is about a file and no setting; else "".
	Line string
}

// String is the line that is printed for it.
func (p problem) String() string {
	if p.Line != "" {
		return p.Line
	}
	if p.Missing {
		return fmt.Sprintf("%s is not set: expected %s", p.Name, p.Expected)
	}
	return fmt.Sprintf("%s is wrong (%s): expected %s", p.Name, p.Value, p.Expected)
}

// settingsError is all that is wrong with the settings.
type settingsError struct{ problems []problem }

// Error joins the problems' lines.
func (e *settingsError) Error() string {
	lines := make([]string, len(e.problems))
	for i, p := range e.problems {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// filesToo looks settings up in the environment, secrets also in files. An empty variable counts as not set.
type filesToo struct {
	env    envconfig.Lookuper
	reader *reader
}

// Lookup implements envconfig.Lookuper.
func (f filesToo) Lookup(name string) (string, bool) {
	value, _ := f.env.Lookup(name)
	f.learn(name, value)
	if !slices.Contains(secretNames(), name) {
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
	value, err := readSecretFile(f.env, name)
	if err != nil {
		f.reader.wrong(name, name+"_FILE: "+err.Error(), "the path of a file that holds the value")
		return "", false
	}
	f.learn(name, value)
	return value, true
}

// learn has what is used from now on kept out of every text: a file may have changed since the process began.
func (f filesToo) learn(name, value string) {
	switch {
	case slices.Contains(secretNames(), name):
		f.reader.guard.learn(name, value)
	case slices.Contains(addressNames(), name):
		f.reader.guard.LearnAddress(value)
	}
}
