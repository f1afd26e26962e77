package cards

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words"
)

func at(h, m int) time.Time { return time.Date(2026, 11, 16, h, m, 0, 0, time.UTC) }

func refusals() map[string]*approvals.Refusal {
	r := map[string]*approvals.Refusal{
		"forwarded_to":     {Code: approvals.RefusedForwarded, By: "Sam Okoye"},
		"already_approved": {Code: approvals.RefusedAlreadyDecided, By: "Lee Quinn", Outcome: approvals.OutcomeApproved, At: at(14, 2)},
		"already_denied_mine": {
			Code: approvals.RefusedAlreadyDecided, By: "Sam Okoye", Mine: true, Outcome: approvals.OutcomeDenied, At: at(14, 2),
		},
		"already_mixed":         {Code: approvals.RefusedAlreadyDecided, By: "Lee Quinn", Outcome: approvals.OutcomeMixed},
		"already_by_nobody":     {Code: approvals.RefusedAlreadyDecided, Outcome: approvals.OutcomeApproved},
		"being_recorded_mine":   {Code: approvals.RefusedBeingRecorded, By: "Sam Okoye", Mine: true},
		"being_recorded_others": {Code: approvals.RefusedBeingRecorded, By: "Lee Quinn"},
		"iiq_refused_reason":    {Code: approvals.RefusedByIIQ, Reason: "The <b>workflow</b> is suspended.\nTry later. "},
		"hostile":               {Code: approvals.RefusedForwarded, By: "<!channel> \u202e& *x* " + strings.Repeat("y", 500)},
		"unknown":               {Code: "something_new"},
	}
	for _, c := range []approvals.RefusalCode{
		approvals.RefusedBot, approvals.RefusedDeactivated, approvals.RefusedGuest, approvals.RefusedForeign, approvals.RefusedNoEmail,
		approvals.RefusedNoIdentity, approvals.RefusedAmbiguous, approvals.RefusedInactive, approvals.RefusedBoundElsewhere,
		approvals.RefusedUnknownNow, approvals.RefusedNotInSlack, approvals.RefusedNotYours, approvals.RefusedForwarded,
		approvals.RefusedAlreadyDecided, approvals.RefusedBeingRecorded, approvals.RefusedClosed, approvals.RefusedExpired,
		approvals.RefusedCanceled, approvals.RefusedSignature, approvals.RefusedSelf, approvals.RefusedType,
		approvals.RefusedNoSuchItem, approvals.RefusedByIIQ, approvals.RefusedNoComment, approvals.RefusedUnknownPeople,
		approvals.TakenAfterAll, approvals.RefusedLost, approvals.RefusedTrial,
	} {
		r[string(c)] = &approvals.Refusal{Code: c}
	}
	return r
}

func TestRefusalSentences(t *testing.T) {
	t.Parallel()
	said := map[string]string{}
	code := regexp.MustCompile(`[a-z]_[a-z]|[0-9a-f]{8}`)
	for name, r := range refusals() {
		s := Sentence(approvals.English, r)
		said[name] = s
		m := RefusalMessage(approvals.English, r)
		checkMessage(t, m)
		checkModal(t, SentenceModal(approvals.English, s))
		checkMessage(t, SentenceMessage(approvals.English, s))
		if !strings.HasSuffix(s, ".") || strings.Contains(s, "..") || strings.ContainsAny(s, "\n<>") || code.MatchString(s) {
			t.Errorf("%s: got %q, want a plain sentence", name, s)
		}
		if name != "unknown" && s == words.ItemRefusal(approvals.English, "") {
			t.Errorf("%s: got %q, want a sentence of its own", name, s)
		}
	}
	golden(t, "refusals", said)
}

func TestRefusalsOfTheExperience(t *testing.T) {
	t.Parallel()
	all := refusals()
	for name, want := range map[string]string{
		"forwarded_to":       "This request was forwarded to Sam Okoye. Nothing was changed.",
		"already_approved":   "Lee Quinn already approved this at 14:02 UTC, 16 Nov 2026.",
		"no_identity":        "I can't match you to an IdentityIQ account. Ask your administrator to link you.",
		"signature":          "This one needs your electronic signature. Decide it in IdentityIQ.",
		"iiq_refused_reason": "IdentityIQ did not accept this: The ‹b›workflow‹/b› is suspended. Try later.",
	} {
		if got := Sentence(approvals.English, all[name]); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if got := Sentence(approvals.English, nil); got != "" {
		t.Errorf("no refusal: got %q, want nothing", got)
	}
}

func TestRefusalShowsTheReadersOwnTime(t *testing.T) {
	t.Parallel()
	raw, err := json.Marshal(RefusalMessage(approvals.English, refusals()["already_approved"]).Blocks)
	if err != nil {
		t.Fatal(err)
	}
	contains(t, string(raw), `"type":"date"`, `"timestamp":1794837720`, "Lee Quinn already approved this at ")
}

func TestNotes(t *testing.T) {
	t.Parallel()
	v := openCard(recording(samID, "Sam Okoye", approvals.Deny, true))
	note := GivenUpNote(v, v.Decision.Trouble)
	goldenMessage(t, "note_given_up", note)
	contains(t, wordsOf(t, note.Blocks), "Not recorded. Decide in IdentityIQ.", "did not take your denial", "Lee Quinn asks for access",
		"View in IdentityIQ")
	e := approvals.ClickerNotice{Corrected: true, Refusal: refusals()["already_approved"]}
	corrected := CorrectedNote(e, v)
	goldenMessage(t, "note_corrected", corrected)
	contains(t, wordsOf(t, corrected.Blocks), "Lee Quinn already approved this",
		"This puts right what you were told before.", "View in IdentityIQ")
	for _, sentence := range []words.Sentence{words.NothingRecorded, words.Unclear, words.NoForm, words.NoAnswer, words.OneAtATime,
		words.NothingWaiting} {
		s := sentence(approvals.English)
		m := SentenceMessage(approvals.English, s)
		checkMessage(t, m)
		if m.Text != s || !strings.Contains(wordsOf(t, m.Blocks), s) {
			t.Errorf("got %q, want %q in text and blocks", m.Text, s)
		}
	}
	checkMessage(t, SentenceMessage(approvals.English, " \n"))
	checkModal(t, SentenceModal(approvals.English, strings.Repeat("x", 5000)))
}
