package shape

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"strings"
)

// Package is one folder with Go code, without its tests.
type Package struct {
	Files int
	Lines int
}

// Function is one function or method.
type Function struct {
	// Name is the file and the name, as in internal/store/cards.go:Cards.Claim.
	Name  string
	Lines int
	Test  bool
}

// Shape is what was measured of one tree.
type Shape struct {
	Packages  map[string]Package
	Functions []Function
	// Methods counts the methods of a type, by folder and name, as in internal/store.Cards.
	Methods map[string]int
	// CodeLines and TestLines are those of all packages together.
	CodeLines int
	TestLines int
}

// simulators are as large as what they stand for.
func simulators() []string { return []string{"internal/iiqsim", "internal/slacksim"} }

// Measure reads all Go files of a tree. It fails where one cannot be parsed.
func Measure(tree fs.FS) (Shape, error) {
	s := Shape{Packages: map[string]Package{}, Methods: map[string]int{}}
	err := fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return skipFolder(name)
		}
		if !strings.HasSuffix(name, ".go") {
			return nil
		}
		text, err := fs.ReadFile(tree, name)
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		return s.add(name, text)
	})
	return s, err
}

func skipFolder(name string) error {
	base := path.Base(name)
	hidden := name != "." && (strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_"))
	if hidden || base == "testdata" || base == "node_modules" {
		return fs.SkipDir
	}
	for _, s := range simulators() {
		if name == s {
			return fs.SkipDir
		}
	}
	return nil
}

// add measures one file.
func (s *Shape) add(name string, text []byte) error {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return fmt.Errorf("parse %s: %w", name, err)
	}
	if ast.IsGenerated(file) {
		return nil
	}
	test, lines := strings.HasSuffix(name, "_test.go"), bytes.Count(text, []byte("\n"))
	if test {
		s.TestLines += lines
	} else {
		p := s.Packages[path.Dir(name)]
		s.Packages[path.Dir(name)] = Package{Files: p.Files + 1, Lines: p.Lines + lines}
		s.CodeLines += lines
	}
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		label, of := f.Name.Name, receiver(f)
		if of != "" {
			label = of + "." + label
		}
		if of != "" && !test {
			s.Methods[path.Dir(name)+"."+of]++
		}
		length := fset.Position(f.End()).Line - fset.Position(f.Pos()).Line + 1
		s.Functions = append(s.Functions, Function{Name: name + ":" + label, Lines: length, Test: test})
	}
	return nil
}

// receiver is the name of the type that a method belongs to; "" for a function.
func receiver(f *ast.FuncDecl) string {
	if f.Recv == nil || len(f.Recv.List) == 0 {
		return ""
	}
	of := f.Recv.List[0].Type
	for {
		switch t := of.(type) {
		case *ast.StarExpr:
			of = t.X
		case *ast.IndexExpr:
			of = t.X
		case *ast.IndexListExpr:
			of = t.X
		case *ast.Ident:
			return t.Name
		default:
			return ""
		}
	}
}
