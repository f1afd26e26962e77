package cards

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words"
	"github.com/iiq-approvals/bot/internal/words/answers"
)

const reviewURL = "https://iiq.example.com/identityiq/ui/rest/redirect?rp1=/certification/certification.jsf&rp2=certification/" + itemID

// reviewView is Sam Okoye's review of twenty people, so far as said; with changes, if any.
func reviewView(p approvals.ReviewProgress, changes ...func(*approvals.CardView)) approvals.CardView {
	v := approvals.CardView{
		CardID: fixtureCard, Want: 3, Phase: approvals.PhaseLinkOnly, LinkOnly: approvals.LinkOnlyType, Review: &p,
		Viewer: approvals.Identity{ID: samID, Name: "Sam.Okoye", Display: "Sam Okoye"},
		Item: approvals.WorkItem{ID: itemID, Type: approvals.TypeCertification, Description: "Manager Access Review for Sam Okoye",
			Created: fixtureNow.Add(-2 * time.Hour), Due: fixtureNow.Add(48 * time.Hour)},
		WorkItemURL: reviewURL, Now: fixtureNow,
	}
	for _, c := range changes {
		c(&v)
	}
	return v
}

func TestReviewCards(t *testing.T) {
	t.Parallel()
	part := approvals.ReviewProgress{Done: 3, Total: 20, Delegated: 2}
	moved := func(p approvals.Phase, to string) func(*approvals.CardView) {
		return func(v *approvals.CardView) { v.Phase, v.ForwardedTo = p, to }
	}
	cases := map[string]struct {
		view    approvals.CardView
		says    []string
		buttons []string
	}{
		"new": {reviewView(approvals.ReviewProgress{Total: 20}), []string{"Manager Access Review for Sam Okoye", "▱▱▱▱▱▱▱▱▱▱ 0 of 20 done", "Due: "}, []string{"Start access review"}},
		"begun": {reviewView(part, waiting(2)), []string{"▰▱▱▱▱▱▱▱▱▱ 3 of 20 done, 2 with somebody else", "2 more waiting"},
			[]string{"Continue access review", "Show next"}},
		"all_done": {reviewView(approvals.ReviewProgress{Done: 20, Total: 20}), []string{"▰▰▰▰▰▰▰▰▰▰ 20 of 20 done"}, []string{"Continue access review"}},
		"overdue":  {reviewView(part, func(v *approvals.CardView) { v.Item.Due = fixtureNow.Add(-time.Hour) }), []string{"overdue"}, []string{"Continue access review"}},
		"workgroup": {reviewView(part, func(v *approvals.CardView) {
			v.Why = approvals.WhyYou{Workgroup: "Review Board", ForwardedBy: "Lee Quinn"}
		}), []string{"you are a member of the workgroup Review Board, reassigned from Lee Quinn"}, []string{"Continue access review"}},
		"batch": {reviewView(part, func(v *approvals.CardView) { v.Batch = 7 }), []string{"7 new items wait for you"}, []string{"Continue access review"}},
		"nameless": {reviewView(part, func(v *approvals.CardView) {
			v.Item.Description, v.WorkItemURL, v.Item.Due = "", "javascript:x", time.Time{}
		}), []string{"Access review", "3 of 20 done"}, nil},
		"other_name": {reviewView(part, func(v *approvals.CardView) { v.Item.Description = "Q4 contractors" }), []string{"Access review: Q4 contractors"}, []string{"Continue access review"}},
		"hostile":    {reviewView(part, func(v *approvals.CardView) { v.Item.Description = strings.Repeat(hostileWords, 20) }), []string{"<!channel>"}, []string{"Continue access review"}},
		"signed":     {reviewView(part, ended(approvals.OutcomeView{Outcome: approvals.OutcomeSigned}), waiting(2)), []string{"Manager Access Review for Sam Okoye", "✅ Signed off"}, nil},
		"gone":       {reviewView(part, ended(approvals.OutcomeView{Outcome: approvals.OutcomeGone})), []string{"No longer in IdentityIQ"}, nil},
		"expired":    {reviewView(part, ended(approvals.OutcomeView{Outcome: approvals.OutcomeExpired})), []string{"Expired"}, nil},
		"forwarded":  {reviewView(part, moved(approvals.PhaseForwarded, "Nora Lindqvist")), []string{"Forwarded to Nora Lindqvist"}, nil},
		"not_yours":  {reviewView(part, moved(approvals.PhaseNotYours, "")), []string{"No longer yours to decide"}, nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := Card(c.view)
			goldenMessage(t, "review_"+name, m)
			contains(t, wordsOf(t, m.Blocks), c.says...)
			if diff := cmp.Diff(c.buttons, labels(t, m.Blocks)); diff != "" {
				t.Errorf("buttons (-want +got):\n%s", diff)
			}
			for _, b := range controlsOf(t, m.Blocks) {
				if strings.HasSuffix(b.Label, "access review") && b.URL != reviewURL {
					t.Errorf("got the link %q, want %q", b.URL, reviewURL)
				}
			}
		})
	}
}

