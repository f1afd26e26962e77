package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"
)

type doctorCommand struct {
	JSON bool `help:"One JSON object instead of lines." name:"json"`
}

// result is how a check ended.
type result string

// Only a fail makes the exit code 1; look is for people, who have to see for themselves.
const (
	resultOK   result = "ok"
	resultWarn result = "warn"
	resultLook result = "look"
	resultFail result = "fail"
)

// finding is the line of one check.
type finding struct {
	Result result `json:"result"`
	Check  string `json:"check"`
	Detail string `json:"detail"`
	// Cure is what to do about it; "" when there is nothing to do.
	Cure string `json:"cure,omitempty"`
}

// patient is what the checks look at, and what they found. It changes nothing anywhere.
type patient struct {
	*process
	cfg   Config
	log   *slog.Logger
	clock func() time.Time
	found []finding
	tell  func(finding)
}

// checkWithin bounds each group's questions.
const checkWithin = 2 * time.Minute

// errSick is what the command ends with when a check failed.
var errSick = errors.New("checks failed")

// Run checks the settings against the real database, Slack and IdentityIQ.
func (d *doctorCommand) Run(ctx context.Context, p *process) error {
	sick := &patient{process: p, clock: time.Now, log: slog.New(slog.DiscardHandler), tell: func(finding) {}}
	if !d.JSON {
		sick.tell = func(f finding) { printFinding(p.stdout, f) }
	}
	ready, err := sick.settings()
	if err != nil {
		return err
	}
	sick.examine(ctx, ready)
	failed := 0
	for _, f := range sick.found {
		if f.Result == resultFail {
			failed++
		}
	}
	if d.JSON {
		if err := printFindings(p.stdout, sick.found, failed); err != nil {
			return err
		}
	}
	if failed > 0 {
		return fmt.Errorf("%d %w", failed, errSick)
	}
	return nil
}

// examine makes all checks for which the settings are there.
func (p *patient) examine(ctx context.Context, ready need) {
	var db *doctorDB
	var slack *doctorSlack
	var iiq *doctorIIQ
	for _, group := range []struct {
		needs need
		check func(context.Context)
	}{
		{needDatabase, func(ctx context.Context) { db = p.postgres(ctx) }},
		{needSlack, func(ctx context.Context) { slack = p.slack(ctx) }},
		{needIIQ, func(ctx context.Context) { iiq = p.identityIQ(ctx, db) }},
		{needDatabase | needSlack | needIIQ, func(ctx context.Context) { p.mapping(ctx, db, slack, iiq) }},
	} {
		if ready&group.needs != group.needs {
			continue
		}
		within, cancel := context.WithTimeout(ctx, checkWithin)
		group.check(within)
		cancel()
	}
	if db != nil {
		db.pool.Close()
	}
}

func (p *patient) add(r result, check, cure, format string, args ...any) {
	f := finding{Result: r, Check: check, Detail: plain(p.guard.clean(fmt.Sprintf(format, args...))), Cure: plain(p.guard.clean(cure))}
	p.found = append(p.found, f)
	p.tell(f)
}

func (p *patient) ok(check, format string, args ...any) { p.add(resultOK, check, "", format, args...) }

func (p *patient) warn(check, cure, format string, args ...any) {
	p.add(resultWarn, check, cure, format, args...)
}

func (p *patient) look(check, where string) { p.add(resultLook, check, "", "%s", where) }

func (p *patient) fail(check, cure, format string, args ...any) {
	p.add(resultFail, check, cure, format, args...)
}

func printFinding(w io.Writer, f finding) {
	line := fmt.Sprintf("%-4s  %-22s  %s", f.Result, f.Check, f.Detail)
	if f.Cure != "" {
		line += " -> " + f.Cure
	}
	fmt.Fprintln(w, line)
}

func printFindings(w io.Writer, all []finding, failed int) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	if err := out.Encode(struct {
		Failed int       `json:"failed"`
		Checks []finding `json:"checks"`
	}{failed, all}); err != nil {
		return fmt.Errorf("print checks: %w", err)
	}
	return nil
}
