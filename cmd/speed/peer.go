package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/demo"
	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/speed"
)

// peerMissing says why the peer cannot run on this machine, "" where it can.
func peerMissing() string {
	for _, name := range []string{"node", "npm"} {
		if _, err := exec.LookPath(name); err != nil {
			return name + " is not on this machine"
		}
	}
	return ""
}

// peerProcess is the program of bench/bolt beside us. It ends when its standard input does.
type peerProcess struct {
	cmd   *exec.Cmd
	in    io.Closer
	begun time.Time
}

// tryPeer measures the peer as the bot is measured. It stores nothing and looks for nothing, so that its cards are posted for it.
func tryPeer(ctx context.Context, o options) (trial, error) {
	folder, err := installPeer(ctx, peerSource)
	if err != nil {
		return trial{}, err
	}
	w, end, err := startWorld(ctx, o, false)
	if err != nil {
		return trial{}, err
	}
	defer end()
	p, err := startPeer(ctx, o, w, folder)
	if err != nil {
		return trial{}, err
	}
	defer p.stop()
	t := trial{ready: connectedAfter(w, p.begun)}
	t.noDatabase()
	if err := t.rest(ctx, o, p.cmd.Process.Pid); err != nil {
		return t, err
	}
	cards, err := dealForPeer(ctx, o, w)
	if err != nil {
		return t, err
	}
	return t, t.decide(ctx, o, w, p.cmd.Process.Pid, cards)
}

// startPeer runs the program in a world and waits until it says that it is ready.
func startPeer(ctx context.Context, o options, w *demo.World, folder string) (*peerProcess, error) {
	p := &peerProcess{cmd: exec.CommandContext(ctx, "node", "app.mjs")}
	p.cmd.Dir = folder
	p.cmd.Env = append(os.Environ(), "NODE_ENV=production")
	settings := w.Settings()
	settings["IIQ_PLUGIN_PATH"] = iiqsim.DefaultPluginPath
	if o.route == routeGateway {
		settings["IIQ_PLUGIN_PATH"] = iiqsim.GatewayPath
	}
	for name, value := range settings {
		p.cmd.Env = append(p.cmd.Env, name+"="+value)
	}
	p.cmd.Stderr = os.Stderr
	in, err := p.cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("start the peer: %w", err)
	}
	said, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("start the peer: %w", err)
	}
	p.in, p.begun = in, time.Now()
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the peer: %w", err)
	}
	line, err := bufio.NewReader(said).ReadString('\n')
	if err != nil || strings.TrimSpace(line) != "ready" {
		p.stop()
		return nil, fmt.Errorf("start the peer: it says %q: %w", line, err)
	}
	return p, nil
}

// stopWithin is how long the peer may take to end by itself.
const stopWithin = 5 * time.Second

func (p *peerProcess) stop() {
	_ = p.in.Close()
	late := time.AfterFunc(stopWithin, func() { _ = p.cmd.Process.Kill() })
	defer late.Stop()
	_ = p.cmd.Wait()
}

// dealForPeer makes the same work items as deal, and posts a card for each as the peer's app.
func dealForPeer(ctx context.Context, o options, w *demo.World) ([]card, error) {
	items, err := makeItems(w, owners(w), o.clicks)
	if err != nil {
		return nil, err
	}
	users := map[string]string{}
	for _, p := range w.Company.People {
		users[p.ID] = w.SlackID(p.Name)
	}
	cards := make([]card, 0, len(items))
	for _, it := range items {
		channel, ts, err := post(ctx, w, users[it.OwnerID], it)
		if err != nil {
			return nil, err
		}
		cards = append(cards, card{users[it.OwnerID], channel, ts, it.ID})
	}
	return cards, nil
}

// post writes a card with one button, by the Web API.
func post(ctx context.Context, w *demo.World, user string, it iiqsim.WorkItem) (channel, ts string, err error) {
	title := "Work item " + strings.TrimLeft(it.Name, "0")
	value, err := json.Marshal(map[string]string{"item": it.ID, "approver": it.OwnerID, "title": title})
	if err != nil {
		return "", "", fmt.Errorf("write a card: %w", err)
	}
	body, err := json.Marshal(map[string]any{"channel": user, "text": title, "blocks": []any{
		map[string]any{"type": "section", "text": map[string]string{"type": "mrkdwn", "text": title}},
		map[string]any{"type": "actions", "elements": []any{map[string]any{"type": "button", "action_id": "approve", "style": "primary",
			"value": string(value), "text": map[string]string{"type": "plain_text", "text": "Approve"}}}},
	}})
	if err != nil {
		return "", "", fmt.Errorf("write a card: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.SlackAPI+"chat.postMessage", strings.NewReader(string(body)))
	if err != nil {
		return "", "", fmt.Errorf("post a card: %w", err)
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("Authorization", "Bearer "+w.Settings()["SLACK_BOT_TOKEN"])
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", "", fmt.Errorf("post a card: %w", err)
	}
	defer resp.Body.Close()
	var answer struct {
		OK                 bool
		Error, Channel, TS string
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil || !answer.OK {
		return "", "", fmt.Errorf("post a card: Slack says %q: %w", answer.Error, err)
	}
	return answer.Channel, answer.TS, nil
}

// noDatabase marks what cannot be counted of somebody who has no database.
func (t *trial) noDatabase() {
	t.roundTrips, t.statements = speed.Missing, speed.Missing
	t.restTrips, t.restStatements = speed.Missing, speed.Missing
}