func TestTheFallbackOfAReviewTellsWhichAndHowFar(t *testing.T) {
	t.Parallel()
	contains(t, Card(reviewView(approvals.ReviewProgress{Done: 3, Total: 20})).Text,
		"Manager Access Review for Sam Okoye.", "3 of 20 done.", "Due 18 Nov 2026 09:00 UTC.")
	contains(t, Card(reviewView(approvals.ReviewProgress{}, ended(approvals.OutcomeView{Outcome: approvals.OutcomeSigned}))).Text,
		"Signed off.")
}

func TestReviewsInLists(t *testing.T) {
	t.Parallel()
	r := rows(3)
	for i, p := range []approvals.ReviewProgress{{Total: 20}, {Done: 3, Total: 20, Delegated: 1}} {
		r[i] = approvals.Row{WorkItemID: r[i].WorkItemID, Type: approvals.TypeCertification, Phase: approvals.PhaseLinkOnly,
			LinkOnly: approvals.LinkOnlyType,
			What:     fmt.Sprintf("Review %d", i), Due: fixtureNow.Add(time.Hour), WorkItemURL: reviewURL, Review: &p}
	}
	says := []string{"Review 0 · 0 of 20 done", "Review 1 · 3 of 20 done, 1 with somebody else, 17 left"}
	list := ListAnswer(page(r, 0, 3), answers.ListReviews)
	goldenMessage(t, "list_reviews", list)
	contains(t, wordsOf(t, list.Blocks), append(says, "3 access reviews wait for you")...)
	home := HomeView(page(r, 0, 3))
	goldenHome(t, "home_reviews", home)
	contains(t, wordsOf(t, home.Blocks), append(says, "Start access review", "Continue access review")...)
	if strings.Contains(wordsOf(t, list.Blocks), "cannot be decided") {
		t.Errorf("got %q, want nothing of an item that cannot be decided", wordsOf(t, list.Blocks))
	}
}

func TestEachTypeSaysWhyItIsDecidedThere(t *testing.T) {
	t.Parallel()
	said := map[string]approvals.ItemType{}
	for _, kind := range []approvals.ItemType{approvals.TypeCertification, approvals.TypeDelegation, approvals.TypeSignoff,
		approvals.TypeChallenge,
		approvals.TypeViolationReview, approvals.TypePolicyViolation, approvals.TypeForm, approvals.TypeRemediation,
		approvals.TypeManualAction, "Other"} {
		s := words.LinkOnly(approvals.English, approvals.LinkOnlyType, kind)
		if !strings.HasPrefix(s, "Decide in IdentityIQ: ") || said[s] != "" {
			t.Errorf("%s: got %q, as for %q, want a sentence of its own", kind, s, said[s])
		}
		said[s] = kind
	}
}

func TestTheBarNeverSaysMoreThanIsTrue(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := approvals.ReviewProgress{Total: rapid.IntRange(0, 60_000).Draw(t, "total")}
		p.Done = rapid.IntRange(0, p.Total).Draw(t, "done")
		bar := progressBar(p)
		full := strings.Count(bar, barDone)
		switch {
		case len([]rune(bar)) != barWidth:
			t.Fatalf("%q: got %d signs, want %d", bar, len([]rune(bar)), barWidth)
		case p.Done == 0 && full != 0, p.Done > 0 && full == 0, full == barWidth && p.Done < p.Total:
			t.Fatalf("%+v: got %q, want it empty only when nothing is done, and full only when all is", p, bar)
		}
	})
}
