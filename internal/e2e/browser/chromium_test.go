package browser

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/patience"
)

// startWithin is how long the browser and the demo may take to come up on a slow machine.
const startWithin = 2 * time.Minute

// chromiumPath finds the browser, or skips the test.
func chromiumPath(t testing.TB) string {
	t.Helper()
	patience.Long(t)
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("no Chromium on this machine (Debian's package is chromium): the page of the demo was not looked at")
	return ""
}

var devToolsForm = regexp.MustCompile(`DevTools listening on (ws://\S+)`)

// startChromium starts a headless browser of its own and connects to it.
func startChromium(t testing.TB) *devTools {
	t.Helper()
	path := chromiumPath(t)
	home, err := os.MkdirTemp("", "iiq-approvals-chromium-")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
		"--disable-extensions",
		"--remote-debugging-port=0", "--user-data-dir="+home, "about:blank")
	cmd.Env = append(os.Environ(), "LANG=C.UTF-8", "TZ=UTC", "HOME="+home)
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("start Chromium: %v", err)
	}
	address, read := devToolsAddress(stderr)
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-read
		// It was killed: how it ended says nothing.
		_ = cmd.Wait()
		_ = os.RemoveAll(home)
	})
	ctx, cancel := context.WithTimeout(context.Background(), startWithin)
	defer cancel()
	select {
	case ws := <-address:
		d, err := dial(ws)
		if err != nil {
			t.Fatalf("connect to Chromium: %v", err)
		}
		t.Cleanup(d.close)
		return d
	case <-ctx.Done():
		t.Fatal(fmt.Errorf("Chromium does not come up: %w", ctx.Err()))
		return nil
	}
}

// devToolsAddress reads what the browser prints to its end; the address comes when it is printed.
func devToolsAddress(printed io.Reader) (address chan string, read chan struct{}) {
	address, read = make(chan string, 1), make(chan struct{})
	go func() {
		defer close(read)
		for lines := bufio.NewScanner(printed); lines.Scan(); {
			if found := devToolsForm.FindStringSubmatch(lines.Text()); found != nil {
				address <- found[1]
			}
		}
	}()
	return address, read
}
