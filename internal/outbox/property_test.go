package outbox

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// slackBucket is Slack as strict as it may be: a burst, and what the rate brings back.
type slackBucket struct {
	burst, perSecond, level float64
	at                      time.Time
}

// call reports whether Slack takes a call that arrives then.
func (s *slackBucket) call(at time.Time) bool {
	s.level = min(s.burst, s.level+s.perSecond*at.Sub(s.at).Seconds())
	s.at = at
	s.level--
	return s.level > -1e-6
}

// answers429 counts the calls that Slack would refuse, in the order of their arrival.
func answers429(l limit, start time.Time, arrivals []time.Time) int {
	slices.SortFunc(arrivals, time.Time.Compare)
	s := slackBucket{burst: l.burst, perSecond: l.perSecond(), level: l.burst, at: start}
	refused := 0
	for _, at := range arrivals {
		if !s.call(at) {
			refused++
		}
	}
	return refused
}

// Whatever the replicas do, and however long each call is on its way, Slack never gets more than its limit allows.
func TestNeverMoreThanSlackAllows(t *testing.T) {
	t.Parallel()
	w := newEnv(t)
	rapid.Check(t, func(rt *rapid.T) {
		w.forget()
		w.pass(time.Hour)
		start := w.now()
		arrivals := map[string][]time.Time{}
		replicas := make([]*Budget, rapid.IntRange(1, 3).Draw(rt, "replicas"))
		for i := range replicas {
			replicas[i] = w.replica(Config{On: true})
		}
		names := rapid.SampledFrom([][]string{
			{"users.list"}, {"chat.update"}, {Post("D1")}, {Post("D1"), Post("D2")},
		}).Draw(rt, "names")
		for range rapid.IntRange(2, 12).Draw(rt, "steps") {
			w.pass(time.Duration(rapid.SampledFrom([]int{0, 30, 450, 500, 1000, 2100, 9000}).Draw(rt, "pause")) * time.Millisecond)
			b := replicas[rapid.IntRange(0, len(replicas)-1).Draw(rt, "replica")]
			name := rapid.SampledFrom(names).Draw(rt, "name")
			interactive := rapid.Bool().Draw(rt, "interactive")
			delay := delays(rt, name)
			for range rapid.SampledFrom([]int{1, 2, 5, 60}).Draw(rt, "calls") {
				if mustTake(t, b, name, interactive) > 0 {
					break
				}
				arrivals[name] = append(arrivals[name], w.now().Add(delay))
			}
		}
		for name, at := range arrivals {
			if n := answers429(slackLimit(name), start, at); n > 0 {
				rt.Fatalf("%s: Slack would have refused %d of %d calls, want at most 0", name, n, len(at))
			}
		}
	})
}

// slackLimit is what Slack counts for the name: the channel's limit, where it has one.
func slackLimit(name string) limit {
	method, channel := split(name)
	if channel != "" {
		return channelLimit()
	}
	l, _, err := limitOf(method)
	if err != nil {
		panic(err)
	}
	return l
}

// delays draws how long a few calls are on their way: most often as short or as long as the budget reckons with.
func delays(rt *rapid.T, name string) time.Duration {
	longest := onTheWay
	if _, channel := split(name); channel != "" {
		longest = channelLimit().late
	}
	return rapid.OneOf(rapid.Just(time.Duration(0)), rapid.Just(longest),
		rapid.Map(rapid.Int64Range(0, int64(longest)), func(n int64) time.Duration { return time.Duration(n) })).Draw(rt, "on the way")
}

// Bulk work that does what it is told comes within five in a hundred of Slack's rate, and somebody who waits meanwhile
// gets their token at once.
func TestBulkUsesTheRate(t *testing.T) {
	t.Parallel()
	w := newEnv(t)
	replicas := []*Budget{w.replica(Config{On: true}), w.replica(Config{On: true}), w.replica(Config{On: true})}
	random := rand.New(rand.NewPCG(1, 2))
	drain(t, replicas[0], PostMessage, false)
	var arrivals []time.Time
	began := w.now()
	const minutes = 2
	asked := began
	for i := 0; w.now().Sub(began) < minutes*time.Minute; i++ {
		b := replicas[random.IntN(len(replicas))]
		if w.now().Sub(asked) > 5*time.Second {
			asked = w.now()
			if wait := mustTake(t, b, Post("Dwaits"), true); wait != 0 {
				t.Fatalf("somebody waits %s, want 0", wait)
			}
		}
		wait := mustTake(t, b, Post("D"+strconv.Itoa(i)), false)
		if wait == 0 {
			arrivals = append(arrivals, w.now())
		}
		w.pass(wait)
	}
	if got, want := len(arrivals), minutes*600*95/100; got < want {
		t.Errorf("%d messages in %d minutes, want at least %d", got, minutes, want)
	}
}
