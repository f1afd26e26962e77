package iiqsim

import "strings"

// Bounds of a filter string: how deep parentheses may stand, and how long an `in` list may be (a limit of databases).
const (
	filterDepth = 50
	filterIn    = 1000
)

// filterNode is one part of a filter: combined, negated or a test of one property.
type filterNode interface{ filterNode() }

type (
	allOf    struct{ parts []filterNode }
	anyOf    struct{ parts []filterNode }
	negation struct{ part filterNode }
	// propertyTest compares one property: == != < <= > >= i== in startsWith isNull notNull.
	propertyTest struct {
		property string
		op       string
		values   []literal
		at       int
	}
)

func (allOf) filterNode()        {}
func (anyOf) filterNode()        {}
func (negation) filterNode()     {}
func (propertyTest) filterNode() {}

// literal is a value as written: a string, a number, a date or a boolean.
type literal struct {
	kind tokenKind
	text string
	num  int64
}

type filterParser struct {
	tokens []filterToken
	pos    int
	depth  int
}

// parseFilter reads a filter string (docs/iiq-wire.md#filters-and-time). An empty one is nil, which lets everything
// through.
func parseFilter(src string) (filterNode, error) {
	tokens, err := lexFilter(src)
	if err != nil {
		return nil, err
	}
	if tokens[0].kind == tokenEnd {
		return nil, nil
	}
	p := &filterParser{tokens: tokens}
	node, err := p.either()
	if err != nil {
		return nil, err
	}
	if p.peek().kind != tokenEnd {
		return nil, p.fail("something follows the end of the filter")
	}
	return node, nil
}

func (p *filterParser) peek() filterToken { return p.tokens[p.pos] }

func (p *filterParser) take(sign string) bool {
	if t := p.peek(); t.kind == tokenSign && t.text == sign {
		p.pos++
		return true
	}
	return false
}

func (p *filterParser) fail(what string) error { return &filterError{p.peek().at, what} }

func (p *filterParser) either() (filterNode, error) {
	parts, err := p.chain("||", p.both)
	if err != nil || len(parts) == 1 {
		return first(parts), err
	}
	return anyOf{parts}, nil
}

func (p *filterParser) both() (filterNode, error) {
	parts, err := p.chain("&&", p.one)
	if err != nil || len(parts) == 1 {
		return first(parts), err
	}
	return allOf{parts}, nil
}

func (p *filterParser) chain(sign string, next func() (filterNode, error)) ([]filterNode, error) {
	var parts []filterNode
	for {
		part, err := next()
		if err != nil {
			return nil, err
		}
		if parts = append(parts, part); !p.take(sign) {
			return parts, nil
		}
	}
}

func first(parts []filterNode) filterNode {
	if len(parts) == 0 {
		return nil
	}
	return parts[0]
}

func (p *filterParser) one() (filterNode, error) {
	if p.take("!") {
		return p.negated()
	}
	if p.take("(") {
		if p.depth++; p.depth > filterDepth {
			return nil, p.fail("too many parentheses")
		}
		part, err := p.either()
		if err == nil && !p.take(")") {
			err = p.fail("`)` is missing")
		}
		p.depth--
		return part, err
	}
	return p.test()
}

// negated reads what follows a `!`: a part in parentheses, or a method without them, as the vendor's published client asks.
func (p *filterParser) negated() (filterNode, error) {
	if t := p.peek(); t.kind == tokenSign && t.text == "(" {
		part, err := p.one()
		return negation{part}, err
	}
	if next := p.tokens[min(p.pos+1, len(p.tokens)-1)]; p.peek().kind != tokenPath || next.kind != tokenSign || next.text != "(" {
		return nil, p.fail("`!` wants a method, or a part in parentheses")
	}
	part, err := p.test()
	return negation{part}, err
}

func (p *filterParser) test() (filterNode, error) {
	t := p.peek()
	if t.kind != tokenPath {
		return nil, p.fail("a property is missing")
	}
	p.pos++
	if p.take("(") {
		return p.method(t)
	}
	for _, op := range []string{"==", "!=", "<=", ">=", "<", ">", "i=="} {
		if p.take(op) {
			v, err := p.literal()
			return propertyTest{t.text, op, []literal{v}, t.at}, err
		}
	}
	return nil, p.fail("an operator is missing")
}

func (p *filterParser) method(t filterToken) (filterNode, error) {
	dot := strings.LastIndexByte(t.text, '.')
	if dot < 0 {
		return nil, p.fail("a method wants a property before it")
	}
	test := propertyTest{property: t.text[:dot], op: t.text[dot+1:], at: t.at}
	var err error
	switch test.op {
	case "isNull", "notNull":
	case "startsWith":
		var v literal
		if v, err = p.literal(); err == nil && v.kind != tokenString {
			err = p.fail("startsWith wants a string")
		}
		test.values = []literal{v}
	case "in":
		test.values, err = p.list()
	default:
		err = p.fail("unknown method " + test.op)
	}
	if err == nil && !p.take(")") {
		err = p.fail("`)` is missing")
	}
	return test, err
}

func (p *filterParser) list() ([]literal, error) {
	if !p.take("{") {
		return nil, p.fail("in wants {…}")
	}
	var out []literal
	for {
		v, err := p.literal()
		if err != nil {
			return nil, err
		}
		if out = append(out, v); len(out) > filterIn {
			return nil, p.fail("in takes 1000 values at most")
		}
		if p.take("}") {
			return out, nil
		}
		if !p.take(",") {
			return nil, p.fail("`,` or `}` is missing")
		}
	}
}

func (p *filterParser) literal() (literal, error) {
	t := p.peek()
	switch t.kind {
	case tokenString, tokenNumber, tokenDate, tokenBool:
		p.pos++
		return literal{t.kind, t.text, t.num}, nil
	}
	return literal{}, p.fail("a value is missing")
}
