package localpg

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"testing"
)

// helperVariable makes the test binary a process that starts a server, tells
// about it and waits to be killed.
const helperVariable = "LOCALPG_TEST_HELPER"

// helperReport is what the helper process prints, as one line of JSON.
type helperReport struct {
	Pid     int
	Watcher int
	Home    string
	URL     string
}

func TestMain(m *testing.M) {
	if os.Getenv(helperVariable) != "" {
		os.Exit(helperMain())
	}
	os.Exit(m.Run())
}

func helperMain() int {
	server, err := Start(context.Background(), Options{Fast: true, DataDir: os.Getenv("LOCALPG_TEST_DATA")})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	report := helperReport{
		Pid:     server.proc.cmd.Process.Pid,
		Watcher: server.proc.watcher.cmd.Process.Pid,
		Home:    server.home.path,
		URL:     server.URL("postgres"),
	}
	if err := json.NewEncoder(os.Stdout).Encode(report); err != nil {
		return 1
	}
	// The end of the input says that the test itself is gone.
	_, _ = io.Copy(io.Discard, os.Stdin)
	return 0
}
