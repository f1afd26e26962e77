package outbox

import (
	"fmt"
	"testing"
	"time"
)

func TestRest(t *testing.T) {
	t.Parallel()
	for _, on := range []bool{true, false} {
		t.Run(fmt.Sprintf("limits %t", on), func(t *testing.T) {
			t.Parallel()
			w := newEnv(t)
			one, two := w.replica(Config{On: on}), w.replica(Config{On: on})
			mustTake(t, one, PostMessage, false)
			if err := one.Rest(t.Context(), PostMessage, 30*time.Second); err != nil {
				t.Fatal(err)
			}
			if err := one.Rest(t.Context(), PostMessage, 2*time.Second); err != nil {
				t.Fatal(err)
			}
			for _, b := range []*Budget{one, two} {
				if wait := mustTake(t, b, Post("D1"), true); wait != 30*time.Second {
					t.Errorf("the second replica %t: waits %s, want 30s", b == two, wait)
				}
			}
			if wait := mustTake(t, two, "chat.update", true); wait != 0 {
				t.Errorf("another method waits %s, want 0", wait)
			}
			w.pass(30 * time.Second)
			if wait := mustTake(t, two, Post("D1"), true); wait != 0 {
				t.Errorf("waits %s after the rest, want 0", wait)
			}
		})
	}
}

func TestRestOfOneChannel(t *testing.T) {
	t.Parallel()
	for _, on := range []bool{true, false} {
		t.Run(fmt.Sprintf("limits %t", on), func(t *testing.T) {
			t.Parallel()
			w := newEnv(t)
			one, two := w.replica(Config{On: on}), w.replica(Config{On: on})
			if err := one.Rest(t.Context(), Post("D1"), 3*time.Second); err != nil {
				t.Fatal(err)
			}
			if wait := mustTake(t, two, Post("D1"), true); wait != 3*time.Second {
				t.Errorf("waits %s, want 3s", wait)
			}
			if wait := mustTake(t, two, Post("D2"), false); wait != 0 {
				t.Errorf("another channel waits %s, want 0", wait)
			}
		})
	}
}

func TestLimitsOff(t *testing.T) {
	t.Parallel()
	b := newEnv(t).replica(Config{})
	for range 300 {
		if wait := mustTake(t, b, Post("D1"), false); wait != 0 {
			t.Fatalf("waits %s, want 0", wait)
		}
	}
}

func TestPostgresClockSetBack(t *testing.T) {
	t.Parallel()
	w := newEnv(t)
	b := w.replica(Config{On: true})
	drain(t, b, "chat.update", true)
	if err := b.Rest(t.Context(), "users.info", time.Minute); err != nil {
		t.Fatal(err)
	}
	w.pass(-time.Hour)
	other := w.replica(Config{On: true})
	if wait := mustTake(t, other, "users.info", true); wait != 0 {
		t.Errorf("a rest of an hour ahead still holds: %s, want 0", wait)
	}
	if wait := mustTake(t, other, "chat.update", true); wait == 0 || wait > 2*time.Second {
		t.Errorf("an empty budget waits %s, want wait other than 0 and wait at most %v", wait, 2*time.Second)
	}
	w.pass(6 * time.Second)
	if got := drain(t, other, "chat.update", true); got < 4 || got > 6 {
		t.Errorf("six seconds brought %d, want about 5", got)
	}
}

func TestLane(t *testing.T) {
	t.Parallel()
	w := newEnv(t)
	b := w.replica(Config{On: true})
	bulk, interactive := b.Lane(false), b.Lane(true)
	for range 2 {
		if err := interactive.Wait(t.Context(), Post("D1")); err != nil {
			t.Fatal(err)
		}
	}
	bulk.Rest("chat.update", 5*time.Second)
	began := w.now()
	if err := bulk.Wait(t.Context(), "chat.update"); err != nil {
		t.Fatal(err)
	}
	if took := w.now().Sub(began); took < 5*time.Second {
		t.Errorf("bulk went on after %s, want at least %v", took, 5*time.Second)
	}
}
