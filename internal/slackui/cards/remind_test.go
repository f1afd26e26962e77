package cards

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slacksim/blockkit"
	"github.com/iiq-approvals/bot/internal/words"
	"github.com/iiq-approvals/bot/internal/words/answers"
)

func waitingRow(n string, due time.Duration) approvals.Row {
	r := approvals.Row{WorkItemID: itemID, Number: n, Type: approvals.TypeApproval, Phase: approvals.PhaseOpen, Requester: "Lee Quinn",
		Target: "Dana Reyes", What: "Add GL read-only (Active Directory)", Lines: 1, WorkItemURL: itemURL}
	if due != 0 {
		r.Due = fixtureNow.Add(due)
	}
	return r
}

func reminderOf(total, overdue, snoozed int, rows ...approvals.Row) approvals.ReminderView {
	return approvals.ReminderView{Viewer: approvals.Identity{ID: samID, Display: "Sam Okoye"}, Rows: rows, Total: total,
		Overdue: overdue, Snoozed: snoozed, Now: fixtureNow}
}

func TestReminder(t *testing.T) {
	t.Parallel()
	five := []approvals.Row{waitingRow("1", -time.Hour), waitingRow("2", 24*time.Hour), waitingRow("3", 0), waitingRow("4", 0),
		waitingRow("5", 0)}
	five[0].Warnings = []approvals.Warning{approvals.WarnOverdue, approvals.WarnPrivileged}
	hostileRow := waitingRow("000<b>", time.Hour)
	hostileRow.Requester, hostileRow.Target, hostileRow.What = hostileWords, hostileWords, strings.Repeat(hostileWords, 20)
	for name, c := range map[string]struct {
		view   approvals.ReminderView
		says   []string
		opens  int
		absent string
	}{
		"one": {reminderOf(1, 0, 0, waitingRow("1", 0)), []string{"Reminder: one approval waits for you"}, 1, "more waiting"},
		"two": {reminderOf(2, 0, 3, waitingRow("1", 0), waitingRow("2", time.Hour)),
			[]string{"Reminder: 2 approvals wait for you", "1 more waiting, the next due", "3 snoozed"}, 2, "/approvals"},
		"many": {reminderOf(17, 1, 0, five...),
			[]string{"Reminder: 17 approvals wait for you, 1 overdue", "16 more waiting", "and 12 more; /approvals lists them all",
				"overdue", "Privileged"}, 5, "snoozed"},
		"hostile": {reminderOf(1, 0, 0, hostileRow), nil, 1, "snoozed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := Reminder(c.view)
			goldenMessage(t, "reminder_"+name, m)
			said := wordsOf(t, m.Blocks)
			contains(t, said, c.says...)
			if strings.Contains(said, c.absent) {
				t.Errorf("got %q, want it without %q", said, c.absent)
			}
			buttons := labels(t, m.Blocks)
			if n := len(slices.DeleteFunc(slices.Clone(buttons),
				func(s string) bool { return s != words.Open(approvals.English) })); n != c.opens ||
				!slices.Contains(buttons, words.ShowNext(approvals.English)) {
				t.Errorf("got the buttons %v, want %d to open and one to show the next", buttons, c.opens)
			}
			if !strings.HasPrefix(m.Text, "Reminder") || !strings.HasPrefix(said, "Reminder") {
				t.Errorf("got %q and %q, want Reminder first", m.Text, said)
			}
		})
	}
}

func TestFoldedReminderHasNoButtons(t *testing.T) {
	t.Parallel()
	m := FoldedReminder(approvals.FoldReminder{Waiting: 3, At: fixtureNow})
	goldenMessage(t, "reminder_folded", m)
	if b := labels(t, m.Blocks); len(b) > 0 {
		t.Errorf("got the buttons %v, want none", b)
	}
}

func TestSnoozeModal(t *testing.T) {
	t.Parallel()
	ref := ItemRef{WorkItemID: itemID, CardID: fixtureCard}
	again := openCard(func(v *approvals.CardView) { v.SnoozedUntil = fixtureNow.Add(26 * time.Hour) })
	zone, err := time.LoadLocation("Asia/Kolkata")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		view approvals.CardView
		says []string
	}{
		"first": {openCard(), []string{"Lee Quinn asks for access for Dana Reyes", "In one hour", "Tomorrow morning",
			"On the next working day", "On a certain date"}},
		"again":   {again, []string{"Snoozed until: Tue 17 Nov 2026, 16:30", "As usual, not later"}},
		"hostile": {openCard(hostile), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := SnoozeModal(c.view, ref, zone)
			goldenModal(t, "snooze_"+name, m)
			contains(t, wordsOf(t, m.Blocks), c.says...)
			if back, err := ParseItemRef(m.PrivateMetadata); err != nil || back != ref {
				t.Errorf("private metadata: got %+v, %v, want %+v", back, err, ref)
			}
		})
	}
}

