package sensitivity_test

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/iiq-approvals/bot/internal/sensitivity"
)

// What follows is what patterns and rules mean, in the plainest words and at any price. The tests hold the quick form
// against it.

// plainFold makes letters equal that differ in case alone.
func plainFold(s string) string {
	return strings.Map(func(c rune) rune {
		least := c
		for r := unicode.SimpleFold(c); r != c; r = unicode.SimpleFold(r) {
			least = min(least, r)
		}
		return least
	}, s)
}

// meaning is a pattern as a regular expression.
func meaning(pattern string) *regexp.Regexp {
	var form strings.Builder
	quoted := false
	for _, c := range plainFold(pattern) {
		switch {
		case quoted || (c != '*' && c != '?' && c != '\\'):
			form.WriteString(regexp.QuoteMeta(string(c)))
			quoted = false
		case c == '\\':
			quoted = true
		case c == '*':
			form.WriteString(".*")
		default:
			form.WriteString(".")
		}
	}
	if quoted {
		form.WriteString(`\\`)
	}
	return regexp.MustCompile(`(?s)\A(?:` + form.String() + `)\z`)
}

// oracle judges as the rules say, one pattern and one text after another.
type oracle struct {
	rules     []sensitivity.Rule
	byDefault sensitivity.Rule
	known     map[string]*regexp.Regexp
}

func (o *oracle) fits(p sensitivity.Pattern, text string) bool {
	if o.known == nil {
		o.known = map[string]*regexp.Regexp{}
	}
	if o.known[p.String()] == nil {
		o.known[p.String()] = meaning(p.String())
	}
	return o.known[p.String()].MatchString(string([]rune(plainFold(strings.TrimSpace(text)))))
}

func (o *oracle) any(patterns []sensitivity.Pattern, texts ...string) bool {
	return len(patterns) == 0 || slices.ContainsFunc(patterns, func(p sensitivity.Pattern) bool {
		return slices.ContainsFunc(texts, func(t string) bool { return o.fits(p, t) })
	})
}

func ofLines(r sensitivity.Rule) bool {
	return len(r.Applications)+len(r.Entitlements)+len(r.Attributes)+len(r.Roles)+len(r.Acts) > 0 || r.Privileged != nil
}

func (o *oracle) item(r sensitivity.Rule, i sensitivity.Item) bool {
	return o.any(r.Types, i.Type) && o.any(r.Requesters, i.Requester...) && o.any(r.Targets, i.Target...) &&
		o.any(r.Descriptions, i.Description)
}

func (o *oracle) line(r sensitivity.Rule, l sensitivity.Line) bool {
	values := slices.Clone(l.Values)
	for _, v := range l.Values {
		if strings.Contains(v, ", ") {
			values = append(values, strings.Split(v, ", ")...)
		}
	}
	return o.any(r.Applications, l.Application) && o.any(r.Acts, l.Operation) && o.any(r.Attributes, l.Attributes...) &&
		o.any(r.Entitlements, values...) && (len(r.Roles) == 0 || l.Role && o.any(r.Roles, values...)) &&
		(r.Privileged == nil || *r.Privileged == l.Privileged)
}

// judge judges an item that was read whole.
func (o *oracle) judge(i sensitivity.Item) sensitivity.Verdict {
	v := sensitivity.Verdict{Show: sensitivity.Whole}
	lines := i.Lines
	if len(lines) == 0 {
		lines = []sensitivity.Line{{}}
	}
	for n, l := range lines {
		show, demands := sensitivity.Show(""), sensitivity.Demands{}
		for at, r := range o.rules {
			if !o.item(r, i) || ofLines(r) && (len(i.Lines) == 0 || !o.line(r, l)) {
				continue
			}
			v.Rules = append(v.Rules, at)
			demands = both(demands, r.Demands)
			if r.Show != "" && (show == "" || r.Show.Protects(show)) {
				show = r.Show
			}
		}
		if show == "" {
			show = o.byDefault.Show
		}
		if demands == (sensitivity.Demands{}) {
			demands = o.byDefault.Demands
		}
		v.Demands = both(v.Demands, demands)
		if show == sensitivity.Masked && len(i.Lines) > 0 {
			v.Masked = append(v.Masked, n)
		}
		if show.Protects(v.Show) {
			v.Show = show
		}
	}
	if v.Show != sensitivity.Masked {
		v.Masked = nil
	}
	slices.Sort(v.Rules)
	v.Rules = slices.Compact(v.Rules)
	return v
}

func both(a, b sensitivity.Demands) sensitivity.Demands {
	return sensitivity.DemandsOf(append(a.Words(), b.Words()...))
}
