package campaign

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/iiq-approvals/bot/internal/slacksim"
)

// slackPlays are what Slack does wrong.
func (w *world) slackPlays() []play {
	return []play{
		{"cut sockets", 5, func(_ context.Context, rng *rand.Rand) { w.slack.DropSockets(rng.IntN(4)) }},
		{"disconnect", 5, w.disconnect},
		{"refresh sockets", 3, func(_ context.Context, rng *rand.Rand) { w.slack.Refresh(1 + rng.IntN(3)) }},
		{"Slack's calls fail", 14, w.callFault},
		{"sockets lose and double", 8, w.socketFault},
		{"somebody leaves Slack", 2, w.leaveSlack},
	}
}

func (w *world) disconnect(_ context.Context, rng *rand.Rand) {
	reasons := []string{"warning", "refresh_requested", "refresh_requested"}
	n := 1 + rng.IntN(3)
	if rng.IntN(6) == 0 {
		// These make a connection rest for minutes, so only one at a time is told.
		reasons, n = []string{"too_many_websockets", "link_disabled"}, 1
	}
	w.slack.Disconnect(reasons[rng.IntN(len(reasons))], n)
}

// withSlackFault plays a fault for a while.
func (w *world) withSlackFault(ctx context.Context, rng *rand.Rand, f slacksim.Fault) {
	id, err := w.slack.AddFault(f)
	if err != nil {
		w.journal.Note("trouble", "", "%v", err)
		return
	}
	defer w.slack.RemoveFault(id)
	w.journal.Note("slack-fault", "", "%s %s", f.Method, f.Kind)
	pause(ctx, between(rng, 500*time.Millisecond, 5*time.Second))
	w.journal.Note("slack-fault", "", "%s %s is over", f.Method, f.Kind)
}

func (w *world) callFault(ctx context.Context, rng *rand.Rand) {
	methods := []string{
		"chat.postMessage", "chat.postMessage", "chat.update", "chat.update", "response_url", "response_url", "users.info",
		"users.lookupByEmail", "conversations", "views", "apps.connections.open", "",
	}
	kinds := []slacksim.Fault{
		{Kind: slacksim.FaultRateLimited, RetryAfter: 1 + rng.IntN(3)},
		{Kind: slacksim.FaultStatus, Status: 500}, {Kind: slacksim.FaultStatusAfter, Status: 502},
		{Kind: slacksim.FaultCutBefore}, {Kind: slacksim.FaultCutAfter},
		{Kind: slacksim.FaultHang}, {Kind: slacksim.FaultHangAfter},
		{Kind: slacksim.FaultError, Error: "internal_error"}, {Kind: slacksim.FaultDelay, DelayMS: 50 + rng.IntN(1500)},
	}
	f := kinds[rng.IntN(len(kinds))]
	f.Method, f.Probability = methods[rng.IntN(len(methods))], 0.2+0.8*rng.Float64()
	w.withSlackFault(ctx, rng, f)
}

func (w *world) socketFault(ctx context.Context, rng *rand.Rand) {
	faults := []slacksim.Fault{
		{Method: "socket.deliver", Kind: slacksim.FaultDuplicate}, {Method: "socket.deliver", Kind: slacksim.FaultDuplicate},
		{Method: "socket.deliver", Kind: slacksim.FaultLose}, {Method: "socket.deliver", Kind: slacksim.FaultDrop},
		{Method: "socket.deliver", Kind: slacksim.FaultDelay, DelayMS: 100 + rng.IntN(2500)},
		{Method: "socket.ack", Kind: slacksim.FaultLose}, {Method: "socket.ack", Kind: slacksim.FaultDrop},
		{Method: "socket.handshake", Kind: slacksim.FaultCutBefore},
	}
	f := faults[rng.IntN(len(faults))]
	f.Probability = 0.2 + 0.6*rng.Float64()
	w.withSlackFault(ctx, rng, f)
}

// leaveSlack deactivates somebody for a while.
func (w *world) leaveSlack(ctx context.Context, rng *rand.Rand) {
	p := w.anybody(rng)
	set := func(gone bool) {
		if _, err := w.slack.UpdateUser(p.SlackID, func(u *slacksim.User) { u.Deleted = gone }); err != nil {
			w.journal.Note("trouble", "", "%v", err)
		}
		w.journal.Note("leave", "", "%s (%s) deactivated in Slack: %v", p.Name, p.ID, gone)
	}
	set(true)
	pause(ctx, between(rng, time.Second, 8*time.Second))
	set(false)
}
