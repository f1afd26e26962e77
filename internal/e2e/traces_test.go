package e2e

import (
	"net"
	"slices"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

const (
	keyOfTheReceiver = "key-of-the-receiver-4711"
	whyAsked         = "Needed for the merger with Umbra"
	whyDenied        = "Not while the auditors are here"
	putItem          = "IdentityIQ PUT object/WorkItem/{id}"
)

func traced(to string) setting {
	return setting{"OTEL_EXPORTER_OTLP_ENDPOINT": to, "OTEL_EXPORTER_OTLP_HEADERS": "Authorization=Bearer%20" + keyOfTheReceiver,
		"OTEL_RESOURCE_ATTRIBUTES": "deployment.environment.name=story"}
}

// decided waits for the span of the transaction that recorded a decision on the item.
func (r *receiver) decided(s *story, i item) span {
	s.Helper()
	var found []span
	s.eventually("the decision is traced", func() bool {
		found = r.seen(func(p span) bool {
			return p.name == "decide" && p.words["work_item_id"] == i.ID && p.words["outcome"] == "recording"
		})
		return len(found) == 1
	})
	return found[0]
}

// written gives the spans of writes to IdentityIQ in this trace that were taken, below an attempt to submit a decision.
func (r *receiver) written(trace string) []span {
	var found []span
	for _, p := range r.seen(func(p span) bool {
		return p.trace == trace && p.name == putItem && p.counts["http.response.status_code"] == 200
	}) {
		if r.below(p, "submit_decision") {
			found = append(found, p)
		}
	}
	return found
}

func TestOneTraceFromAClickToTheLastCard(t *testing.T) {
	promise(t)
	t.Parallel()
	r := newReceiver(t)
	// No other round sends what the poll has found.
	s := newStory(t, traced(r.URL), setting{"RECONCILE_INTERVAL": "1h", "WORKGROUP_REFRESH": "1h"})
	s.group("Ledger.Owners", sam, dana, nora)
	s.start()
	ask := func() item {
		return s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: "Ledger.Owners", Requester: lee, Target: lee,
			Justification: whyAsked})
	}
	s.chapter("from the click to every copy", func(s *story) {
		i := ask()
		for _, who := range []string{sam, dana, nora} {
			s.gets(who, i)
		}
		s.must(s.Slack.OpenHome(s.SlackID(dana)))
		s.home(dana, i.Number)
		s.press(dana, s.gets(dana, i), "Approve")
		s.taken(i, dana, "Finished", "(Dana Reyes, in Slack)")
		for _, who := range []string{sam, dana, nora} {
			s.closed(who, i, "Approved by Dana Reyes")
		}
		click := r.decided(s, i)
		s.eventually("the decision is below the envelope, whose span may come later", func() bool {
			return r.below(click, "envelope interactive")
		})
		// On a busy bot it is the job of the click itself that shows the end, since it has not redrawn the copy before.
		s.eventually("the write and the update of all copies after it are in the click's trace", func() bool {
			copies, written := map[string]bool{}, r.written(click.trace)
			for _, p := range r.seen(func(p span) bool {
				return p.trace == click.trace && p.name == "show_card" && p.words["outcome"] == "shown"
			}) {
				if len(written) == 1 && p.end > written[0].end && (r.below(p, "settle") || r.below(p, "envelope interactive")) {
					copies[p.words["card_id"]] = true
				}
			}
			return len(copies) == 3 && len(written) == 1 && len(r.orphans(click.trace)) == 0
		})
		s.eventually("so is her Home tab", func() bool {
			return len(r.seen(func(p span) bool { return p.trace == click.trace && p.name == "publish_home" })) > 0
		})
		for _, p := range r.seen(func(p span) bool { return p.trace == click.trace && strings.HasPrefix(p.name, "Slack ") }) {
			if !r.below(p, "show_card") && !r.below(p, "submit_decision") && !r.below(p, "envelope interactive") {
				s.Errorf("%s is nobody's", p.name)
			}
		}
		if s.bot().logged("decision recorded", "trace_id="+click.trace) == 0 {
			s.Error("the log does not name the trace")
		}
	})
	s.chapter("from the round to the cards", func(s *story) {
		i := ask()
		s.gets(nora, i)
		s.eventually("the three posts are in the trace of a round", func() bool {
			copies, traces := map[string]bool{}, map[string]bool{}
			for _, p := range r.seen(func(p span) bool { return p.name == "Slack chat.postMessage" }) {
				if card, ok := r.above(p, "show_card"); ok && card.words["work_item_id"] == i.ID && r.belowLook(card) {
					copies[card.words["card_id"]], traces[card.trace] = true, true
				}
			}
			return len(copies) == 3 && len(traces) == 1
		})
	})
	s.chapter("a bot that is killed between ack and write leaves its trace to the next", func(s *story) {
		i := ask()
		card := s.gets(sam, i)
		// Nobody reads the item any more when the fault is set.
		for _, who := range []string{dana, nora} {
			s.gets(who, i)
		}
		s.fault(iiqsim.Fault{Kind: iiqsim.FaultHang, Method: "GET", Path: itemPath, Count: 1})
		s.press(sam, card, "Approve")
		click := r.decided(s, i)
		s.bot().kill()
		s.untouched(i)
		s.start()
		s.leasesEnd()
		s.taken(i, sam, "Finished", "(Sam Okoye, in Slack)")
		s.eventually("the write is in the click's trace", func() bool { return len(r.written(click.trace)) == 1 })
	})
	s.chapter("nothing that people wrote, and no secret, is told", func(s *story) {
		i := ask()
		s.deny(dana, i, whyDenied)
		s.taken(i, dana, "Rejected", whyDenied+" (Dana Reyes, in Slack)")
		click := r.decided(s, i)
		s.eventually("the write is traced", func() bool { return len(r.written(click.trace)) == 1 })
		s.bot().stop()
		r.holdsNothing(s, i)
	})
}

