package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

func TestSnoozedItems(t *testing.T) {
	t.Parallel()
	o := newEnv(t, reminding)
	o.see(request("i1", "sam"), request("i2", "sam"))
	ctx := context.Background()
	until := o.now.Add(3 * time.Hour).Truncate(time.Microsecond)
	o.must(o.Snooze(ctx, person("sam"), "i1", until))
	page, err := o.Pending(ctx, person("sam").Identity, 0, 10)
	o.must(err)
	if page.Total != 2 || !page.Rows[0].SnoozedUntil.Equal(until) || !page.Rows[1].SnoozedUntil.IsZero() {
		t.Errorf("the list has %+v, want Total 2, SnoozedUntil %v and IsZero true", page.Rows, until)
	}
	v, err := o.ViewFor(ctx, "i2", "sam")
	o.must(err)
	if v.Waiting != 0 || v.Snoozed != 1 {
		t.Errorf("the other card counts %d waiting and %d snoozed, want Waiting 0 and Snoozed 1", v.Waiting, v.Snoozed)
	}
	if found, err := o.ShowNext(ctx, person("sam"), "i2"); err != nil || found {
		t.Errorf("Show next found the snoozed one: %v %v, want found false", found, err)
	}
	page, err = o.Snoozed(ctx, person("sam").Identity, 99, 5)
	o.must(err)
	if page.Total != 1 || page.Offset != 0 || page.Rows[0].WorkItemID != "i1" {
		t.Errorf(`snoozed are %+v, want Total 1, Offset 0 and WorkItemID "i1"`, page)
	}
	o.pass(2 * time.Hour)
	o.mark()
	c := o.claimed("sam")
	r, err := o.Reminder(ctx, c)
	if err != nil || r.Total != 1 || r.Snoozed != 1 || r.Rows[0].WorkItemID != "i2" {
		t.Errorf(`the reminder tells %+v, %v, want Total 1, Snoozed 1 and WorkItemID "i2"`, r, err)
	}
	o.must(o.ReminderSent(ctx, c, "D1", "1.1", 1))
	o.pass(61 * time.Minute)
	if n := o.mark(); n != 1 {
		t.Error("the end of the snooze was not told")
	}
	if page, err = o.Pending(ctx, person("sam").Identity, 0, 10); err != nil || !page.Rows[0].SnoozedUntil.IsZero() {
		t.Errorf("still marked as snoozed: %v, want IsZero true", err)
	}
}

func TestSnoozeIsTakenBack(t *testing.T) {
	t.Parallel()
	o := newEnv(t, reminding)
	o.see(request("i1", "sam"))
	ctx := context.Background()
	o.must(o.Snooze(ctx, person("sam"), "i1", o.now.Add(100*time.Hour)))
	card, err := o.CardForModal(ctx, "i1", person("sam").Identity)
	if err != nil || card.SnoozedUntil.IsZero() {
		t.Errorf("the modal does not tell: %v %v, want a time until which it is snoozed", card.SnoozedUntil, err)
	}
	o.must(o.Snooze(ctx, person("sam"), "i1", time.Time{}))
	o.pass(2 * time.Hour)
	if n := o.mark(); n != 1 {
		t.Error("not reminded as usual")
	}
}

func TestWhatCannotBeSnoozed(t *testing.T) {
	t.Parallel()
	o := newEnv(t, reminding)
	o.see(request("i1", "sam"), request("i2", "sam"), request("i3", "sam"))
	done := request("i2", "sam")
	done.State, done.Modified = approvals.StateRejected, o.now
	o.see(done, request("i3", "dana"))
	ctx, until := context.Background(), o.now.Add(time.Hour)
	wantRefusal(t, o.Snooze(ctx, person("sam"), "none", until), approvals.RefusedNoSuchItem)
	wantRefusal(t, o.Snooze(ctx, person("nora"), "i1", until), approvals.RefusedNotYours)
	wantRefusal(t, o.Snooze(ctx, person("sam"), "i2", until), approvals.RefusedAlreadyDecided)
	wantRefusal(t, o.Snooze(ctx, person("sam"), "i3", until), approvals.RefusedForwarded)
	if got := o.one(`SELECT count(*)::text FROM snoozes`); got != "0" {
		t.Errorf(`%s snoozes were stored, want "0"`, got)
	}
}

