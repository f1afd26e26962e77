package blockkit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

const maxProblems = 20

// Problem is one broken rule, at the place that a JSON pointer names.
type Problem struct {
	Pointer string
	Text    string
}

// String gives the problem in Slack's form, `TEXT [json-pointer:POINTER]`.
func (p Problem) String() string {
	return fmt.Sprintf("%s [json-pointer:%s]", p.Text, p.Pointer)
}

type checker struct {
	problems []Problem
}

func (c *checker) fail(at, format string, args ...any) {
	if len(c.problems) < maxProblems {
		c.problems = append(c.problems, Problem{Pointer: at, Text: fmt.Sprintf(format, args...)})
	}
}

func (c *checker) failed() bool { return len(c.problems) > 0 }

// rule looks at one JSON value, which stands at a JSON pointer, and notes what is wrong with it.
type rule func(c *checker, at string, v any)

// all applies several rules to one value.
func all(rules ...rule) rule {
	return func(c *checker, at string, v any) {
		for _, r := range rules {
			r(c, at, v)
		}
	}
}

// Decode reads one JSON value with numbers kept as they were written. Trailing data is an error.
func Decode(raw []byte) (any, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, fmt.Errorf("decode JSON: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("decode JSON: trailing data")
	}
	return v, nil
}

func pointer(at string, part any) string {
	s := fmt.Sprint(part)
	s = strings.ReplaceAll(strings.ReplaceAll(s, "~", "~0"), "/", "~1")
	return at + "/" + s
}
