package main

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/iiq-approvals/bot/internal/sensitivity"
	"github.com/iiq-approvals/bot/internal/settings"
	"github.com/iiq-approvals/bot/internal/store/judging"
)

type rulesTry struct {
	rulesFile
	All bool `help:"Print also the items that would be shown whole, with nothing demanded."`
}

// Run prints one line for each item (number, type, how much is shown, masked lines of all, demands, rules), with tabs
// between them or columns on a terminal, and then how many items each rule matches. It prints no values, names or
// texts of the items.
func (c *rulesTry) Run(ctx context.Context, p *process) error {
	s, database, err := c.load(p, settings.NeedDatabase)
	if err != nil {
		return err
	}
	pool, err := openDatabase(ctx, database)
	if err != nil {
		return err
	}
	defer pool.Close()
	out := newTable(p.stdout)
	items := headed(out, "NUMBER\tTYPE\tSHOW\tMASKED LINES\tDEMAND\tRULES")
	t := trial{rules: s.Rules.All(), items: map[int]int{}, shown: map[sensitivity.Show]int{}}
	err = judging.TryRules(ctx, pool, s.Rules, func(i judging.RulesTrial) error {
		t.count(i.Verdict)
		if !c.All && i.Verdict.Same(sensitivity.Verdict{}) {
			return nil
		}
		_, err := fmt.Fprintln(items, t.line(i))
		return err
	})
	if err != nil {
		return err
	}
	items.orSay(t.noItems(c.All))
	t.sum(out)
	return out.Flush()
}

// trial counts the items.
type trial struct {
	rules []sensitivity.Rule
	// items counts by rule, shown by how much would be shown.
	items map[int]int
	shown map[sensitivity.Show]int
	total int
}

func (t *trial) count(v sensitivity.Verdict) {
	t.total++
	t.shown[v.Show]++
	for _, n := range v.Rules {
		t.items[n]++
	}
}

func (t *trial) line(i judging.RulesTrial) string {
	names := make([]string, len(i.Verdict.Rules))
	for n, rule := range i.Verdict.Rules {
		names[n] = t.name(rule)
	}
	masked := "-"
	if i.Verdict.Show == sensitivity.Masked && i.Lines > 0 {
		masked = fmt.Sprintf("%d of %d", len(i.Verdict.Masked), i.Lines)
	}
	fields := []string{i.Number, string(i.Type), string(i.Verdict.Show), masked, strings.Join(i.Verdict.Demands.Words(), ", "),
		strings.Join(names, ", ")}
	for n, f := range fields {
		fields[n] = cmp.Or(settings.Plain(f), "-")
	}
	return strings.Join(fields, "\t")
}

// name is the rule's name in the file, else its line.
func (t *trial) name(n int) string {
	return cmp.Or(t.rules[n].Name, fmt.Sprintf("line %d", t.rules[n].Line))
}

// noItems says why no item is listed, and what to do.
func (t *trial) noItems(all bool) string {
	switch {
	case t.total == 0:
		return "there are no open work items here to try the rules on; the bot reads them from IdentityIQ when it runs (`bot run`)"
	case all:
		return "no item could be listed"
	}
	return "every open item would be shown whole, with nothing demanded; --all lists them"
}

// sum prints how many items each rule matches, and how many would be shown how.
func (t *trial) sum(w table) {
	fmt.Fprintln(w)
	rules := headed(w, "RULE\tLINE\tITEMS")
	for n, rule := range t.rules {
		fmt.Fprintf(rules, "%s\t%d\t%d\n", cmp.Or(settings.Plain(rule.Name), "-"), rule.Line, t.items[n])
	}
	rules.orSay("the file has no rules; its default holds for every item")
	fmt.Fprintln(w)
	w = headed(w, "SHOW\tITEMS")
	for _, s := range sensitivity.Shows() {
		fmt.Fprintf(w, "%s\t%d\n", s, t.shown[s])
	}
	fmt.Fprintf(w, "\n%s, nothing was changed\n", count(t.total, "open item"))
}
