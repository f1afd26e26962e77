package oneatatime

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestOneAtATime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var o People
		leave, needed, err := o.Enter(t.Context(), "sam")
		if !needed || err != nil {
			t.Fatalf("the first: %t, %v, want needed true", needed, err)
		}
		began := false
		go func() {
			next, needed, err := o.Enter(t.Context(), "sam")
			began = needed && err == nil
			next()
		}()
		synctest.Wait()
		if began {
			t.Error("the second did not wait")
		}
		if _, needed, err := o.Enter(t.Context(), "sam"); needed || err != nil {
			t.Errorf("the third: %t, %v, want needed false", needed, err)
		}
		other, needed, err := o.Enter(t.Context(), "dana")
		if !needed || err != nil {
			t.Errorf("somebody else: %t, %v, want needed true", needed, err)
		}
		other()
		leave()
		synctest.Wait()
		if !began || len(o.people) != 0 {
			t.Errorf("began %t, %d people are left, want that it began and none is left", began, len(o.people))
		}
	})
}

func TestOneAtATimeGivesUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var o People
		leave, _, _ := o.Enter(t.Context(), "sam")
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, _, err := o.Enter(short, "sam"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("waited: %v, want %v", err, context.DeadlineExceeded)
		}
		leave()
		again, needed, err := o.Enter(t.Context(), "sam")
		if !needed || err != nil {
			t.Fatalf("afterwards: %t, %v, want needed true", needed, err)
		}
		again()
		if len(o.people) != 0 {
			t.Errorf("%d people are left, want 0", len(o.people))
		}
	})
}
