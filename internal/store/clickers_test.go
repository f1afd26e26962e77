package store_test

import (
	"testing"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/patience"
)

// Whoever the identity map knows as somebody who may decide is taken as that by the rows that are read along with the item, and
// nobody else; each refusal is that of the map, is in the decision log once, and tells who it was as far as that is known.
func TestTheClickerIsFoundOutAlongWithTheItem(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.see(request("i0", "sam"))
	c := o.countedReplica("sam")
	sam := `WHERE id = 'U-sam'`
	for _, tc := range []struct {
		name, before, after string
		want                approvals.RefusalCode
	}{
		{"a guest", `UPDATE slack_users SET guest = true ` + sam, `UPDATE slack_users SET guest = false ` + sam, approvals.RefusedGuest},
		{"somebody deactivated", `UPDATE slack_users SET deleted = true ` + sam, `UPDATE slack_users SET deleted = false ` + sam,
			approvals.RefusedDeactivated},
		{"somebody of elsewhere", `UPDATE slack_users SET home_team_id = 'T2' ` + sam, `UPDATE slack_users SET home_team_id = 'T1' ` + sam,
			approvals.RefusedForeign},
		{"somebody whose link expired", `UPDATE identity_links SET until = now() - interval '1 hour'`,
			`UPDATE identity_links SET until = NULL`, approvals.RefusedNoIdentity},
		{"somebody inactive", `UPDATE identities SET inactive = true WHERE id = 'sam'`, `UPDATE identities SET inactive = false`,
			approvals.RefusedInactive},
		{"somebody of whom nobody knows whether they are active", `UPDATE identity_sync SET activity_known = false`,
			`UPDATE identity_sync SET activity_known = true`, approvals.RefusedInactive},
		{"a workgroup", `UPDATE identities SET workgroup = true WHERE id = 'sam'`, `UPDATE identities SET workgroup = false`,
			approvals.RefusedNoIdentity},
		{"somebody whose identity is gone", `UPDATE identities SET id = 'gone' WHERE id = 'sam'`,
			`UPDATE identities SET id = 'sam' WHERE id = 'gone'`, approvals.RefusedNoIdentity},
		{"nobody", `UPDATE slack_users SET id = 'U-other' ` + sam, `UPDATE slack_users SET id = 'U-sam' WHERE id = 'U-other'`,
			approvals.RefusedNoIdentity},
		{"a member", `SELECT`, `SELECT`, ""},
	} {
		o.exec(tc.before)
		_, known := c.people.KnownPerson(t.Context(), "U-sam")
		receipt, _, err := c.press(tc.name, "sam", "i0", uuid.Nil)
		o.exec(tc.after)
		got, want := approvals.RefusalCode(""), approvals.RefusalCode("")
		if r, refused := approvals.AsRefusal(err); refused {
			got = r.Code
		} else if err != nil {
			t.Errorf("%s: got %v, want an answer", tc.name, err)
		}
		if r, refused := approvals.AsRefusal(known); refused {
			want = r.Code
		}
		if got != want || got != tc.want {
			t.Errorf("%s: got the refusal %q, want %q; the map says %q", tc.name, got, tc.want, want)
		}
		if tc.want == "" {
			if receipt.IdentityID != "sam" {
				t.Errorf("%s: got a click of %q, want sam's", tc.name, receipt.IdentityID)
			}
			continue
		}
		entry := o.one(`SELECT count(*) || ' ' || min(payload #>> '{who,slack_user_id}') || ' ' || min(payload #>> '{refusal,code}')
			FROM audit_log WHERE kind = 'click.refused' AND payload ->> 'click_id' = $1`, tc.name)
		if want := "1 U-sam " + string(tc.want); entry != want {
			t.Errorf("%s: got the entry %q, want %q", tc.name, entry, want)
		}
	}
}

