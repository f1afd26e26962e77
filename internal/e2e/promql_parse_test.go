package e2e

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The forms of PromQL that the project's alert rules use, and no others: whatever else stands in a rule is an error.
// https://prometheus.io/docs/prometheus/latest/querying/basics/ and operators/.

// promNode is a parsed expression.
type promNode interface {
	eval(s *promStore) (promValue, error)
}

// promParser reads an expression from its words.
type promParser struct{ words []string }

var promWord = regexp.MustCompile(`^\s*([a-zA-Z_:][\w:]*|\d+(?:\.\d+)?|"(?:[^"\\]|\\.)*"|[=!]~|[=!><]=|[-+*/%^(){}\[\],=><])`)

// duration is a range such as 5m; it stands in brackets alone.
var promRange = regexp.MustCompile(`^\s*\[(\d+)([smhd])\]`)

func parsePromQL(text string) (promNode, error) {
	p := &promParser{}
	for rest := strings.TrimSpace(text); rest != ""; rest = strings.TrimSpace(rest) {
		if m := promRange.FindString(rest); m != "" {
			p.words = append(p.words, strings.TrimSpace(m))
			rest = rest[len(m):]
			continue
		}
		m := promWord.FindStringSubmatch(rest)
		if m == nil {
			return nil, fmt.Errorf("no word of an expression: %q", rest)
		}
		p.words = append(p.words, m[1])
		rest = rest[len(m[0]):]
	}
	n, err := p.or()
	if err == nil && len(p.words) > 0 {
		err = fmt.Errorf("not understood: %q", strings.Join(p.words, " "))
	}
	return n, err
}

func (p *promParser) next() string {
	if len(p.words) == 0 {
		return ""
	}
	return p.words[0]
}

func (p *promParser) take() string {
	w := p.next()
	p.words = p.words[min(1, len(p.words)):]
	return w
}

func (p *promParser) want(word string) error {
	if got := p.take(); got != word {
		return fmt.Errorf("%q stands where %q is expected", got, word)
	}
	return nil
}

// binary reads operands of the next stronger kind with these operators between them.
func (p *promParser) binary(operand func() (promNode, error), operators ...string) (promNode, error) {
	left, err := operand()
	for err == nil && slices.Contains(operators, p.next()) {
		b := promBinary{op: p.take(), left: left}
		b.right, err = operand()
		left = b
	}
	return left, err
}

func (p *promParser) or() (promNode, error) { return p.binary(p.compare, "or") }
func (p *promParser) compare() (promNode, error) {
	return p.binary(p.sum, "==", "!=", ">", "<", ">=", "<=")
}
func (p *promParser) sum() (promNode, error)     { return p.binary(p.product, "+", "-") }
func (p *promParser) product() (promNode, error) { return p.binary(p.operand, "*", "/") }

func (p *promParser) operand() (promNode, error) {
	word := p.take()
	if number, err := strconv.ParseFloat(word, 64); err == nil {
		return promNumber(number), nil
	}
	switch word {
	case "(":
		return p.closing(p.or)
	case "sum", "max":
		return p.aggregate(word)
	case "absent", "rate", "increase":
		if err := p.want("("); err != nil {
			return nil, err
		}
		of, err := p.closing(p.or)
		return promCall{name: word, of: of}, err
	}
	if !regexp.MustCompile(`^iiqbot_[a-z_]+$`).MatchString(word) {
		return nil, fmt.Errorf("neither a known function nor a metric of the bot: %q", word)
	}
	return p.selector(word)
}

func (p *promParser) closing(inner func() (promNode, error)) (promNode, error) {
	n, err := inner()
	if err == nil {
		err = p.want(")")
	}
	return n, err
}

func (p *promParser) aggregate(name string) (promNode, error) {
	a := promAggregate{name: name}
	if p.next() == "by" {
		p.take()
		if err := p.want("("); err != nil {
			return nil, err
		}
		for p.next() != ")" && p.next() != "" {
			if label := p.take(); label != "," {
				a.by = append(a.by, label)
			}
		}
		p.take()
	}
	if err := p.want("("); err != nil {
		return nil, err
	}
	var err error
	a.of, err = p.closing(p.or)
	return a, err
}

func (p *promParser) selector(name string) (promNode, error) {
	s := promSelector{name: name}
	if p.next() == "{" {
		p.take()
		for p.next() != "}" {
			m, err := p.matcher()
			if err != nil {
				return nil, err
			}
			s.match = append(s.match, m)
			if p.next() == "," {
				p.take()
			}
		}
		p.take()
	}
	if m := promRange.FindStringSubmatch(p.next()); m != nil {
		p.take()
		n, err := strconv.Atoi(m[1])
		if err != nil {
			return nil, err
		}
		s.over = time.Duration(n) * map[string]time.Duration{"s": time.Second, "m": time.Minute, "h": time.Hour, "d": 24 * time.Hour}[m[2]]
	}
	return s, nil
}

func (p *promParser) matcher() (promMatcher, error) {
	m := promMatcher{label: p.take(), op: p.take()}
	if !slices.Contains([]string{"=", "!=", "=~", "!~"}, m.op) {
		return m, fmt.Errorf("no way to match: %q", m.op)
	}
	value, err := strconv.Unquote(p.take())
	if err != nil {
		return m, fmt.Errorf("value of %s: %w", m.label, err)
	}
	if strings.HasSuffix(m.op, "~") {
		m.form, err = regexp.Compile("^(?:" + value + ")$")
	}
	m.value = value
	return m, err
}
