package gatewayhost

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/patience"
)

// withJavac skips the test where there is no compiler.
func withJavac(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("javac"); err != nil {
		without(t, "there is no javac")
	}
}

// sources gives the folder gateway. That it is read here tells go test when a kept result no longer holds.
func sources(t *testing.T) string {
	t.Helper()
	dir, err := sourceFolder()
	if err == nil {
		_, err = sumOf(dir)
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// tell runs a program that must end well.
func tell(t *testing.T, program string, args ...string) {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v, %.4000s", program, err, out)
	}
}

func filesBelow(t *testing.T, dir, ending string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(path, ending) {
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// release is a build's outcome: the folder, and the name of the zip in it.
type release struct{ dir, zip string }

// zipOf builds the plugin from a folder of sources.
func zipOf(t *testing.T, from, into string, args ...string) release {
	t.Helper()
	tell(t, "bash", append([]string{filepath.Join(from, "build.sh"), "--out", into}, args...)...)
	return theRelease(t, into)
}

func theRelease(t *testing.T, dir string) release {
	t.Helper()
	zips := filesBelow(t, dir, ".zip")
	if len(zips) != 1 {
		t.Fatalf("build: got the zips %v, want one", zips)
	}
	return release{dir, filepath.Base(zips[0])}
}

// entries gives the files of a zip by their names, in its order.
func entries(t *testing.T, raw []byte) (names []string, contents map[string][]byte) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatalf("read the zip: %v", err)
	}
	contents = map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if contents[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatalf("read %s: %v", f.Name, err)
		}
		names = append(names, f.Name)
	}
	return names, contents
}

// variant is what a build is asked for.
type variant struct {
	java    int
	jakarta bool
}

func (v variant) args() []string {
	args := []string{"--release", strconv.Itoa(v.java)}
	if v.jakarta {
		args = append(args, "--jakarta")
	}
	return args
}

// What is built without a word is for Java 8, the lowest that an IdentityIQ in use runs on. The short form looks at the
// build that the host's is kept with.
func TestTheBuild(t *testing.T) {
	t.Parallel()
	withJavac(t)
	kept := built(t)
	plain := theRelease(t, filepath.Join(kept, "release"))
	variant{java: 8}.isRight(t, plain)
	t.Run("tells what it uses, so that the check names what is missing", func(t *testing.T) {
		t.Parallel()
		everyLossIsNamed(t, filepath.Join(plain.dir, "signatures.txt"), readStubs(t, filepath.Join(kept, "stubs")))
	})
	t.Run("each time anew", func(t *testing.T) {
		patience.Long(t)
		t.Parallel()
		plain.eachTimeAnew(t)
	})
}

// eachTimeAnew builds each variant by the command that is documented, and the first one twice.
func (r release) eachTimeAnew(t *testing.T) {
	t.Helper()
	t.Run("the same bytes", func(t *testing.T) {
		t.Parallel()
		again := zipOf(t, sources(t), t.TempDir())
		again.checksumIsRight(t)
		r.isTheSame(t, again)
		again.sameElsewhere(t)
	})
	for _, v := range []variant{{17, true}, {11, false}, {8, true}, {11, true}, {17, false}} {
		t.Run(strings.Join(v.args(), " "), func(t *testing.T) {
			t.Parallel()
			v.isRight(t, zipOf(t, sources(t), t.TempDir(), v.args()...))
		})
	}
}

// sameElsewhere builds a copy of the sources, which has another path and younger files.
func (r release) sameElsewhere(t *testing.T) {
	t.Helper()
	elsewhere := filepath.Join(t.TempDir(), "some where else")
	if err := os.CopyFS(elsewhere, os.DirFS(sources(t))); err != nil {
		t.Fatal(err)
	}
	r.isTheSame(t, zipOf(t, elsewhere, t.TempDir()))
}

func (r release) isTheSame(t *testing.T, other release) {
	t.Helper()
	if other.zip != r.zip {
		t.Errorf("names of two builds: got %s and %s, want the same", r.zip, other.zip)
	}
	for _, name := range []string{r.zip, r.zip + ".sha256", "signatures.txt"} {
		if !bytes.Equal(read(t, filepath.Join(r.dir, name)), read(t, filepath.Join(other.dir, name))) {
			t.Errorf("%s of two builds of one source: got other bytes, want the same", name)
		}
	}
}

func (v variant) isRight(t *testing.T, r release) {
	t.Helper()
	r.checksumIsRight(t)
	v.zipIsRight(t, read(t, filepath.Join(r.dir, r.zip)))
}

// checksumIsRight holds the checksum file against the zip, in the form that sha256sum --check reads.
func (r release) checksumIsRight(t *testing.T) {
	t.Helper()
	sum := sha256.Sum256(read(t, filepath.Join(r.dir, r.zip)))
	want := hex.EncodeToString(sum[:]) + "  " + r.zip + "\n"
	if got := string(read(t, filepath.Join(r.dir, r.zip+".sha256"))); got != want {
		t.Errorf("checksum file: got %q, want %q", got, want)
	}
}

const jarName = "lib/approvals-gateway.jar"

// zipIsRight wants the plugin and nothing else: no host, no stub, and nothing of SailPoint's.
func (v variant) zipIsRight(t *testing.T, raw []byte) {
	t.Helper()
	names, contents := entries(t, raw)
	plugin := filepath.Join(sources(t), "plugin")
	want := []string{jarName, "manifest.xml"}
	for _, file := range filesBelow(t, filepath.Join(plugin, "import"), "") {
		want = append(want, "import"+filepath.ToSlash(strings.TrimPrefix(file, filepath.Join(plugin, "import"))))
	}
	slices.Sort(want)
	if slices.Sort(names); !slices.Equal(names, want) {
		t.Errorf("the zip: got %v, want %v", names, want)
	}
	if bytes.Contains(contents["manifest.xml"], []byte("@VERSION@")) {
		t.Error("manifest.xml: got @VERSION@ in it, want the version")
	}
	v.jarIsRight(t, plugin, contents[jarName])
}

func (v variant) jarIsRight(t *testing.T, plugin string, raw []byte) {
	t.Helper()
	src := filepath.Join(plugin, "src")
	unbuilt := map[string]bool{}
	for _, file := range filesBelow(t, src, ".java") {
		unbuilt[filepath.ToSlash(strings.TrimPrefix(file, src+string(filepath.Separator)))] = true
	}
	known := map[string]bool{}
	names, contents := entries(t, raw)
	for _, name := range names {
		class, isClass := strings.CutSuffix(name, ".class")
		if !isClass {
			if name != "com/iiqapprovals/gateway/signatures.txt" {
				t.Errorf("the jar: got %s in it, want classes of the plugin and signatures.txt alone", name)
			}
			continue
		}
		outer, _, _ := strings.Cut(class, "$")
		if source := outer + ".java"; unbuilt[source] || known[source] {
			known[source] = true
			delete(unbuilt, source)
		} else {
			t.Errorf("the jar: got %s in it, which is no class of the plugin", name)
		}
		v.classIsRight(t, name, contents[name])
	}
	if len(unbuilt) > 0 {
		t.Errorf("the jar: got no class of %v", unbuilt)
	}
}

func (v variant) classIsRight(t *testing.T, name string, class []byte) {
	t.Helper()
	if got := javaVersion(class); got != v.java {
		t.Errorf("%s: got a class for Java %d, want %d", name, got, v.java)
	}
	other := "jakarta/ws/rs"
	if v.jakarta {
		other = "javax/ws/rs"
	}
	if bytes.Contains(class, []byte(other)) {
		t.Errorf("%s: got %s in it, want the other package", name, other)
	}
}