// What a click is judged by is read when the item is locked, not when the click begins to wait for it.
func TestAClickIsJudgedByWhatIsTrueOnceTheItemIsLocked(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change string
		want   approvals.RefusalCode
	}{
		"no approver any more": {`UPDATE work_item_approvers SET active = false, open = false`, approvals.RefusedForwarded},
		"never an approver":    {`DELETE FROM work_item_approvers`, approvals.RefusedNotYours},
		"closed":               {`UPDATE work_items SET state = 'closed', outcome = 'canceled', closed_at = now()`, approvals.RefusedCanceled},
		"decided":              {decisionOfNora("i0"), approvals.RefusedBeingRecorded},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newEnv(t, nil)
			o.see(request("i0", "sam"))
			c := o.countedReplica("sam")
			other, err := o.pool.Begin(t.Context())
			o.must(err)
			for _, statement := range []string{`SELECT FROM work_items WHERE id = 'i0' FOR UPDATE`, tc.change} {
				_, err := other.Exec(t.Context(), statement)
				o.must(err)
			}
			result := make(chan error, 1)
			go func() {
				_, _, err := c.press("mine", "sam", "i0", uuid.Nil)
				result <- err
			}()
			patience.Until(t, "the click waits for the lock, or ends", func() bool { return len(result) > 0 || o.waitsForLocks() == "1" })
			o.must(other.Commit(t.Context()))
			err = patience.Receive(t, "the end of the click", result)
			if r, refused := approvals.AsRefusal(err); !refused || r.Code != tc.want {
				t.Errorf("got %v, want the refusal %s", err, tc.want)
			}
		})
	}
}

// The index lets one decision of a round in. A click that it keeps out, whatever became of the lock, is told who was first: one that goes
// with others, and one that has waited for the item by itself.
func TestAClickThatTheIndexKeepsOutIsToldWhoWasFirst(t *testing.T) {
	t.Parallel()
	for name, locked := range map[string]bool{"with others": false, "by itself": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newEnv(t, nil)
			o.see(request("i0", "sam"))
			c := o.countedReplica("sam")
			other, err := o.pool.Begin(t.Context())
			o.must(err)
			// Without its foreign key the decision needs no lock of the item.
			for _, statement := range []string{`SET LOCAL session_replication_role = replica`, decisionOfNora("i0")} {
				_, err := other.Exec(t.Context(), statement)
				o.must(err)
			}
			release := func() {}
			if locked {
				release = o.holding(`SELECT FROM work_items WHERE id = 'i0' FOR UPDATE`)
			}
			result := make(chan error, 1)
			go func() {
				_, _, err := c.press("mine", "sam", "i0", uuid.Nil)
				result <- err
			}()
			patience.Until(t, "the click waits", func() bool { return o.waitsForLocks() == "1" })
			release()
			patience.Until(t, "the click waits at the index", func() bool { return o.waitsAt("InsertDecision") == "1" })
			o.must(other.Commit(t.Context()))
			err = patience.Receive(t, "the end of the click", result)
			if r, refused := approvals.AsRefusal(err); !refused || r.Code != approvals.RefusedBeingRecorded || r.By != "Nora" {
				t.Errorf("got %v, want the refusal that Nora was first", err)
			}
		})
	}
}

// What was read along with a click is told with its end, so that nobody has to look it up for the answer.
func TestAReceiptTellsWhatWasReadWithTheClick(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.see(request("i0", "sam"))
	card := o.cards("sam")[0]
	o.post(card)
	c := o.countedReplica("sam")
	o.exec(`UPDATE slack_users SET locale = 'de-DE'`)
	for _, tc := range []struct {
		name, before string
		card         uuid.UUID
		refused      bool
		known        bool
	}{
		{"stored", `SELECT`, card, false, true},
		{"refused", `SELECT`, card, true, true},
		{"on no card", `SELECT`, uuid.Nil, true, false},
		{"on a message that counts as gone", `UPDATE cards SET state = 'ended'`, card, true, false},
		{"on another message of a card that ended", `UPDATE cards SET message_ts = '2.1'`, card, true, true},
	} {
		o.exec(tc.before)
		receipt, _, err := c.press(tc.name, "sam", "i0", tc.card)
		if _, refused := approvals.AsRefusal(err); refused != tc.refused || receipt.Locale != "de-DE" || receipt.MessageKnown != tc.known {
			t.Errorf("%s: got refused %v, the locale %q, the message known %v, want %v, de-DE, %v", tc.name, refused, receipt.Locale,
				receipt.MessageKnown, tc.refused, tc.known)
		}
	}
}
