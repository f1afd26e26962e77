package campaign

import (
	"io"
	"time"
)

// Options says how long and how hard a campaign is.
type Options struct {
	// Binary is the path of the bot. BinaryWithClock is the bot by BuildWithClock; without it every replica's clock is right.
	Binary, BinaryWithClock string
	// Decisions is how many decisions are to be made in Slack, Approvers how many people can make them.
	Decisions, Approvers int
	Replicas             int
	// Seed decides what is done; 0 is a seed like any other.
	Seed uint64
	// Longest ends the day even when too few decisions were made, which is an error; 0 is ten minutes.
	Longest time.Duration
	// FaultEvery is the mean time between two faults; 0 is 700 ms. LongestFault bounds how long one lasts; 0 is 70 s.
	FaultEvery, LongestFault time.Duration
	// FaultsPerDecision bounds the faults by the decisions made, so that a slow machine makes no harder day: while there are
	// more, none begins. 0 is 1.6, which is what a machine with nothing else to do comes to by FaultEvery alone.
	FaultsPerDecision float64
	// ClicksAtOnce is how many approvers click at the same moment, 12 where it is 0; five times as many items wait at most. The
	// more there are, the shorter is the day.
	ClicksAtOnce int
	// Gateway lets the gateway's own code decide, in a process of Java, in the place of the simulator's plugin: the day's faults are
	// those of replicas, of Slack and of calls to IdentityIQ, and what people do in its pages.
	Gateway bool
	// Released says that Binary is the release before the gateway, which sends no keys and is told nothing but where the plugin is.
	Released bool
	// Crowd is how many people decide one item at the same moment before the faults begin; 0 is nobody.
	Crowd int
	// Out takes the progress, one line now and then, and Dir the logs of the replicas; "" is a temporary folder that is
	// removed when the books balance.
	Out io.Writer
	Dir string
}

func (o Options) withDefaults() Options {
	orElse(&o.Decisions, 2000)
	orElse(&o.Approvers, 300)
	orElse(&o.Replicas, 3)
	orElse(&o.Longest, 10*time.Minute)
	orElse(&o.FaultEvery, 700*time.Millisecond)
	orElse(&o.LongestFault, 70*time.Second)
	orElse(&o.FaultsPerDecision, 1.6)
	orElse(&o.ClicksAtOnce, 12)
	if o.Out == nil {
		o.Out = io.Discard
	}
	return o
}

func orElse[T comparable](v *T, value T) {
	var zero T
	if *v == zero {
		*v = value
	}
}

// The bot's settings that the books depend on.
const (
	iiqTimeout   = 2 * time.Second
	decisionKeep = 40 * time.Second
	// writeWindow is how long after the last sign of an approver's authority their write may still arrive: the bot's claim
	// (three times the time-out), and twice the time-out for the write itself. IIQ cannot judge and write in one step.
	writeWindow = 5*iiqTimeout + 500*time.Millisecond
	// openForEach is how many items wait at most for each approver who clicks.
	openForEach = 5
	// troublesAtOnce is how many things are broken at the same time at most, peopleAtOnce how many people are on their way in
	// or out.
	troublesAtOnce = 4
	peopleAtOnce   = 8
	// firstFaults may happen before anything is decided.
	firstFaults = 30
	// quietWithin bounds the wait for the end of all work: a message of a worker that was killed is sent again after two
	// minutes and a half at most, and what IdentityIQ told late is asked for again after four minutes at most.
	quietWithin = 6 * time.Minute
)
