package gatewayhost

import (
	"errors"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/patience"
)

// signature is a line of signatures.txt: a class, a field of it, or a method with its arguments.
type signature struct{ line, class, name, args string }

// Kinds of what a signature names.
const (
	kindClass       = "class"
	kindField       = "field"
	kindConstructor = "constructor"
	kindMethod      = "method"
)

func (s signature) kind() string {
	switch {
	case s.name == "":
		return kindClass
	case s.name == "<init>":
		return kindConstructor
	case strings.Contains(s.line, "("):
		return kindMethod
	}
	return kindField
}

func readSignatures(t *testing.T, path string) []signature {
	t.Helper()
	var out []signature
	for line := range strings.Lines(string(read(t, path))) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		s := signature{line: line}
		if class, ok := strings.CutPrefix(line, "class "); ok {
			s.class = class
		} else {
			before, args, _ := strings.Cut(line, "(")
			dot := strings.LastIndexByte(before, '.')
			s.class, s.name, s.args = before[:dot], before[dot+1:], strings.TrimSuffix(args, ")")
		}
		out = append(out, s)
	}
	return out
}

// product stands for the classes of an IdentityIQ: a folder of them, which has the check, too, and the SailPoint ones among them by
// name.
type product struct {
	dir     string
	classes map[string]*classFile
}

func pathOf(class string) string { return strings.ReplaceAll(class, ".", "/") }

// readStubs reads the signatures that the gateway is built against, as they are compiled.
func readStubs(t *testing.T, dir string) product {
	t.Helper()
	p := product{dir, map[string]*classFile{}}
	for _, file := range filesBelow(t, filepath.Join(p.dir, "sailpoint"), ".class") {
		c := readClass(read(t, file))
		p.classes[c.name] = c
	}
	return p
}

// declares tells whether a class itself has what a signature names.
func (c *classFile) declares(s signature) bool {
	if s.kind() == kindField {
		return slices.ContainsFunc(c.fields, func(m member) bool { return m.name == s.name })
	}
	return slices.ContainsFunc(c.methods, s.isMethod)
}

func (s signature) isMethod(m member) bool {
	return m.name == s.name && arguments(m.descriptor) == s.args
}

// declaring gives the classes, of a signature's own and those above it, that declare what it names. alone is false where
// Java's own classes might have it too, so that it stays when they do not.
func (p product) declaring(s signature) (in []string, alone bool) {
	alone = true
	queue := []string{pathOf(s.class)}
	for len(queue) > 0 {
		name := queue[0]
		queue = queue[1:]
		c, ours := p.classes[name]
		if !ours {
			alone = alone && (s.kind() != kindMethod || name == "java/lang/Object" && !slices.Contains(objectMethods(), s.name) ||
				name == "java/lang/Enum" && slices.Contains([]string{"values", "valueOf"}, s.name))
			continue
		}
		if c.declares(s) {
			in = append(in, name)
		}
		if s.kind() != kindConstructor {
			queue = append(queue, c.parents...)
		}
	}
	return in, alone
}

func objectMethods() []string { return []string{"toString", "equals", "hashCode", "getClass"} }

// lacking is an IdentityIQ that lacks one thing.
type lacking struct {
	what signature
	// changed are the classes that are another then; nil ones are gone.
	changed map[string][]byte
}

