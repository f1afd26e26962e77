package crowds

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/iiq-approvals/bot/internal/patience"
)

// Whoever comes and goes in whatever order: a thing is in one hand at a time, nothing of it is left when nobody wants it, and the crowd
// knows how many there are.
func TestAThingIsInOneHandAtATime(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		crowd := NewCrowd(rapid.IntRange(2, 6).Draw(t, "crowd"), time.Hour)
		turns := NewTurns(crowd)
		type one struct {
			thing string
			turn  *Turn
			has   bool
		}
		var all []*one
		held := map[string]int{}
		crowded := false
		some := func(t *rapid.T) *one {
			if len(all) == 0 {
				t.Skip("nobody is there")
			}
			return rapid.SampledFrom(all).Draw(t, "who")
		}
		release := func(o *one) {
			if o.has {
				o.turn.Release()
				o.has = false
				held[o.thing]--
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"join": func(t *rapid.T) {
				o := &one{thing: rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "thing")}
				o.turn = turns.Join(o.thing)
				all = append(all, o)
				crowded = crowded || len(all) >= crowd.from
			},
			"try": func(t *rapid.T) {
				o := some(t)
				if o.has {
					return
				}
				if o.has = o.turn.Try(); o.has {
					held[o.thing]++
				} else if held[o.thing] == 0 {
					t.Fatalf("%s: got no turn while nobody has it, want it", o.thing)
				}
			},
			"release": func(t *rapid.T) { release(some(t)) },
			"leave": func(t *rapid.T) {
				o := some(t)
				release(o)
				turns.Leave(o.thing)
				for i := range all {
					if all[i] == o {
						all = append(all[:i:i], all[i+1:]...)
						break
					}
				}
				crowded = crowded && len(all) > crowd.from/2
			},
			"": func(t *rapid.T) {
				for thing, n := range held {
					if n > 1 {
						t.Fatalf("%s: got it in %d hands, want one", thing, n)
					}
				}
				wanted := map[string]bool{}
				for _, o := range all {
					wanted[o.thing] = true
				}
				if len(turns.things) != len(wanted) || crowd.InHand() != len(all) {
					t.Fatalf("got %d things and %d in hand, want %d and %d", len(turns.things), crowd.InHand(), len(wanted), len(all))
				}
				if (crowd.now != nil) != crowded {
					t.Fatalf("got that they are very many %v with %d of %d, want %v", crowd.now != nil, len(all), crowd.from, crowded)
				}
			},
		})
	})
}

// Whoever waits for a turn is told when somebody got the thing, also when they come later.
func TestThoseWhoWaitAreToldThatSomebodyGotIt(t *testing.T) {
	t.Parallel()
	turns := NewTurns(nil)
	first, second, third := turns.Join("a"), turns.Join("a"), turns.Join("a")
	if !first.Try() || second.Try() {
		t.Fatal("got no turn for the first, or one for the second as well, want the first's alone")
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := second.Wait(over); !errors.Is(err, context.Canceled) {
		t.Errorf("whose time is over: got %v, want %v", err, context.Canceled)
	}
	told := make(chan bool)
	go func() { mine, _ := second.Wait(t.Context()); told <- mine }()
	first.Got()
	if mine := patience.Receive(t, "the second's word", told); mine {
		t.Error("got the second a turn that the first has, want the word alone")
	}
	if mine, err := third.Wait(t.Context()); mine || err != nil {
		t.Errorf("who comes later: got %v, %v, want the word alone", mine, err)
	}
	first.Release()
	if err := third.Take(t.Context()); err != nil {
		t.Errorf("got %v, want the turn", err)
	}
	if err := second.Take(over); !errors.Is(err, context.Canceled) {
		t.Errorf("whose time is over: got %v, want %v", err, context.Canceled)
	}
}

// What can wait does so while very many are in hand, and not for ever.
func TestWhatCanWaitIsHeldBackForACrowd(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		inHand int
		end    func(*Turns, context.CancelFunc)
		want   time.Duration
	}{
		"few":                        {1, nil, 0},
		"until they are few":         {2, func(turns *Turns, _ context.CancelFunc) { turns.Leave("a") }, 0},
		"for as long as it may":      {2, nil, time.Second},
		"until its own time is over": {2, func(_ *Turns, cancel context.CancelFunc) { cancel() }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				crowd := NewCrowd(2, time.Second)
				turns := NewTurns(crowd)
				for range tc.inHand {
					turns.Join("a")
				}
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				began, over := time.Now(), make(chan struct{})
				go func() { crowd.AwaitCalm(ctx); close(over) }()
				synctest.Wait()
				select {
				case <-over:
					if tc.inHand == 2 {
						t.Error("got it going on, want it held back")
					}
				default:
				}
				if tc.end != nil {
					tc.end(turns, cancel)
				}
				<-over
				if took := time.Since(began); took != tc.want {
					t.Errorf("got it held back for %v, want %v", took, tc.want)
				}
			})
		})
	}
}
