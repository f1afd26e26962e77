package identitymap

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
)

// history plays random links, changes of address and (de)activations on both sides, and holds what every moment must show.
type history struct {
	*env
	// byEmail is the identity that each Slack user was bound to by their address, until somebody undid that by hand.
	byEmail map[string]string
}

var (
	histUsers  = rapid.SampledFrom([]string{"U1", "U2", "W3", "U4"})
	histPeople = rapid.IntRange(1, 4)
	histMail   = rapid.SampledFrom([]string{"", "a@ex.com", "A@EX.com", "b@ex.com", "c@ex.com"})
)

func (h *history) changeSlack(t *rapid.T) {
	u := member(histUsers.Draw(t, "user"), histMail.Draw(t, "mail"))
	u.Deleted = rapid.IntRange(0, 5).Draw(t, "deleted") == 0
	u.Guest = rapid.IntRange(0, 5).Draw(t, "guest") == 0
	h.slack.set(u)
	if rapid.Bool().Draw(t, "Slack tells") {
		if err := h.UserChanged(h.t.Context(), u); err != nil {
			t.Fatal(err)
		}
	}
}

func (h *history) changeIIQ(t *rapid.T) {
	i := human(histPeople.Draw(t, "person"), histMail.Draw(t, "mail"))
	i.Inactive = rapid.IntRange(0, 3).Draw(t, "inactive") == 0
	h.iiq.set(i)
}

func (h *history) goneFromIIQ(t *rapid.T) { h.iiq.remove(id32(histPeople.Draw(t, "person"))) }

func (h *history) refresh(t *rapid.T) {
	if _, err := h.RefreshShrunk(h.t.Context(), nil); err != nil {
		t.Fatal(err)
	}
}

func (h *history) ask(t *rapid.T) {
	user := histUsers.Draw(t, "user")
	p, err := h.Person(h.t.Context(), user, 0)
	if _, no := approvals.AsRefusal(err); err != nil && !no {
		t.Fatal(err)
	}
	if err == nil && (p.Slack.ID != user || !p.Identity.Active() || h.ws.Standing(p.Slack) != nil) {
		t.Fatalf("%s became %+v, want an active person in good standing as that user", user, p)
	}
}

func (h *history) reachOne(t *rapid.T) {
	id := id32(histPeople.Draw(t, "person"))
	u, err := h.Reach(h.t.Context(), id)
	if _, no := approvals.AsRefusal(err); err != nil && !no {
		t.Fatal(err)
	}
	if err == nil && h.boundAs(u.ID) != id {
		t.Fatalf("reached %s for %s, who is bound to %q", u.ID, id, h.boundAs(u.ID))
	}
}

func (h *history) byHand(t *rapid.T) {
	until := h.now.Add(time.Duration(rapid.IntRange(1, 3).Draw(t, "hours")) * time.Hour)
	_, err := h.Link(h.t.Context(), HandLink{
		SlackUserID: histUsers.Draw(t, "user"), Identity: id32(histPeople.Draw(t, "person")), Reason: "x", Until: until,
	})
	_, no := approvals.AsRefusal(err)
	if err != nil && !no && !errors.Is(err, ErrUnknownIdentity) && !errors.Is(err, ErrUnknownSlackID) {
		t.Fatal(err)
	}
}

func (h *history) unlink(t *rapid.T) {
	user := histUsers.Draw(t, "user")
	if _, err := h.Unlink(h.t.Context(), user, "x"); err == nil {
		delete(h.byEmail, user)
	}
}

func (h *history) timePasses(*rapid.T) {
	h.now = h.now.Add(time.Hour)
	h.ages(time.Hour)
}

// write is the moment before a write: whoever may write is so in truth, on both sides.
func (h *history) write(t *rapid.T) {
	user := histUsers.Draw(t, "user")
	p, err := h.KnownPerson(h.t.Context(), user)
	if err != nil {
		return
	}
	h.ages(2 * time.Minute)
	err = h.Reverify(h.t.Context(), p.Identity.ID, user, time.Now())
	if _, no := approvals.AsRefusal(err); err != nil && !no && !errors.Is(err, approvals.ErrNotListed) {
		t.Fatal(err)
	}
	inIIQ, inSlack := h.iiq.people[p.Identity.ID].Active(), h.ws.Standing(h.slack.users[user]) == nil
	if (err == nil) != (inIIQ && inSlack) {
		t.Fatalf("%s may write: %v; active in IIQ %v, member in Slack %v, want success %t", user, err, inIIQ, inSlack, inIIQ && inSlack)
	}
}

// check holds after each step: no two act as one identity, and nobody who was bound by their address has become
// another.
func (h *history) check(t *rapid.T) {
	actsAs := map[string]string{}
	for _, user := range []string{"U1", "U2", "W3", "U4"} {
		p, err := h.KnownPerson(h.t.Context(), user)
		if err != nil {
			continue
		}
		if other, taken := actsAs[p.Identity.ID]; taken {
			t.Fatalf("%s and %s both act as %s, want taken false", other, user, p.Identity.ID)
		}
		actsAs[p.Identity.ID] = user
	}
	h.nobodyBecameAnother(t)
}

func (h *history) nobodyBecameAnother(t *rapid.T) {
	rows, err := h.pool.Query(h.t.Context(), "SELECT slack_user_id, identity_id, how FROM identity_links")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var user, identity string
		var how db.LinkedHow
		if err := rows.Scan(&user, &identity, &how); err != nil {
			t.Fatal(err)
		}
		if was := h.byEmail[user]; how == db.LinkedByEmail && was != "" && was != identity {
			t.Fatalf("%s was %s and is %s", user, was, identity)
		}
		if how == db.LinkedByEmail {
			h.byEmail[user] = identity
		} else {
			delete(h.byEmail, user)
		}
	}
	if rows.Err() != nil {
		t.Fatalf("got %v, want nil", rows.Err())
	}
}

func TestHistoriesNeverMixPeople(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	rapid.Check(t, func(rt *rapid.T) {
		h := &history{env: newWorldOn(t, pool, ours, Config{}), byEmail: map[string]string{}}
		h.exec("TRUNCATE identities, slack_users, identity_links, identity_refusals")
		h.exec("UPDATE identity_sync SET run = 0, people = 0, activity_known = false")
		rt.Repeat(map[string]func(*rapid.T){
			"Slack changes": h.changeSlack, "IIQ changes": h.changeIIQ, "gone from IIQ": h.goneFromIIQ, "refresh": h.refresh,
			"ask": h.ask, "ask again": h.ask, "reach": h.reachOne, "link": h.byHand, "unlink": h.unlink, "write": h.write,
			"time": h.timePasses,
			"":     h.check,
		})
	})
}

func TestBindingIsOneToOneUnderARace(t *testing.T) {
	t.Parallel()
	w := newEnv(t, ours, Config{})
	for n := range 8 {
		w.exec("INSERT INTO identities (id, name, email) VALUES ($1, 'x', '')", id32(n+1))
	}
	done := make(chan error)
	for n := range 16 {
		go func() { done <- w.bind(t.Context(), fmt.Sprintf("U%d", n%4), id32(n/4+1)) }()
	}
	won := 0
	for range 16 {
		err := <-done
		if _, no := approvals.AsRefusal(err); err != nil && !no {
			t.Errorf("got %v, want a person or a refusal", err)
		}
		if err == nil {
			won++
		}
	}
	links := w.count("SELECT count(*) FROM identity_links")
	if won != links || links == 0 || links > 4 {
		t.Errorf("%d were told that they are bound, %d are", won, links)
	}
}