// losses gives an IdentityIQ for each thing that it may lack, in an order that is the same each time, the kinds in turn.
func (p product) losses(signatures []signature) []lacking {
	kinds := map[string][]lacking{}
	for _, s := range signatures {
		if s.kind() == kindClass {
			kinds[kindClass] = append(kinds[kindClass], lacking{s, map[string][]byte{pathOf(s.class): nil}})
			continue
		}
		in, alone := p.declaring(s)
		if len(in) == 0 || !alone {
			continue
		}
		l := lacking{s, map[string][]byte{}}
		for _, name := range in {
			l.changed[name] = p.classes[name].without(
				func(m member) bool { return s.kind() == kindField && m.name == s.name },
				func(m member) bool { return s.kind() != kindField && s.isMethod(m) })
		}
		kinds[s.kind()] = append(kinds[s.kind()], l)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	var out []lacking
	order := slices.Sorted(maps.Keys(kinds))
	for _, kind := range order {
		of := kinds[kind]
		rng.Shuffle(len(of), func(i, j int) { of[i], of[j] = of[j], of[i] })
	}
	for n := 0; len(out) < len(signatures); n++ {
		before := len(out)
		for _, kind := range order {
			if n < len(kinds[kind]) {
				out = append(out, kinds[kind][n])
			}
		}
		if len(out) == before {
			break
		}
	}
	return out
}

// without gives the product with some classes changed, and those that are nil gone. Its folder has the changed ones alone, and
// in the file gone the names of the others.
func (p product) without(t *testing.T, changed map[string][]byte, dir string) product {
	t.Helper()
	out := product{dir, maps.Clone(p.classes)}
	var gone []string
	for name, raw := range changed {
		if raw == nil {
			delete(out.classes, name)
			gone = append(gone, strings.ReplaceAll(name, "/", ".")+"\n")
			continue
		}
		out.classes[name] = readClass(raw)
		write(t, filepath.Join(dir, filepath.FromSlash(name)+".class"), raw)
	}
	write(t, filepath.Join(dir, "gone"), []byte(strings.Join(gone, "")))
	return out
}

func write(t *testing.T, path string, raw []byte) {
	t.Helper()
	err := os.MkdirAll(filepath.Dir(path), 0o700)
	if err == nil {
		err = os.WriteFile(path, raw, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// missingIn gives what the check has named, each line with its reason. The exit code is to fit that.
func missingIn(t *testing.T, said string, code int) map[string]string {
	t.Helper()
	out := map[string]string{}
	for line := range strings.Lines(said) {
		if line, ok := strings.CutPrefix(strings.TrimSpace(line), "missing: "); ok {
			named, reason, _ := strings.Cut(line, " (")
			out[named] = reason
		}
	}
	if want := min(len(out), 1); code != want {
		t.Errorf("the check's exit code: got %d with %d missing, want %d; it said %.2000s", code, len(out), want, said)
	}
	return out
}

// missing gives what the check names, run as its users run it, with these folders of classes before the product's.
func (p product) missing(t *testing.T, signatures string, before ...string) map[string]string {
	t.Helper()
	path := strings.Join(append(before, p.dir), string(filepath.ListSeparator))
	said, err := exec.CommandContext(t.Context(), "java", append(quick(), "-cp", path, "SignatureCheck", signatures)...).Output()
	code := 0
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		code = failed.ExitCode()
	} else if err != nil {
		t.Fatal(err)
	}
	return missingIn(t, string(said), code)
}

// missingOfEach gives what the check names in each folder of losses, by the folder's name: one program plays them all.
func (p product) missingOfEach(t *testing.T, signatures, losses string) map[string]map[string]string {
	t.Helper()
	said, err := Run(t, "com.iiqapprovals.gateway.Losses", signatures, p.dir, losses)
	if err != nil {
		t.Fatalf("play the losses: %v, %.4000s", err, said)
	}
	out := map[string]map[string]string{}
	for part := range strings.SplitSeq(said, "loss: ") {
		name, said, _ := strings.Cut(part, "\n")
		if name == "" {
			continue
		}
		said, end, _ := strings.Cut(said, "exit code: ")
		code, err := strconv.Atoi(strings.TrimSpace(end))
		if err != nil {
			t.Fatalf("%s: got no exit code in %.2000s", name, part)
		}
		out[name] = missingIn(t, said, code)
	}
	return out
}

// everyLossIsNamed takes from a stand-in for IdentityIQ one class, field, constructor or method after the other, and wants
// the check to name just that.
func everyLossIsNamed(t *testing.T, list string, whole product) {
	t.Helper()
	signatures := readSignatures(t, list)
	if got := whole.missing(t, list); len(got) > 0 {
		t.Errorf("with all that the gateway is built against: got %v missing, want nothing", got)
	}
	for name := range whole.classes {
		line := "class " + strings.ReplaceAll(name, "/", ".")
		if !slices.ContainsFunc(signatures, func(s signature) bool { return s.line == line }) {
			t.Errorf("signatures.txt: got no %q, want every class that the gateway is built against", line)
		}
	}
	losses := whole.losses(signatures)
	if len(losses)*10 < len(signatures)*9 {
		t.Errorf("got %d things that can be taken away of %d, want nine in ten", len(losses), len(signatures))
	}
	losses = patience.Some(24, losses)
	folders := t.TempDir()
	var less []product
	for n, one := range losses {
		less = append(less, whole.without(t, one.changed, filepath.Join(folders, strconv.Itoa(n))))
	}
	got := whole.missingOfEach(t, list, folders)
	for n, one := range losses {
		t.Run(one.what.line, func(t *testing.T) {
			one.compare(t, got[strconv.Itoa(n)], whole, less[n], signatures)
		})
	}
	n := slices.IndexFunc(losses, func(l lacking) bool { return l.what.kind() == kindMethod })
	losses[n].compare(t, whole.missing(t, list, less[n].dir), whole, less[n], signatures)
}

// compare wants exactly what is gone. Of a class that is gone all its members are, and what has it in its own signatures
// cannot be loaded, which the reason then tells.
func (l lacking) compare(t *testing.T, got map[string]string, whole, less product, signatures []signature) {
	t.Helper()
	for _, s := range signatures {
		reason, named := got[s.line]
		gone := s.class == l.what.class && l.what.kind() == kindClass
		if l.what.kind() != kindClass && s.kind() != kindClass {
			before, _ := whole.declaring(s)
			after, _ := less.declaring(s)
			gone = len(before) > 0 && len(after) == 0
		}
		because := l.what.kind() == kindClass && strings.Contains(strings.ReplaceAll(reason, "/", "."), l.what.class)
		if gone && !named || named && !gone && !because {
			t.Errorf("without %s: %s is named %v (%s), want %v", l.what.line, s.line, named, reason, gone)
		}
	}
	if _, named := got[l.what.line]; !named {
		t.Errorf("without %s: got %v, want it among them", l.what.line, got)
	}
}