func ownSettings(change func(*SettingsView)) SettingsView {
	v := SettingsView{Zone: "Asia/Kolkata", Now: fixtureNow, Settings: approvals.PersonalSettings{Delivery: approvals.DeliveryCard,
		Hours: approvals.Hours{From: 9 * time.Hour, To: 17*time.Hour + 30*time.Minute},
		Days:  approvals.Days{false, true, true, true, true, true, false}}}
	if change != nil {
		change(&v)
	}
	return v
}

func TestSettings(t *testing.T) {
	t.Parallel()
	zone := time.UTC
	for name, c := range map[string]struct {
		view SettingsView
		says []string
	}{
		"usual": {ownSettings(nil), []string{"A card at once", "Mon to Fri, 09:00 to 17:30", "Kolkata (UTC+05:30)"}},
		"digest_paused": {ownSettings(func(v *SettingsView) {
			v.Settings.Delivery, v.Settings.PauseUntil = approvals.DeliveryDigest, fixtureNow.Add(72*time.Hour)
			v.Settings.Days = approvals.Days{true, true, false, true, true, true, false}
		}), []string{"A digest only", "Mon, Wed to Fri, Sun", "No reminders before"}},
		"silent": {ownSettings(func(v *SettingsView) { v.Settings.Delivery, v.Zone = approvals.DeliverySilent, "" }), []string{"Nothing by itself", "UTC"}},
		"always": {ownSettings(func(v *SettingsView) {
			v.Settings.Hours, v.Settings.Days = approvals.Hours{To: 24 * time.Hour},
				approvals.Days{true, true, true, true, true, true, true}
		}), []string{"Mon to Sun, at any time"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := SettingsAnswer(c.view)
			goldenMessage(t, "settings_"+name, m)
			contains(t, wordsOf(t, m.Blocks), c.says...)
			modal := SettingsModal(c.view, zone)
			goldenModal(t, "settings_form_"+name, modal)
			want := []string{BlockTold, BlockFrom, BlockTo, BlockDays, BlockPause}
			if inputs := fieldsOf(t, modal.Blocks); !slices.Equal(inputs, want) {
				t.Errorf("got the fields %v, want %v", inputs, want)
			}
		})
	}
}

func fieldsOf(t *testing.T, blocks any) []string {
	t.Helper()
	var ids []string
	for _, c := range blockkit.Controls(jsonOf(t, blocks)) {
		if c.Input {
			ids = append(ids, c.BlockID)
		}
	}
	return ids
}

func TestHomeHasSettings(t *testing.T) {
	t.Parallel()
	p := page(nil, 0, 0)
	settings := ownSettings(nil).Settings
	p.Settings, p.Zone = &settings, "Asia/Kolkata"
	v := HomeView(p)
	goldenHome(t, "home_settings", v)
	if !slices.Contains(labels(t, v.Blocks), words.ChangeSettings(approvals.English)) {
		t.Errorf("got the buttons %q, want one for the settings", labels(t, v.Blocks))
	}
}

func TestSnoozedRowsSaySo(t *testing.T) {
	t.Parallel()
	row := waitingRow("1", time.Hour)
	row.SnoozedUntil = fixtureNow.Add(26 * time.Hour)
	m := ListAnswer(page([]approvals.Row{row}, 0, 1), answers.ListSnoozed)
	goldenMessage(t, "list_snoozed", m)
	contains(t, wordsOf(t, m.Blocks), "One item is snoozed", "Snoozed until Nov 17, 2026 11:00")
}

func TestSlackTakesWhateverIsToBeRemindedOf(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		v := reminderOf(rapid.IntRange(0, 1<<40).Draw(t, "total"), rapid.IntRange(0, 9).Draw(t, "overdue"),
			rapid.IntRange(0, 9).Draw(t, "snoozed"))
		for range rapid.IntRange(0, 8).Draw(t, "rows") {
			v.Rows = append(v.Rows, drawRow(t))
		}
		checkMessage(t, Reminder(v))
		card := drawView(t)
		card.SnoozedUntil = drawTime(t, "snoozed until")
		checkModal(t, SnoozeModal(card, ItemRef{WorkItemID: itemID}, time.UTC))
		s := ownSettings(func(v *SettingsView) {
			v.Zone = rapid.SampledFrom([]string{"", "UTC", "America/Argentina/ComodRivadavia"}).Draw(t, "zone")
			for d := range v.Settings.Days {
				v.Settings.Days[d] = rapid.Bool().Draw(t, "day")
			}
			v.Settings.PauseUntil = drawTime(t, "pause")
		})
		checkMessage(t, SettingsAnswer(s))
		checkModal(t, SettingsModal(s, time.UTC))
	})
}
