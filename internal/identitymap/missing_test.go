package identitymap

import (
	"errors"
	"fmt"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// A list that goes by place leaves people out when others go while it is read. Nobody may become inactive by that.
func TestListByPlaceRemovesNobodyByMistake(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{PageSize: 5})
	company(w, 30)
	delete(w.iiq.people, id32(0xffff))
	w.iiq.placed = true
	if s := w.refreshed(); s.Seen != 30 || s.Active != 30 || s.Removed != 0 || !s.Plausible {
		t.Fatalf("got %+v, want Seen 30, Active 30, Removed 0 and Plausible true", s)
	}
	renamed := human(6, "new@ex.com")
	w.iiq.moved = func(pages int) {
		if pages == 1 {
			// Person 1 leaves; number 6, who was changed, moves to the page that was read already.
			w.iiq.remove(id32(1))
			w.iiq.set(renamed)
		}
	}
	s := w.refreshed()
	if s.Removed != 0 || !s.Plausible {
		t.Errorf("who was on the first page is still seen by this run: %+v, want Removed 0 and Plausible true", s)
	}
	if i, err := w.Identity(t.Context(), id32(6)); err != nil || i != renamed {
		t.Errorf("who was left out: %+v, %v, want %v", i, err, renamed)
	}
	w.iiq.moved = nil
	if s := w.refreshed(); s.Removed != 1 || s.Active != 29 || activePeople(w) != 29 {
		t.Errorf("got %+v, %d active, want Removed 1, Active 29 and activePeople 29", s, activePeople(w))
	}
}

func TestListByPlaceCountsEverybodyOnce(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{PageSize: 10})
	company(w, 100)
	delete(w.iiq.people, id32(0xffff))
	w.iiq.placed = true
	w.refreshed()
	// Only a quarter is left, and every page shows some of it again.
	for k := range 75 {
		w.iiq.remove(id32(k + 1))
	}
	before := w.iiq.calls
	w.iiq.moved = func(pages int) {
		if pages < 8 {
			for k := range 10 {
				front := human(0, "front@ex.com")
				front.ID, front.Inactive = fmt.Sprintf("00%030x", pages*10+k), true
				w.iiq.set(front)
			}
		}
	}
	s := w.refreshed()
	if s.Plausible || s.Active != 25 || s.Removed != 0 {
		t.Errorf("got %+v, want Plausible false, Active 25 and Removed 0", s)
	}
	if w.iiq.calls != before {
		t.Error("people are asked for by id after an implausible run")
	}
}

func TestMissingPeopleWhoCannotBeAskedForStay(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{PageSize: 5})
	company(w, 20)
	w.iiq.placed = true
	w.refreshed()
	w.iiq.remove(id32(3))
	away := errors.New("away")
	w.iiq.moved = func(pages int) {
		if pages == 4 {
			w.iiq.byIDErr = away
		}
	}
	if _, err := w.Refresh(t.Context(), nil); !errors.Is(err, away) {
		t.Fatalf("got %v, want %v", err, away)
	}
	if n := activePeople(w); n != 20 {
		t.Errorf("%d active people, want 20", n)
	}
}

// Workgroups that the other source told of are left to the plugin.
func TestListByPlaceLeavesWorkgroupsAlone(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	company(w, 5)
	w.refreshed()
	delete(w.iiq.people, id32(0xffff))
	w.iiq.placed = true
	if s := w.refreshed(); s.Removed != 0 || s.Active != 5 {
		t.Errorf("got %+v, want Removed 0 and Active 5", s)
	}
	if i, err := w.Identity(t.Context(), id32(0xffff)); err != nil || !i.Workgroup || i.Inactive {
		t.Errorf("got %+v, %v, want Workgroup true and Inactive false", i, err)
	}
}

func TestWhereIIQCannotBeSearchedByEmail(t *testing.T) {
	t.Parallel()
	sam := human(1, "sam@ex.com")
	moved := human(2, "sam@ex.com")
	for name, tt := range map[string]struct {
		copy, now []approvals.Identity
		want      approvals.RefusalCode
	}{
		"one in the copy, and so in IIQ": {[]approvals.Identity{sam}, []approvals.Identity{sam}, ""},
		"nobody in the copy":             {nil, []approvals.Identity{sam}, approvals.RefusedNoIdentity},
		"gone from IIQ":                  {[]approvals.Identity{sam}, nil, approvals.RefusedNoIdentity},
		"another address in IIQ":         {[]approvals.Identity{sam}, []approvals.Identity{human(1, "new@ex.com")}, approvals.RefusedNoIdentity},
		"two in the copy, and so in IIQ": {[]approvals.Identity{sam, moved}, []approvals.Identity{sam, moved},
			approvals.RefusedAmbiguous},
		"two in the copy, one of them is not": {[]approvals.Identity{sam, moved}, []approvals.Identity{sam, human(2, "b@ex.com")}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newEnv(t, ours, Config{})
			w.iiq.noSearch = true
			w.iiq.set(tt.copy...)
			if len(tt.copy) > 0 {
				w.refreshed()
			}
			clear(w.iiq.people)
			w.iiq.set(tt.now...)
			w.slack.set(member("U1", "sam@ex.com"))
			_, err := w.Person(t.Context(), "U1", 0)
			wantRefusal(t, err, tt.want)
			if (w.boundAs("U1") == sam.ID) != (tt.want == "") {
				t.Errorf("bound to %q, want to Sam: %t", w.boundAs("U1"), tt.want == "")
			}
		})
	}
}
