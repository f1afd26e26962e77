package slackui

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/looping"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/slackui/socket"
)

func (s *env) Settings(_ context.Context, id string) (approvals.PersonalSettings, error) {
	s.note("settings of %s", id)
	return s.own, s.readErr
}

func (s *env) SaveSettings(_ context.Context, p approvals.Person, v approvals.PersonalSettings) error {
	s.note("save for %s: %s %v-%v %v pause %s", p.Identity.ID, v.Delivery, v.Hours.From, v.Hours.To, v.Days, stamp(v.PauseUntil))
	return s.sendErr
}

func (s *env) Snooze(_ context.Context, p approvals.Person, item string, until time.Time) error {
	s.note("snooze %.4s for %s until %s", item, p.Identity.ID, stamp(until))
	s.about(item)
	return s.sendErr
}

func (s *env) Snoozed(_ context.Context, v approvals.Identity, offset, limit int) (approvals.Page, error) {
	s.note("snoozed %s %d+%d", v.ID, offset, limit)
	return s.page, s.readErr
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format("2006-01-02 15:04")
}

func nineToFive() looping.Reminders {
	return looping.Reminders{After: 24 * time.Hour, Week: looping.Week{
		Hours: approvals.Hours{From: 9 * time.Hour, To: 17 * time.Hour}, Days: approvals.Days{false, true, true, true, true, true, false},
	}}
}

// form is the submission of a view; fields are "block.action" and what stands there.
func form(callback, private string, fields map[string]any) string {
	values := map[string]map[string]any{}
	for name, v := range fields {
		block, action, _ := strings.Cut(name, ".")
		values[block] = map[string]any{action: v}
	}
	raw, _ := json.Marshal(values)
	return fmt.Sprintf(`{"type":"view_submission","team":{"id":"T1"},"user":{"id":"U1","team_id":"T1"},"trigger_id":"1.2.abc",
"view":{"id":"V2","type":"modal","callback_id":%q,"private_metadata":%q,"hash":"h","state":{"values":%s}},"response_urls":[]}`, callback, private, raw)
}

func chosenOption(v string) map[string]any {
	return map[string]any{"type": "radio_buttons", "selected_option": map[string]any{"value": v}}
}

func picked(key, v string) map[string]any { return map[string]any{key: v} }

// wantDone compares what was done; of an ack's payload only the beginning counts.
func wantDone(t *testing.T, s *env, want ...string) {
	t.Helper()
	var got []string
	for i, d := range s.done {
		if i < len(want) && strings.HasSuffix(want[i], "…") && strings.HasPrefix(d, strings.TrimSuffix(want[i], "…")) {
			d = want[i]
		}
		got = append(got, d)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRemindMeLaterOpensItsForm(t *testing.T) {
	t.Parallel()
	s := newEnv()
	s.deliver(t, socket.KindInteraction, "e1", fromMenu("later."+testItem))
	wantDone(t, s, "ack", "known U1", "read 7f00 for i1", "modal snooze by 1.2.abc")
}

func TestRemindMeLaterOfWhatIsOver(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*approvals.CardView){
		"decided": func(v *approvals.CardView) {
			v.Phase, v.Ended.Outcome = approvals.PhaseEnded, approvals.OutcomeApproved
		},
		"forwarded":  func(v *approvals.CardView) { v.Phase = approvals.PhaseForwarded },
		"on its way": func(v *approvals.CardView) { v.Phase = approvals.PhaseRecording },
	} {
		s := newEnv()
		change(&s.card)
		s.deliver(t, socket.KindInteraction, "e1", fromMenu("later."+testItem))
		if last := s.done[len(s.done)-1]; !strings.HasPrefix(last, "respond replace=false") {
			t.Errorf("%s: got %q last, want an answer in words", name, last)
		}
	}
}

// The clock of env is Friday, 20 November 2026, 09:00 UTC.
func TestRemindMeLaterIsRecorded(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fields map[string]any
		want   []string
	}{
		"an hour": {map[string]any{"later.later": chosenOption("hour")},
			[]string{"known U1", "settings of i1", "snooze 7f00 for i1 until 2026-11-20 10:00", `ack {"response_action":"update"…`}},
		"next working day": {map[string]any{"later.later": chosenOption("workday")},
			[]string{"known U1", "settings of i1", "snooze 7f00 for i1 until 2026-11-23 09:00", `ack {"response_action":"update"…`}},
		"a date": {map[string]any{"later.later": chosenOption("date"), "date.date": picked("selected_date", "2026-12-01")},
			[]string{"known U1", "settings of i1", "snooze 7f00 for i1 until 2026-12-01 09:00", `ack {"response_action":"update"…`}},
		"as usual": {map[string]any{"later.later": chosenOption("never")},
			[]string{"known U1", "snooze 7f00 for i1 until -", `ack {"response_action":"update"…`}},
		"a date that is missing": {map[string]any{"later.later": chosenOption("date")},
			[]string{"known U1", "settings of i1", `ack {"response_action":"errors","errors":{"date":"Please choose a date."}}`}},
		"a date that is past": {map[string]any{"later.later": chosenOption("date"), "date.date": picked("selected_date", "2026-11-20")},
			[]string{"known U1", "settings of i1", `ack {"response_action":"errors","errors":{"date":"Please choose a date from tomorrow on."}}`}},
		"no choice": {nil, []string{"known U1", "settings of i1", `ack {"response_action":"errors","errors":{"later":"Please choose one."}}`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv()
			s.Router.Reminders = nineToFive()
			s.deliver(t, socket.KindInteraction, "e1", form(cards.CallbackSnooze, testItem, c.fields))
			wantDone(t, s, c.want...)
		})
	}
}

