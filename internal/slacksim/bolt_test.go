package slacksim

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// boltApp is a process of the Node program in boltclient.
type boltApp struct {
	t     *testing.T
	lines chan map[string]any
}

// startBolt runs the program, and skips the test where Node or its packages are missing.
func startBolt(t *testing.T, w *workspace) *boltApp {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("Node.js is not on this machine: the Bolt client is not tried")
	}
	if _, err := os.Stat(filepath.Join("boltclient", "node_modules", "@slack", "bolt")); err != nil {
		t.Skip("@slack/bolt is not installed: run `npm ci` in internal/slacksim/boltclient to try the Bolt client")
	}
	cmd := exec.CommandContext(w.ctx(), node, "app.mjs")
	cmd.Dir = "boltclient"
	cmd.Env = append(os.Environ(), "SLACK_API_URL="+w.api, "SLACK_APP_TOKEN="+w.opts.AppToken, "SLACK_BOT_TOKEN="+w.opts.BotToken)
	cmd.Stderr = os.Stderr
	cmd.WaitDelay = 5 * time.Second
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	b := &boltApp{t: t, lines: make(chan map[string]any, 100)}
	read := make(chan struct{})
	go func() {
		defer close(read)
		b.read(bufio.NewScanner(out))
	}()
	t.Cleanup(func() {
		_ = in.Close()
		<-read
		if err := cmd.Wait(); err != nil {
			t.Errorf("bolt app: %v", err)
		}
	})
	return b
}

func (b *boltApp) read(lines *bufio.Scanner) {
	defer close(b.lines)
	for lines.Scan() {
		var m map[string]any
		if err := json.Unmarshal(lines.Bytes(), &m); err != nil {
			b.t.Logf("bolt: %s", lines.Text())
			continue
		}
		b.lines <- m
	}
}

// told waits for the next line and wants it to hold the word and the detail.
func (b *boltApp) told(word, key, want string) {
	b.t.Helper()
	m, ok := <-b.lines
	if !ok || m["word"] != word || (key != "" && m[key] != want) {
		b.t.Fatalf("bolt says %v, want %s %s", m, word, want)
	}
}

func TestBoltClient(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{Clock: time.Now})
	sam := w.person(User{RealName: "Sam Okoye"})
	town, err := w.AddChannel("town", sam, w.BotUserID())
	if err != nil {
		t.Fatal(err)
	}
	app := startBolt(t, w)
	app.told("started", "", "")
	w.wait("Bolt connects", func() bool { return len(w.Sockets()) == 1 })

	r, err := w.Command(w.ctx(), sam, town, "/approvals", "list")
	if err != nil || !r.Acked {
		t.Fatalf("command: %+v %v, want Acked true", r, err)
	}
	app.told("command", "text", "list")
	cards := w.Inbox(sam)
	if len(cards) != 1 || w.VisibleText(cards[0]) != "A card from Bolt\n[Decide]" {
		t.Fatalf("cards %+v, want a length of 1 and VisibleText %q", cards, "A card from Bolt\n[Decide]")
	}
	if e := w.Ephemerals(sam); len(e) != 1 || e[0].Text != "You asked for list" || e[0].Channel != town {
		t.Errorf(`private answer %+v, want a length of 1, Text "You asked for list" and Channel %v`, e, town)
	}

	decide := Press{User: sam, Channel: cards[0].Channel, TS: cards[0].TS, Text: "Decide"}
	if r, err = w.Click(w.ctx(), decide); err != nil || !r.Acked {
		t.Fatalf("click: %+v %v, want Acked true", r, err)
	}
	app.told("action", "value", "42")
	if r, err = w.Submit(w.ctx(), sam, map[string]any{"Reason": "no"}); err != nil || r.FieldErrors["why"] != "A longer reason, please." {
		t.Errorf(`refused reason: %+v %v, want r.FieldErrors["why"] "A longer reason, please."`, r, err)
	}
	if r, err = w.Submit(w.ctx(), sam, map[string]any{"Reason": "because"}); err != nil || !r.Acked || len(w.Modals(sam)) != 0 {
		t.Errorf("submission: %+v %v, want Acked true and a length of 0", r, err)
	}
	app.told("view", "text", "because")
	if h, ok := w.Home(sam); !ok || !strings.Contains(w.VisibleView(h), "A card from Bolt") {
		t.Errorf(`home: %+v, want ok and VisibleView with "A card from Bolt"`, h)
	}

	w.Disconnect("refresh_requested", 0)
	w.wait("Bolt comes back", func() bool { return w.Stats().SocketsOpened == 2 && len(w.Sockets()) == 1 })
	if _, err := w.Mention(sam, town, "my approvals"); err != nil {
		t.Fatal(err)
	}
	app.told("mention", "text", "<@"+w.BotUserID()+"> my approvals")
	if st := w.Stats(); st.Unacked != 0 || st.OddAcks != 0 {
		t.Errorf("counts after the story: %+v, want Unacked 0 and OddAcks 0", st)
	}
}
