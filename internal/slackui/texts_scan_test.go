package slackui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// handlerKey finds the sentences that handlers name in English and that are translated when they are said.
var handlerKey = regexp.MustCompile(`^(Sentence[A-Z]\w*|sentenceSent|sentenceBackToUsual|sentenceSettingsSaved)$`)

// handlerSentences finds the constants by their names.
func handlerSentences(t *testing.T) map[string]string {
	t.Helper()
	said := map[string]string{}
	for _, f := range sources(t, "*.go") {
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			for i, name := range spec.Names {
				if !handlerKey.MatchString(name.Name) || i >= len(spec.Values) {
					continue
				}
				if lit, ok := spec.Values[i].(*ast.BasicLit); ok {
					text, err := strconv.Unquote(lit.Value)
					if err != nil {
						t.Fatal(err)
					}
					said[name.Name] = text
				}
			}
			return true
		})
	}
	if len(said) < 10 {
		t.Fatalf("found only %d sentences", len(said))
	}
	return said
}

var parsed = token.NewFileSet()

// sources parses the files of the package, without tests.
func sources(t *testing.T, patterns ...string) map[string]*ast.File {
	t.Helper()
	files := map[string]*ast.File{}
	for _, pattern := range patterns {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(parsed, name, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			files[name] = f
		}
	}
	return files
}

var (
	catalogueName = regexp.MustCompile(`^(word|sentence|say)[A-Z]`)
	// notForPeople are functions whose arguments go into logs and errors, or are compared with what others sent.
	notForPeople = regexp.MustCompile(`^(Errorf|New|Info|Warn|Error|Debug|With|Log|MustCompile|EqualFold|HasPrefix|NewReplacer|panic|Format|Parse|Cut)$`)
	sentenceLike = regexp.MustCompile(`\pL\pL+[,;:]? \pL|^\p{Lu}\pL\pL`)
)

// Whatever reaches people comes out of the catalogue, in their own language: no renderer or handler has words of its own,
// and none takes those of English directly.
func TestNoTextBypassesTheCatalogue(t *testing.T) {
	files := sources(t, "render_*.go", "handle_*.go", "respond_words.go", "router*.go")
	if len(files) < 20 {
		t.Fatalf("only %d files", len(files))
	}
	for name, f := range files {
		for _, d := range f.Decls {
			checkForText(t, name, d)
		}
	}
}

func checkForText(t *testing.T, file string, d ast.Decl) {
	if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.IMPORT {
		return
	}
	ast.Inspect(d, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Field:
			return n.Tag == nil
		case *ast.CallExpr:
			return !notForPeople.MatchString(nameOfCall(n))
		case *ast.CaseClause:
			// What is compared is of others; what follows is looked at.
			for _, s := range n.Body {
				ast.Inspect(s, func(n ast.Node) bool { return !flagText(t, file, n) })
			}
			return false
		case *ast.BinaryExpr:
			if n.Op == token.EQL || n.Op == token.NEQ {
				return false
			}
		case *ast.SelectorExpr:
			// t.wordX is the reader's own language.
			ast.Inspect(n.X, func(n ast.Node) bool { return !flagText(t, file, n) })
			return false
		case *ast.ValueSpec:
			if len(n.Names) > 0 && handlerKey.MatchString(n.Names[0].Name) {
				return false
			}
		}
		return !flagText(t, file, n)
	})
}

// flagText reports a word that bypasses the catalogue; it gives true where nothing below is to be looked at.
func flagText(t *testing.T, file string, n ast.Node) bool {
	switch n := n.(type) {
	case *ast.CallExpr:
		return notForPeople.MatchString(nameOfCall(n))
	case *ast.SelectorExpr:
		return true
	case *ast.Ident:
		if catalogueName.MatchString(n.Name) && !handlerKey.MatchString(n.Name) && n.Name != "sayDateError" {
			t.Errorf("%s: %s is English alone; take it from the catalogue", parsed.Position(n.Pos()), n.Name)
		}
	case *ast.BasicLit:
		if n.Kind != token.STRING {
			return false
		}
		if text, err := strconv.Unquote(n.Value); err != nil || sentenceLike.MatchString(text) {
			t.Errorf("%s: %s is no part of the catalogue", parsed.Position(n.Pos()), n.Value)
		}
	}
	return false
}

func nameOfCall(c *ast.CallExpr) string {
	switch f := c.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}
