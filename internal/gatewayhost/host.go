package gatewayhost

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Path is the gateway's base below the root.
const Path = "plugin/rest/approvals-gateway"

const (
	hostClass = "com.iiqapprovals.gateway.host.Host"
	// listening begins the one line that a host prints.
	listening   = "listening "
	contextRoot = "/identityiq"
	// missingPackages is the code with which the build says that a library is not installed.
	missingPackages = 3
)

// Host is a running host.
type Host struct {
	// Root is {root}; Base is the same without the context root, where the control calls are.
	Root, Base string
}

// Start builds the gateway where that was not done yet, starts a host, and ends it with the test. Settings are those of
// the plugin, as name=value.
func Start(t testing.TB, settings ...string) *Host {
	t.Helper()
	root, err := start(t, built(t), settings)
	if err != nil {
		t.Fatalf("start the gateway: %v", err)
	}
	return &Host{Root: root, Base: strings.TrimSuffix(root, contextRoot)}
}

// Run runs a main class that stands beside the plugin's own, and gives what it said. An error is a code other than 0.
func Run(t testing.TB, class string, args ...string) (said string, err error) {
	t.Helper()
	classpath, err := os.ReadFile(filepath.Join(built(t), "classpath"))
	if err != nil {
		t.Fatalf("read class path: %v", err)
	}
	args = append(quick(), append([]string{"-cp", strings.TrimSpace(string(classpath)), class}, args...)...)
	out, err := exec.CommandContext(t.Context(), "java", args...).CombinedOutput()
	return string(out), err
}

// quick are Java's options for what ends soon: less is compiled, and one processor collects what is left over.
func quick() []string {
	return []string{"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-XX:-UsePerfData"}
}

// built gives the folder with the classes, and skips the test where they cannot be made here.
func built(t testing.TB) string {
	t.Helper()
	if _, err := exec.LookPath("javac"); err != nil {
		without(t, "there is no javac")
	}
	dir, err := build()
	if errors.Is(err, fs.ErrNotExist) {
		without(t, err.Error())
	}
	if err != nil {
		var failed *exec.ExitError
		if errors.As(err, &failed) && failed.ExitCode() == missingPackages {
			without(t, err.Error())
		}
		t.Fatalf("build the gateway: %v", err)
	}
	return dir
}

// without skips the test, or fails it where the gateway has to be tested.
func without(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("GATEWAY_TESTS") == "required" {
		t.Fatalf("GATEWAY_TESTS=required, and %s; `.ci/run prepare` installs what is needed", why)
	}
	t.Skipf("the gateway is not tested here: %s; `.ci/run prepare` installs what is needed", why)
}

func start(t testing.TB, dir string, settings []string) (root string, err error) {
	t.Helper()
	p, err := launch(dir, settings)
	if err != nil {
		return "", err
	}
	t.Cleanup(func() {
		p.end()
		if t.Failed() && p.said.Len() > 0 {
			t.Logf("the host said:\n%.8000s", p.said.String())
		}
	})
	return p.root, nil
}
