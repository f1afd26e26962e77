package page

import (
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// iiqEvent tells of something that happened inside IdentityIQ.
func (t *teller) iiqEvent(e iiqsim.Event) {
	switch {
	case e.Kind == iiqsim.EventReviewChanged:
		t.items.noteReview(e.ID)
		t.journal.Add(Entry{Side: SideIIQ, Text: "Access review “" + onOneLine(e.Number, 60) + "”: " + e.Detail})
		return
	case e.Class != "WorkItem":
		return
	}
	out := Entry{Side: SideIIQ, ItemID: e.ID, Number: strings.TrimLeft(e.Number, "0"), Code: string(e.Kind)}
	if !t.itemEvent(e, &out) {
		return
	}
	t.journal.Add(out)
}

// itemEvent fills in what happened to a work item; false for what is not worth a line.
func (t *teller) itemEvent(e iiqsim.Event, out *Entry) bool {
	switch e.Kind {
	case iiqsim.EventItemCreated:
		t.items.note(e.ID)
		out.Text = t.created(e)
	case iiqsim.EventItemForwarded:
		out.Text = "Forwarded to " + e.Detail
	case iiqsim.EventItemClosed:
		out.Text = "Closed in IdentityIQ: " + strings.ToLower(stateWord(e.State))
		if e.By != "" {
			out.Text += " by " + e.By
		}
	case iiqsim.EventItemDeleted:
		out.Text = "Gone from IdentityIQ without a trace"
	case iiqsim.EventItemReopened:
		out.Text = "Open again in IdentityIQ"
	case iiqsim.EventItemChanged:
		out.Text = "Changed in IdentityIQ"
	case iiqsim.EventWriteAccepted:
		out.Text, out.Tone = "The bot wrote it to IdentityIQ: "+strings.ToLower(stateWord(e.State))+" by "+e.By, "good"
		if at := t.items.pressedAt(e.ID); !at.IsZero() {
			out.Detail = seconds(e.At.Sub(at)) + " after the click"
		}
	case iiqsim.EventWriteRefused:
		out.Text, out.Detail, out.Tone = "IdentityIQ refused what the bot wrote", e.Detail, "warn"
	default:
		return false
	}
	return true
}

func (t *teller) created(e iiqsim.Event) string {
	w, err := t.iiq.WorkItem(e.ID)
	if err != nil {
		return "New work item"
	}
	text := "New in IdentityIQ: " + asked(w)
	if w.TargetShown != "" {
		text += " for " + w.TargetShown
	}
	return text + "; " + e.Detail + " decides"
}

// asked says in a few words what a work item is about.
func asked(w iiqsim.WorkItem) string {
	switch n := len(w.Lines); {
	case n == 0:
		return onOneLine(either(w.Description, w.Type), 70)
	case n == 1:
		thing := either(w.Lines[0].DisplayValue, w.Lines[0].Value)
		if w.Lines[0].Operation == "Remove" {
			thing = "Remove " + thing
		}
		return onOneLine(thing, 70)
	default:
		return onOneLine(either(w.Lines[0].DisplayValue, w.Lines[0].Value), 48) + " and " + itoa(n-1) + " more"
	}
}

func either(value, fallback string) string {
	if strings.TrimSpace(value) == "" {
		return fallback
	}
	return value
}

// stateWord is a work item's state as IdentityIQ's pages say it.
func stateWord(state string) string {
	switch state {
	case "", iiqsim.StatePending:
		return "Open"
	case iiqsim.StateFinished:
		return "Approved"
	case iiqsim.StateRejected:
		return "Denied"
	}
	return state
}

func seconds(d time.Duration) string {
	if d < time.Second {
		return took(d)
	}
	return d.Round(100 * time.Millisecond).String()
}
