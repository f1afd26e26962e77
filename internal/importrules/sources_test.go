package importrules

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// sourceFile is what the rules look at in one Go file.
type sourceFile struct {
	path      string // in the module, with slashes
	pkg       string
	imports   []string // of ours, as folders in the module
	network   bool     // it imports net/http
	inits     int
	generated bool
}

func (f sourceFile) folder() string { return path.Dir(f.path) }

func parse(fsys fs.FS, name string) (sourceFile, error) {
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return sourceFile{}, err
	}
	parsed, err := parser.ParseFile(token.NewFileSet(), name, text, parser.SkipObjectResolution|parser.ParseComments)
	if err != nil {
		return sourceFile{}, err
	}
	file := sourceFile{path: name, pkg: parsed.Name.Name, generated: ast.IsGenerated(parsed)}
	for _, spec := range parsed.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return sourceFile{}, err
		}
		file.network = file.network || imported == "net/http"
		if imported == module {
			file.imports = append(file.imports, ".")
		} else if folder, ours := strings.CutPrefix(imported, module+"/"); ours {
			file.imports = append(file.imports, folder)
		}
	}
	for _, decl := range parsed.Decls {
		if function, ok := decl.(*ast.FuncDecl); ok && function.Recv == nil && function.Name.Name == "init" {
			file.inits++
		}
	}
	return file, nil
}

// sources parses all Go files that are built, on whatever system.
func sources(fsys fs.FS) ([]sourceFile, error) {
	var all []sourceFile
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := path.Base(name)
		if entry.IsDir() {
			hidden := name != "." && (strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_"))
			if hidden || base == "testdata" || base == "node_modules" {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(base, ".go") || strings.HasSuffix(base, "_test.go") {
			return nil
		}
		file, err := parse(fsys, name)
		all = append(all, file)
		return err
	})
	return all, err
}

// moduleRoot is the nearest folder above that holds go.mod.
func moduleRoot(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above")
		}
		dir = filepath.Dir(dir)
	}
}

func TestSourcesSeesWhatIsBuilt(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	for name, text := range map[string]string{
		"internal/iiq/a.go": "package iiq\n\nimport (\n\tx \"" + module +
			"/internal/slackui\"\n\t\"fmt\"\n)\n\nfunc init() { fmt.Println(x.Y) }\n",
		"internal/iiq/a_windows.go":       "package iiq\n\nimport _ \"" + module + "\"\n",
		"internal/iiq/a_test.go":          "package iiq\n",
		"internal/iiq/testdata/broken.go": "not Go",
		".cache/x.go":                     "not Go",
		"web/node_modules/x.go":           "not Go",
	} {
		full := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	files, err := sources(os.DirFS(root))
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprint(files)
	want := fmt.Sprint([]sourceFile{
		{path: "internal/iiq/a.go", pkg: "iiq", imports: []string{"internal/slackui"}, inits: 1},
		{path: "internal/iiq/a_windows.go", pkg: "iiq", imports: []string{"."}},
	})
	if got != want {
		t.Errorf("found %s, want %s", got, want)
	}
}