func TestOldSnoozesAreForgotten(t *testing.T) {
	t.Parallel()
	o := newEnv(t, reminding)
	o.see(request("i1", "sam"), request("i2", "sam"))
	ctx := context.Background()
	o.must(o.Snooze(ctx, person("sam"), "i1", o.now.Add(time.Hour)))
	o.must(o.Snooze(ctx, person("sam"), "i2", o.now.Add(60*24*time.Hour)))
	o.pass(40 * 24 * time.Hour)
	o.must(o.SweepSnoozes(ctx))
	if got := o.one(`SELECT string_agg(work_item_id, ',') FROM snoozes`); got != "i2" {
		t.Errorf(`left are %s, want "i2"`, got)
	}
}

func TestHowPeopleAreTold(t *testing.T) {
	t.Parallel()
	for told, cards := range map[approvals.Delivery]string{approvals.DeliveryCard: "waiting", approvals.DeliveryDigest: "held",
		approvals.DeliverySilent: "held"} {
		t.Run(string(told), func(t *testing.T) {
			t.Parallel()
			o := newEnv(t, reminding)
			o.must(o.SaveSettings(context.Background(), person("sam"), approvals.PersonalSettings{Delivery: told}))
			o.see(request("i1", "sam"))
			if got := o.one(`SELECT state FROM cards`); got != cards {
				t.Errorf("the card is %s, want %s", got, cards)
			}
			if n := o.jobs()["show_card"]; (n == 1) != (told == approvals.DeliveryCard) {
				t.Errorf("%d jobs for cards", n)
			}
			o.must(o.SendCard(context.Background(), person("sam"), "i1", false))
			o.pass(25 * time.Hour)
			if n := o.mark(); (n == 0) != (told == approvals.DeliverySilent) {
				t.Errorf("%d reminders", n)
			}
		})
	}
}

func TestSettingsAreKept(t *testing.T) {
	t.Parallel()
	o := newEnv(t, reminding)
	ctx := context.Background()
	want := approvals.PersonalSettings{Delivery: approvals.DeliveryDigest,
		Hours: approvals.Hours{From: 22*time.Hour + 30*time.Minute, To: 24 * time.Hour},
		Days:  approvals.Days{true, false, false, true, false, false, true}, PauseUntil: o.now.Add(time.Hour).Truncate(time.Second)}
	o.must(o.SaveSettings(ctx, person("sam"), want))
	got, err := o.Settings(ctx, "sam")
	o.must(err)
	if !got.PauseUntil.Equal(want.PauseUntil) {
		t.Errorf("paused until %v, want %v", got.PauseUntil, want.PauseUntil)
	}
	if got.PauseUntil = want.PauseUntil; got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	home, err := o.Home(ctx, person("sam").Identity)
	if err != nil || home.Settings == nil || home.Settings.Hours != want.Hours {
		t.Errorf("the Home tab has %+v, %v, want Settings other than nil and Hours %v", home.Settings, err, want.Hours)
	}
	home, err = o.Home(ctx, person("dana").Identity)
	if err != nil || home.Settings.Delivery != approvals.DeliveryCard || home.Settings.Hours.To != 24*time.Hour {
		t.Errorf("without a choice the Home tab has %+v, %v, want Delivery %v and To %v",
			home.Settings, err, approvals.DeliveryCard, 24*time.Hour)
	}
	for _, bad := range []approvals.PersonalSettings{
		{Delivery: "loud"}, {Hours: approvals.Hours{From: 9 * time.Hour, To: 9 * time.Hour}},
		{Hours: approvals.Hours{From: 25 * time.Hour}},
		{Hours: approvals.Hours{From: -time.Hour, To: time.Hour}},
	} {
		if err := o.SaveSettings(ctx, person("sam"), bad); !errors.Is(err, approvals.ErrBadSettings) {
			t.Errorf("%+v was taken: %v, want %v", bad, err, approvals.ErrBadSettings)
		}
	}
}
