package main

import (
	"fmt"

	"github.com/iiq-approvals/bot/internal/speed"
)

// goal is what the bot's median should stay at or under. The zero goal is none.
type goal struct {
	// alone is the goal where no peer was measured in the same run. It is version 0.1.0's figure on two shared cores.
	alone float64
	// times and more make the goal beside a peer: so many times the peer's median of the same run, and so much more. Where times
	// is 0 the goal is the same beside every peer.
	times, more float64
}

// beside is the goal next to a peer's median, and how it came about; that is empty where the peer does not matter.
func (g goal) beside(peer float64, unit string) (value float64, how string) {
	switch {
	case speed.IsMissing(peer):
		return g.alone, ""
	case g.times == 0:
		return g.more, ""
	}
	how = "peer"
	if g.times != 1 {
		how = fmt.Sprintf("%g x peer", g.times)
	}
	if g.more != 0 {
		how += fmt.Sprintf(" + %g %s", g.more, unit)
	}
	return g.times*peer + g.more, how
}

// goals are those of a decision in the order of its quantities. A call is how long IdentityIQ takes for an answer, in milliseconds.
// The bot makes one call more than the peer before it writes: it reads back.
type goals struct{ ack50, ack99, put50, put99, final50, final99, cpu, idle, memory, ready goal }

func goalsOf(o options) goals {
	call := millis(o.delay)
	return goals{
		ack50:   goal{alone: 7.8, times: 1, more: 3},
		ack99:   goal{alone: 24, times: 1},
		put50:   goal{alone: 59, times: 1, more: call + 5},
		put99:   goal{alone: 137, times: 2},
		final50: goal{alone: 74, times: 1, more: call + 10},
		final99: goal{alone: 152, times: 2},
		cpu:     goal{alone: 12.7, times: 1},
		idle:    goal{alone: 0.66, times: 1},
		memory:  goal{alone: 33, more: 35},
		// A replica that is replaced should leave no gap that somebody notices, and the peer has no database to look at.
		ready: goal{alone: 100, more: 100},
	}
}