// A first poll may find thousands: its own trace stays readable, and every card's leads to it.
func TestManyCardsOfOneRound(t *testing.T) {
	variant(t)
	t.Parallel()
	const items, inTrace = 60, 50
	r := newReceiver(t)
	s := newStory(t, traced(r.URL))
	for range items {
		s.role(sam)
	}
	s.start()
	shown := func() []span {
		return r.seen(func(p span) bool { return p.name == "show_card" && p.words["outcome"] == "shown" })
	}
	s.eventually("all cards are traced, and the round that found them", func() bool {
		return len(shown()) >= items && slices.ContainsFunc(shown(), r.belowLook)
	})
	rounds, linked := map[string]int{}, map[string]int{}
	for _, p := range shown() {
		if r.belowLook(p) {
			rounds[p.trace]++
		} else if len(p.links) == 1 && p.parent == "" {
			linked[p.links[0]]++
		}
	}
	for trace, n := range rounds {
		if n != inTrace || linked[trace] != items-inTrace || len(rounds) != 1 {
			s.Errorf("%d cards in the trace of the round, %d linked to it; rounds %v", n, linked[trace], rounds)
		}
	}
	if len(rounds) == 0 {
		s.Error("no card is in the trace of a round")
	}
}

// holdsNothing looks through every byte that was sent for what spans must not hold.
func (r *receiver) holdsNothing(s *story, i item) {
	s.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	sent := r.bytes.String()
	never := []string{whyAsked, whyDenied, keyOfTheReceiver, "Dana Reyes", "Lee Quinn", "Ledger.Owners", "hooks.slack", "/actions/",
		"filter=", "Bearer"}
	for _, line := range s.work(i).Lines {
		never = append(never, line.DisplayValue)
	}
	for _, secret := range s.secrets() {
		never = append(never, secret)
	}
	for _, words := range never {
		if words != "" && strings.Contains(sent, words) {
			s.Errorf("the traces hold %q", words)
		}
	}
	if len(r.bad) > 0 {
		s.Errorf("%d requests were no traces: %v", len(r.bad), r.bad[0])
	}
	if !strings.Contains(sent, "deployment.environment.name") {
		s.Error("the traces do not say where they come from")
	}
	for _, h := range r.headers {
		if h.Get("Authorization") != "Bearer "+keyOfTheReceiver {
			s.Errorf("headers: %v", h)
		}
	}
	for _, b := range s.bots {
		if strings.Contains(b.log.String(), keyOfTheReceiver) {
			s.Error("the log holds the key of the receiver")
		}
	}
}

func TestAReceiverOfTracesThatDoesNotAnswer(t *testing.T) {
	variant(t)
	t.Parallel()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = silent.Close() })
	away, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = away.Close()
	for name, address := range map[string]string{"takes no connection": away.Addr().String(), "says nothing": silent.Addr().String()} {
		t.Run(name, func(t *testing.T) {
			s := newStory(t, traced("http://"+address))
			s.start()
			i := s.role(sam)
			s.press(sam, s.gets(sam, i), "Approve")
			s.closed(sam, i, "Approved by Sam Okoye")
			s.eventually("the bot says that traces are lost", func() bool { return s.bot().logged("traces cannot be sent") == 1 })
			s.bot().stop()
			if n := s.bot().logged("traces cannot be sent"); n != 1 {
				s.Errorf("it is said %d times", n)
			}
		})
	}
}
