package browser

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/patience"
)

// demoProcess is a running `bot demo`.
type demoProcess struct {
	page, iiq, slack string
}

var (
	pageForm  = regexp.MustCompile(`(?m)^(http://127\.0\.0\.1:\d+/)$`)
	iiqForm   = regexp.MustCompile(`IdentityIQ is at (http://[^/]+)/`)
	slackForm = regexp.MustCompile(`Slack at (http://\S+/api/);`)
)

// startDemo builds the bot and runs its demo until the test ends.
func startDemo(t testing.TB) *demoProcess {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bot")
	noteSources(t)
	if out, err := exec.Command("go", "build", "-o", path, "github.com/iiq-approvals/bot/cmd/bot").CombinedOutput(); err != nil {
		t.Fatalf("build the bot: %v\n%s", err, out)
	}
	said := &saying{grown: make(chan struct{}, 1)}
	cmd := exec.Command(path, "demo", "--every", "0", "--addr", "127.0.0.1:0", "--logs")
	cmd.Stdout, cmd.Stderr = said, said
	if err := cmd.Start(); err != nil {
		t.Fatalf("start the demo: %v", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() { stop(t, cmd, ended, said) })
	p := &demoProcess{}
	ctx, cancel := context.WithTimeout(context.Background(), startWithin)
	defer cancel()
	for p.page == "" || p.iiq == "" || p.slack == "" {
		select {
		case <-said.grown:
			text := said.String()
			p.page, p.iiq, p.slack = first(pageForm, text), first(iiqForm, text), first(slackForm, text)
		case err := <-ended:
			ended <- err
			t.Fatalf("the demo ended: %v\n%s", err, said)
		case <-ctx.Done():
			t.Fatalf("the demo does not come up:\n%s", said)
		}
	}
	return p
}

func stop(t testing.TB, cmd *exec.Cmd, ended chan error, said *saying) {
	_ = cmd.Process.Signal(syscall.SIGTERM)
	timer := time.NewTimer(patience.Limit())
	defer timer.Stop()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("the demo ended with %v", err)
		}
	case <-timer.C:
		_ = cmd.Process.Kill()
		<-ended
		t.Error("the demo does not stop")
	}
	if t.Failed() {
		t.Logf("the demo said:\n%s", said.tail(80))
	}
}

func first(form *regexp.Regexp, text string) string {
	if found := form.FindStringSubmatch(text); found != nil {
		return found[1]
	}
	return ""
}

// noteSources looks at every source file of the bot, since go test keeps a result for as long as the files that a test
// looked at stay the same, and this test imports only a part of them.
func noteSources(t testing.TB) {
	t.Helper()
	for _, root := range []string{"../../../cmd", "../../../internal", "../../../migrations"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.IsDir() && (d.Name() == "node_modules" || d.Name() == "testdata") {
				return fs.SkipDir
			}
			if err == nil && !d.IsDir() && !strings.HasSuffix(path, "_test.go") {
				_, err = os.Stat(path)
			}
			return err
		})
		if err != nil {
			t.Fatalf("look at the sources: %v", err)
		}
	}
}

// saying is what the demo prints.
type saying struct {
	mu    sync.Mutex
	buf   bytes.Buffer
	grown chan struct{}
}

func (s *saying) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.buf.Len() < 8<<20 {
		s.buf.Write(p)
	}
	select {
	case s.grown <- struct{}{}:
	default:
	}
	return len(p), nil
}

func (s *saying) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.String()
}

func (s *saying) tail(n int) string {
	all := strings.Split(strings.TrimSpace(s.String()), "\n")
	for i, line := range all {
		all[i] = line[:min(len(line), 300)]
	}
	return strings.Join(all[max(0, len(all)-n):], "\n")
}

// ledger is what IdentityIQ was told so far.
func (d *demoProcess) ledger(t testing.TB) []iiqsim.Write {
	t.Helper()
	resp, err := http.Get(d.iiq + "/_sim/ledger")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var out []iiqsim.Write
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		t.Fatalf("read the ledger: %v", err)
	}
	return out
}

// took wants that IdentityIQ took exactly one decision on the item: this state, by this person, with these words.
func (d *demoProcess) took(t testing.TB, number, state, by, words string) {
	t.Helper()
	var of []string
	good := 0
	for _, w := range d.ledger(t) {
		if strings.TrimLeft(w.Number, "0") != number {
			continue
		}
		of = append(of, fmt.Sprintf("%+v", w))
		if w.Accepted && w.Authority && w.State == state && w.Approver == by && strings.Contains(w.Comment, words) {
			good++
		}
	}
	if good != 1 || len(of) != 1 {
		t.Errorf("IdentityIQ was told of %s: %q; want once %s by %s with %q", number, of, state, by, words)
	}
}
