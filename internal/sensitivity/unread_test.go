package sensitivity_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/sensitivity"
)

// An item that was not read whole counts as whatever a rule could look for in what was not read.
func TestWhatWasNotReadCountsAsSensitive(t *testing.T) {
	t.Parallel()
	iiq, all := sensitivity.Demands{IIQ: true}, sensitivity.Demands{IIQ: true, Comment: true, Confirmation: true}
	for name, tc := range map[string]struct {
		rules   string
		people  bool
		show    sensitivity.Show
		demands sensitivity.Demands
	}{
		"no rules at all":            {"", false, sensitivity.Whole, iiq},
		"an entitlement":             {"rules: [{match: {entitlement: 'CN=Domain Admins,*'}, show: masked}]\n", false, sensitivity.Masked, iiq},
		"an application":             {"rules: [{match: {application: Vault}, show: notice}]\n", false, sensitivity.Notice, iiq},
		"a role":                     {"rules: [{match: {role: Auditor}, show: none}]\n", false, sensitivity.None, iiq},
		"a description":              {"rules: [{match: {description: '*merger*'}, show: notice}]\n", false, sensitivity.Notice, iiq},
		"the strictest of several":   {"rules: [{match: {role: A}, show: masked}, {match: {role: B}, show: notice}]\n", false, sensitivity.Notice, iiq},
		"demands add up":             {"rules: [{match: {role: A}, demand: comment}, {match: {privileged: true}, demand: confirmation}]\n", false, sensitivity.Whole, all},
		"another type":               {"rules: [{match: {type: Form, role: A}, show: none}]\n", false, sensitivity.Whole, iiq},
		"another requester":          {"rules: [{match: {requester: HR*, role: A}, show: none}]\n", false, sensitivity.Whole, iiq},
		"another target":             {"rules: [{match: {target: CEO}, show: none}]\n", false, sensitivity.Whole, iiq},
		"this target":                {"rules: [{match: {target: Lee.Quinn, operation: Remove}, show: none}]\n", false, sensitivity.None, iiq},
		"a target that was cut":      {"rules: [{match: {target: CEO}, show: none}]\n", true, sensitivity.None, iiq},
		"a requester that was cut":   {"rules: [{match: {requester: CEO}, show: masked}]\n", true, sensitivity.Masked, iiq},
		"the default":                {"default: {show: masked, demand: comment}\nrules: [{match: {application: Finance-ERP}, show: whole}]\n", false, sensitivity.Masked, sensitivity.Demands{IIQ: true, Comment: true}},
		"the default is the weakest": {"default: {show: masked}\nrules: [{match: {role: A}, show: notice}]\n", false, sensitivity.Notice, iiq},
	} {
		i := asked(ledger(), ledger())
		i.Unread, i.PeopleUnread = true, tc.people
		r := sensitivity.Rules{}
		if tc.rules != "" {
			r = rules(t, tc.rules)
		}
		v := r.Judge(i)
		if v.Show != tc.show || v.Demands != tc.demands {
			t.Errorf("%s: %s and %+v, want %s and %+v", name, v.Show, v.Demands, tc.show, tc.demands)
		}
		if masked := v.Show == sensitivity.Masked; masked != slices.Equal(v.Masked, []int{0, 1}) {
			t.Errorf("%s: masked are %v, want both lines, or none unless masked", name, v.Masked)
		}
	}
	i := asked()
	i.PeopleUnread = true
	if v := (sensitivity.Rules{}).Judge(i); !v.Demands.IIQ {
		t.Error("an item with names that were cut can be decided")
	}
}

// The 24th of 25 groups in one value of some 1,200 characters is looked at like the first, alone and among others.
func TestRulesSeeTheWholeValue(t *testing.T) {
	t.Parallel()
	r := rules(t, "rules: [{match: {entitlement: 'CN=Domain Admins,*'}, show: masked, demand: [iiq]}]\n")
	for _, separate := range []bool{false, true} {
		var groups []string
		for n := range 25 {
			groups = append(groups, fmt.Sprintf("CN=Team-Share-%02d,OU=Groups,OU=Europe,DC=ex,DC=com", n))
		}
		groups[23] = "CN=Domain Admins,CN=Users,DC=ex,DC=com"
		l := ledger()
		l.Values = []string{strings.Join(groups, ", "), ""}
		if separate {
			groups[23] = "CN=Domain Admins,OU=Tier 0, DC=ex, DC=com"
			l.Values = append([]string{strings.Join(groups, ", "), ""}, groups...)
		}
		if v := r.Judge(asked(l)); v.Show != sensitivity.Masked || !v.Demands.IIQ {
			t.Errorf("separate %t: the rules say %s and %+v, want Show %v and IIQ true", separate, v.Show, v.Demands, sensitivity.Masked)
		}
	}
}

func BenchmarkJudgeLongValues(b *testing.B) {
	for _, kib := range []int{64, 128, 256} {
		l := ledger()
		l.Values = []string{strings.Repeat("CN=Team-Share-11,OU=Groups,DC=ex, ", kib*1024/34)}
		i := asked(l)
		var all strings.Builder
		all.WriteString("rules:\n")
		for n := range 20 {
			fmt.Fprintf(&all, "  - {match: {entitlement: 'CN=Domain Admins %d,*'}, show: masked}\n", n)
		}
		r, _ := sensitivity.Parse([]byte(all.String()))
		b.Run(fmt.Sprintf("%d KiB", kib), func(b *testing.B) {
			for b.Loop() {
				r.Judge(i)
			}
		})
	}
}