func TestRemindMeLaterThatCannotBe(t *testing.T) {
	t.Parallel()
	s := newEnv()
	s.sendErr = approvals.Refuse(approvals.RefusedNotYours)
	s.deliver(t, socket.KindInteraction, "e1", form(cards.CallbackSnooze, testItem, map[string]any{"later.later": chosenOption("hour")}))
	if last := s.done[len(s.done)-1]; !strings.Contains(last, "not yours to decide") || !strings.Contains(last, `"response_action":"update"`) {
		t.Errorf("refused: got %s last, want the refusal in the place of the form", last)
	}
	s = newEnv()
	s.sendErr = errors.New("no database")
	s.deliver(t, socket.KindInteraction, "e1", form(cards.CallbackSnooze, testItem, map[string]any{"later.later": chosenOption("hour")}))
	if last, want := s.done[len(s.done)-1], `"errors":{"later":"Nothing was recorded`; !strings.Contains(last, want) {
		t.Errorf("failed: got %s last, want %s", last, want)
	}
	s = newEnv()
	s.deliver(t, socket.KindInteraction, "e1", form(cards.CallbackSnooze, "<b>", nil))
	wantDone(t, s, `ack {"response_action":"errors","errors":{"later":"Nothing was recorded. Please try again in a minute."}}`)
}

func TestStrangersFormIsRefused(t *testing.T) {
	t.Parallel()
	for _, callback := range []string{cards.CallbackSnooze, cards.CallbackSettings} {
		s := newEnv()
		s.deliver(t, socket.KindInteraction, "e1", strings.ReplaceAll(form(callback, testItem, nil), `"T1"`, `"T9"`))
		if len(s.done) != 1 || !strings.Contains(s.done[0], "Only members of this workspace") {
			t.Errorf("%s: got %v, want one refusal", callback, s.done)
		}
	}
}

func allFields() map[string]any {
	days := []map[string]any{{"value": "1"}, {"value": "2"}}
	return map[string]any{
		"told.told": chosenOption("digest"), "from.from": picked("selected_time", "08:00"), "to.to": picked("selected_time", "12:30"),
		"days.days": map[string]any{"selected_options": days}, "pause.pause": picked("selected_date", "2026-12-01"),
	}
}

func TestSettingsForm(t *testing.T) {
	t.Parallel()
	usual := make([]map[string]any, 0, 5)
	for n := 1; n <= 5; n++ {
		usual = append(usual, map[string]any{"value": fmt.Sprint(n)})
	}
	for name, c := range map[string]struct {
		change map[string]any
		want   string
	}{
		"all": {nil, "save for i1: digest 8h0m0s-12h30m0s [false true true false false false false] pause 2026-12-01 00:00"},
		"as the bot has it, which is no choice": {map[string]any{"from.from": picked("selected_time", "09:00"),
			"to.to":     picked("selected_time", "17:00"),
			"days.days": map[string]any{"selected_options": usual}, "pause.pause": nil},
			"save for i1: digest 0s-0s [false false false false false false false] pause -"},
		"the whole day": {map[string]any{"from.from": picked("selected_time", "00:00"), "to.to": picked("selected_time", "00:00")},
			"save for i1: digest 0s-24h0m0s [false true true false false false false] pause 2026-12-01 00:00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, fields := newEnv(), allFields()
			s.Router.Reminders = nineToFive()
			for k, v := range c.change {
				fields[k] = v
			}
			s.deliver(t, socket.KindInteraction, "e1", form(cards.CallbackSettings, "", fields))
			wantDone(t, s, "known U1", c.want, `ack {"response_action":"update"…`)
		})
	}
}

