package iiqsim

import (
	"cmp"
	"slices"
	"strings"
)

// columnKind is what a column holds.
type columnKind uint8

const (
	columnText columnKind = iota
	columnDate
	columnNumber
	columnBool
	// columnMany holds several strings; it can be shown, not filtered or sorted by.
	columnMany
)

// value is what a row has in a column.
type value struct {
	null bool
	text string
	num  int64
	many any
}

// column is a property of a class: its kind and how it is read.
type column[T row] struct {
	kind columnKind
	read func(T) value
}

type columns[T row] map[string]column[T]

// truth is the logic of SQL: a comparison with nothing is neither true nor false.
type truth int8

const (
	isFalse   truth = -1
	isUnknown truth = 0
	isTrue    truth = 1
)

func truthOf(b bool) truth {
	if b {
		return isTrue
	}
	return isFalse
}

// unknownProperty is a property that the class does not have; it fails the whole call.
type unknownProperty struct{ property string }

func (e *unknownProperty) Error() string { return "could not resolve property: " + e.property }

// bind turns a parsed filter into a test of rows, refusing unknown properties and values of the wrong kind.
func bind[T row](node filterNode, cols columns[T]) (func(T) truth, error) {
	switch n := node.(type) {
	case nil:
		return func(T) truth { return isTrue }, nil
	case negation:
		part, err := bind(n.part, cols)
		return func(r T) truth { return -part(r) }, err
	case allOf:
		return bindParts(n.parts, cols, isTrue, func(a, b truth) truth { return min(a, b) })
	case anyOf:
		return bindParts(n.parts, cols, isFalse, func(a, b truth) truth { return max(a, b) })
	}
	return bindTest(node.(propertyTest), cols)
}

func bindParts[T row](parts []filterNode, cols columns[T], start truth, join func(a, b truth) truth) (func(T) truth, error) {
	tests := make([]func(T) truth, len(parts))
	for i, part := range parts {
		var err error
		if tests[i], err = bind(part, cols); err != nil {
			return nil, err
		}
	}
	return func(r T) truth {
		out := start
		for _, test := range tests {
			if out = join(out, test(r)); out == -start {
				return out
			}
		}
		return out
	}, nil
}

func bindTest[T row](t propertyTest, cols columns[T]) (func(T) truth, error) {
	col, ok := cols[t.property]
	if !ok {
		return nil, &unknownProperty{t.property}
	}
	if err := fits(t, col.kind); err != nil {
		return nil, err
	}
	switch t.op {
	case "isNull":
		return func(r T) truth { return truthOf(col.read(r).null) }, nil
	case "notNull":
		return func(r T) truth { return truthOf(!col.read(r).null) }, nil
	}
	match := matcher(t, col.kind)
	return func(r T) truth {
		v := col.read(r)
		if v.null {
			return isUnknown
		}
		return truthOf(match(v))
	}, nil
}

// fits refuses what a database would: a string against a date, an order of booleans, a list column.
func fits(t propertyTest, kind columnKind) error {
	if kind == columnMany {
		return &filterError{t.at, t.property + " holds many values"}
	}
	wanted := map[columnKind]tokenKind{columnText: tokenString, columnDate: tokenDate, columnNumber: tokenNumber,
		columnBool: tokenBool}[kind]
	for _, v := range t.values {
		if v.kind != wanted {
			return &filterError{t.at, "a value of the wrong type for " + t.property}
		}
	}
	if kind == columnBool && strings.Trim(t.op, "<>=") == "" && t.op != "==" {
		return &filterError{t.at, "booleans have no order"}
	}
	if kind != columnText && (t.op == "i==" || t.op == "startsWith") {
		return &filterError{t.at, t.op + " wants a text property"}
	}
	return nil
}

func matcher(t propertyTest, kind columnKind) func(value) bool {
	if t.op == "in" {
		return func(v value) bool {
			return slices.ContainsFunc(t.values, func(l literal) bool { return compareTo(v, l, kind) == 0 })
		}
	}
	want := t.values[0]
	switch t.op {
	case "i==":
		return func(v value) bool { return strings.EqualFold(v.text, want.text) }
	case "startsWith":
		return func(v value) bool { return strings.HasPrefix(v.text, want.text) }
	case "==":
		return func(v value) bool { return compareTo(v, want, kind) == 0 }
	case "!=":
		return func(v value) bool { return compareTo(v, want, kind) != 0 }
	case "<":
		return func(v value) bool { return compareTo(v, want, kind) < 0 }
	case "<=":
		return func(v value) bool { return compareTo(v, want, kind) <= 0 }
	case ">":
		return func(v value) bool { return compareTo(v, want, kind) > 0 }
	}
	return func(v value) bool { return compareTo(v, want, kind) >= 0 }
}

func compareTo(v value, l literal, kind columnKind) int {
	switch kind {
	case columnText:
		return strings.Compare(v.text, l.text)
	case columnBool:
		return cmp.Compare(v.num, boolNumber(l.text == "true"))
	}
	return cmp.Compare(v.num, l.num)
}

func boolNumber(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
