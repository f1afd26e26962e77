package judging

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/sensitivity"
)

// Why this process may not go by its rules. Each text has the cure.
var (
	// ErrRulesMissing: rules are in force, and this process has none.
	ErrRulesMissing = errors.New("rules on sensitive content are in force, and SENSITIVITY_RULES of this process names none: give it the " +
		"file that the others have, or take the rules out of force for all of them with `bot rules adopt --none`")
	// ErrRulesReplaced: the rules of this process were in force once, and others have replaced them.
	ErrRulesReplaced = errors.New("the rules in the file of SENSITIVITY_RULES were replaced by others: give this process the newer file, " +
		"or put these into force again for all with `bot rules adopt FILE`")

	// errUnjudged: the rules in force have not judged an item yet. A decision waits for that.
	errUnjudged = errors.New("the rules in force have not judged it yet")
)

// AdoptRules puts the rules of this process into force. JudgeAnew then judges again the open items that other rules
// have judged. ErrRulesMissing and ErrRulesReplaced: others are in force, and stay so.
func (d Rules) AdoptRules(ctx context.Context) error {
	n, err := db.New(d.base.Pool).AdoptRules(ctx, d.force.rules.Fingerprint())
	if err != nil {
		return adoptionError(err)
	}
	d.force.generation.Store(n)
	d.force.newest.Store(n)
	return nil
}

// The codes of the trigger guard_sensitivity_rules.
const (
	codeRulesMissing  = "IR001"
	codeRulesReplaced = "IR002"
)

func adoptionError(err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code {
		case codeRulesMissing:
			return ErrRulesMissing
		case codeRulesReplaced:
			return ErrRulesReplaced
		}
	}
	return fmt.Errorf("adopt rules: %w", err)
}

// Generation is that of the rules of this process.
func (d Rules) Generation() int64 { return d.force.generation.Load() }

// SawInForce notes the generation that is in force. It may be another one than that of this process.
func (d Rules) SawInForce(generation int64) { d.force.newest.Store(generation) }

// RulesReplaced reports whether other rules were last found in force than those of this process.
func (d Rules) RulesReplaced() bool { return d.force.newest.Load() > d.force.generation.Load() }

// AdoptRulesByHand puts rules into force for all replicas, as an administrator has decided: also none, and also those that others
// have replaced. The decision log says so. It reports whether others were in force before. Processes with other rules take over
// what is judged by these, and judge nothing themselves; those with these rules judge at their start.
func AdoptRulesByHand(ctx context.Context, from audit.Beginner, rules sensitivity.Rules, by audit.Operator, reason string) (bool, error) {
	changed := false
	err := pgx.BeginTxFunc(ctx, from, pgx.TxOptions{}, func(tx pgx.Tx) error {
		q := db.New(tx)
		before, err := q.RulesInForce(ctx)
		if err != nil {
			return err
		}
		if err := q.AdoptRulesByHand(ctx); err != nil {
			return err
		}
		now, err := q.AdoptRules(ctx, rules.Fingerprint())
		if err != nil || now == before.Generation {
			return err
		}
		changed = true
		return audit.Append(ctx, q, audit.Entry{Kind: audit.CommandRun, Operator: &by, Command: &audit.Command{Name: "rules adopt",
			Result: fmt.Sprintf("%s; before: %s; reason: %s", rulesInWords(rules.Fingerprint()), rulesInWords(before.Fingerprint),
				reason)}})
	})
	if err != nil {
		return false, fmt.Errorf("put rules into force: %w", err)
	}
	return changed, nil
}

// shownOfFingerprint is how many characters of a fingerprint people are shown.
const shownOfFingerprint = 12

func rulesInWords(fingerprint string) string {
	if fingerprint == "" {
		return "no rules"
	}
	return "rules " + fingerprint[:min(len(fingerprint), shownOfFingerprint)]
}