func TestSettingsThatMakeNoSense(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ field, put, want string }{
		"hours":  {"to.to", "08:00", `"to":"Please choose two different times`},
		"pause":  {"pause.pause", "2026-11-20", `"pause":"Please choose a date from tomorrow on."`},
		"far":    {"pause.pause", "2028-11-20", `"pause":"Please choose a date within a year."`},
		"days":   {"days.days", "", `"days":"Please choose a day at least.`},
		"choice": {"told.told", "", `"told":"Please choose one."`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, fields := newEnv(), allFields()
			s.Router.Reminders = nineToFive()
			fields[c.field] = map[string]any{"selected_time": c.put, "selected_date": c.put}
			s.deliver(t, socket.KindInteraction, "e1", form(cards.CallbackSettings, "", fields))
			if len(s.done) != 2 || !strings.HasPrefix(s.done[1], `ack {"response_action":"errors"`) ||
				!strings.Contains(s.done[1], c.want) {
				t.Errorf("got %v, want %s last", s.done, c.want)
			}
		})
	}
}

func TestSettingsThatCannotBeSaved(t *testing.T) {
	t.Parallel()
	s := newEnv()
	s.sendErr = errors.New("no database")
	s.deliver(t, socket.KindInteraction, "e1", form(cards.CallbackSettings, "", allFields()))
	if last, want := s.done[len(s.done)-1], `"errors":{"told":"Nothing was recorded`; !strings.Contains(last, want) {
		t.Errorf("failed: got %s last, want %s", last, want)
	}
	s = newEnv()
	s.knownErr = approvals.Refuse(approvals.RefusedGuest)
	s.deliver(t, socket.KindInteraction, "e1", form(cards.CallbackSettings, "", allFields()))
	if last, want := s.done[len(s.done)-1], "Guests cannot use approvals"; !strings.Contains(last, want) {
		t.Errorf("a guest: got %s last, want %s", last, want)
	}
}

func TestAskingForSettingsAndSnoozed(t *testing.T) {
	t.Parallel()
	s := newEnv()
	s.deliver(t, socket.KindCommand, "e1", slash("settings"))
	wantDone(t, s, "take e1", "ack", "person U1 1m0s", "settings of i1", "respond replace=false My settings: A card at once.")
	s = newEnv()
	s.deliver(t, socket.KindCommand, "e1", slash("Snoozed"))
	wantDone(t, s, "take e1", "ack", "person U1 1m0s", "snoozed i1 0+5", "respond replace=false Nothing is snoozed. For that, choose Rem")
	s = newEnv()
	s.deliver(t, socket.KindInteraction, "e1", onCard(cards.ActionSettings, ""))
	wantDone(t, s, "ack", "known U1", "settings of i1", "modal settings by 1.2.abc")
	s = newEnv()
	s.deliver(t, socket.KindInteraction, "e1", onHomeTab(cards.ActionHomeSettings, ""))
	wantDone(t, s, "ack", "known U1", "settings of i1", "modal settings by 1.2.abc")
	s = newEnv()
	s.page.Total, s.page.Rows = 6, []approvals.Row{{WorkItemID: testItem, Number: "1"}}
	s.deliver(t, socket.KindInteraction, "e1", onCard(cards.ActionNextPage, "snoozed.5"))
	wantDone(t, s, "ack", "person U1 1m0s", "snoozed i1 5+5", "respond replace=true 6 items are snoozed. 1.")
}

func TestShowNextOfAReminder(t *testing.T) {
	t.Parallel()
	s := newEnv()
	s.deliver(t, socket.KindInteraction, "e1", onCard(cards.ActionShowFirst, ""))
	wantDone(t, s, "person U1 1m0s", "take e1", "next after  to U1", "ack")
	s.done, s.nothingNext = nil, true
	s.deliver(t, socket.KindInteraction, "e2", onCard(cards.ActionShowFirst, ""))
	wantDone(t, s, "person U1 1m0s", "take e2", "next after  to U1", "ack", "respond replace=false Nothing more is waiting for you.")
}

func TestMenuValueFits(t *testing.T) {
	t.Parallel()
	v := cards.EncodeMenu(cards.MenuSnooze, cards.ItemRef{WorkItemID: strings.Repeat("a", 40), CardID: uuid.New()})
	if choice, _, err := cards.ParseMenu(v, "buttons-1"); err != nil || choice != cards.MenuSnooze || len(v) > 75 {
		t.Errorf("got %d characters, %s, %v, want 75 at most and %s", len(v), choice, err, cards.MenuSnooze)
	}
}
