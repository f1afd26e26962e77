package sensitivity

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// The bounds of a file.
const (
	maxBytes    = 256 << 10
	maxRules    = 1000
	maxPatterns = 200
	maxText     = 300
	maxName     = 100
	// maxMistakes bounds how many mistakes are reported.
	maxMistakes = 50
)

// Mistake is one error in a file. Line and Col count from 1.
type Mistake struct {
	Line, Col int
	// What is the error, Expected what should be there.
	What, Expected string
}

// In is the printed line for the mistake in the named file.
func (m Mistake) In(file string) string {
	return fmt.Sprintf("%s:%d:%d: %s; expected %s", file, m.Line, m.Col, m.What, m.Expected)
}

// Read reads and checks a file. The error says that the file cannot be read at all. With any mistake in the list there
// are no rules.
func Read(path string) (Rules, []Mistake, error) {
	f, err := os.Open(path)
	if err != nil {
		return Rules{}, nil, fmt.Errorf("open rules: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxBytes+1))
	if err != nil {
		return Rules{}, nil, fmt.Errorf("read rules: %w", err)
	}
	rules, mistakes := Parse(data)
	return rules, mistakes, nil
}

// Parse checks the text of a file. With any mistake there are no rules.
func Parse(data []byte) (Rules, []Mistake) {
	c := &checker{}
	rules := Rules{}
	if top := c.document(data); top != nil {
		rules = c.file(top)
	}
	if len(c.mistakes) > 0 {
		slices.SortStableFunc(c.mistakes, func(a, b Mistake) int { return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col)) })
		return Rules{}, c.mistakes
	}
	rules.form = compile(rules.all)
	return rules, nil
}

// checker goes through a file and collects its mistakes.
type checker struct {
	mistakes []Mistake
}

func (c *checker) add(at *token.Position, expected, what string, args ...any) {
	if len(c.mistakes) >= maxMistakes {
		return
	}
	m := Mistake{Line: 1, Col: 1, What: fmt.Sprintf(what, args...), Expected: expected}
	if at != nil {
		m.Line, m.Col = max(1, at.Line), max(1, at.Column)
	}
	c.mistakes = append(c.mistakes, m)
}

const expectedFile = "a mapping with rules:, and default: where there is one"

// document gives the one mapping of a file; nil when there is none, which is a mistake.
func (c *checker) document(data []byte) *ast.MappingNode {
	switch {
	case len(data) > maxBytes:
		c.add(nil, fmt.Sprintf("at most %d KiB", maxBytes>>10), "the file is too large")
		return nil
	case !utf8.Valid(data):
		c.add(nil, "text in UTF-8", "the file is no text")
		return nil
	}
	docs, ok := c.yaml(data)
	if !ok {
		return nil
	}
	if len(docs) == 0 {
		c.add(nil, expectedFile, "the file is empty")
		return nil
	}
	if len(docs) > 1 {
		c.add(position(docs[1]), "one document", "the file has %d documents", len(docs))
		return nil
	}
	top, ok := mapping(docs[0])
	if !ok {
		c.add(position(docs[0]), expectedFile, "the file is %s", kindOf(docs[0]))
	}
	return top
}

// yaml gives the documents that are not empty. Text that the parser cannot read is a mistake, even where the parser
// panics.
func (c *checker) yaml(data []byte) (docs []ast.Node, ok bool) {
	defer func() {
		if r := recover(); r != nil {
			c.add(nil, "YAML", "the file cannot be read")
			docs, ok = nil, false
		}
	}()
	tokens := lexer.Tokenize(string(data))
	if at := tooDeep(tokens); at != nil {
		c.add(at, "texts and lists of texts", "lists in lists in lists")
		return nil, false
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		c.syntax(err)
		return nil, false
	}
	for _, d := range file.Docs {
		if d != nil && d.Body != nil {
			docs = append(docs, d.Body)
		}
	}
	return docs, true
}

// maxDepth is far beyond what any file of rules needs. The parser's memory grows with the square of the depth.
const maxDepth = 50

// tooDeep gives the place where brackets, or dashes on one line, are nested too deep; nil where they are not.
func tooDeep(tokens token.Tokens) *token.Position {
	depth, dashes, line := 0, 0, 0
	for _, t := range tokens {
		if t.Position.Line != line {
			dashes, line = 0, t.Position.Line
		}
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			depth++
		case token.SequenceEndType, token.MappingEndType:
			depth--
		case token.SequenceEntryType:
			dashes++
		}
		if depth > maxDepth || dashes > maxDepth {
			return t.Position
		}
	}
	return nil
}

func (c *checker) syntax(err error) {
	var told yaml.Error
	if !errors.As(err, &told) || told.GetToken() == nil {
		c.add(nil, "YAML", "the file cannot be read")
		return
	}
	c.add(told.GetToken().Position, "YAML", "%s", oneLine(told.GetMessage()))
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func position(n ast.Node) *token.Position {
	switch n := n.(type) {
	case *ast.MappingNode:
		// Its own token is the colon of its first pair.
		if len(n.Values) > 0 && !n.IsFlowStyle {
			return position(n.Values[0].Key)
		}
	case *ast.MappingValueNode:
		return position(n.Key)
	}
	if n == nil || n.GetToken() == nil {
		return nil
	}
	return n.GetToken().Position
}

// mapping accepts both forms in which the parser returns a mapping.
func mapping(n ast.Node) (*ast.MappingNode, bool) {
	switch n := n.(type) {
	case *ast.MappingNode:
		return n, true
	case *ast.MappingValueNode:
		return &ast.MappingNode{BaseNode: n.BaseNode, Start: n.Start, Values: []*ast.MappingValueNode{n}}, true
	}
	return nil, false
}

func kindOf(n ast.Node) string {
	switch n := n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return "a mapping"
	case *ast.SequenceNode:
		return "a list"
	case *ast.NullNode:
		return "nothing"
	case *ast.AliasNode:
		return "an alias (text that begins with * has to stand in quotes)"
	case *ast.AnchorNode:
		return "an anchor (text that begins with & has to stand in quotes)"
	case *ast.TagNode:
		return "a tag (text that begins with ! has to stand in quotes)"
	case *ast.BoolNode:
		return "the word " + n.GetToken().Value + ", which is no text without quotes"
	case ast.ScalarNode:
		return "a single value"
	}
	return "something else"
}
