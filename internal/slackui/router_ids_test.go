package slackui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slacksim"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/slackui/socket"
)

// oddIDs are ids as IIQ may have them: of all lengths that are read, with each letter that is.
func oddIDs() []string {
	const letters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-"
	ids := []string{testItem, strings.Repeat("-", approvals.LongestID), strings.Repeat("_", 45), letters}
	for _, n := range []int{1, 32, 40, 41, 44, 45, 63, approvals.LongestID} {
		ids = append(ids, strings.Repeat("7", n-1)+"Z")
	}
	return ids
}

// onePress is something that people do with an item, in a Slack that shows its card, its row on the Home tab and a list.
type onePress struct {
	name string
	// does it, and submits the form that opens where there is one.
	does func(w *simEnv, t *testing.T, at slacksim.Press)
	// ofCard is true where what is done must name the card as well.
	ofCard bool
}

func presses() []onePress {
	press := func(change func(*slacksim.Press)) func(*simEnv, *testing.T, slacksim.Press) {
		return func(w *simEnv, t *testing.T, at slacksim.Press) {
			t.Helper()
			change(&at)
			w.mustClick(t, at)
		}
	}
	filled := func(change func(*slacksim.Press), entries map[string]any) func(*simEnv, *testing.T, slacksim.Press) {
		return func(w *simEnv, t *testing.T, at slacksim.Press) {
			t.Helper()
			press(change)(w, t, at)
			w.wait(t, "a form", func() bool {
				return slices.ContainsFunc(w.Modals(w.sam), func(v slacksim.View) bool { return v.CallbackID != cards.CallbackSentence })
			})
			if entries == nil {
				if _, err := w.CloseModal(t.Context(), w.sam); err != nil {
					t.Fatal(err)
				}
				return
			}
			if r, err := w.Submit(t.Context(), w.sam, entries); err != nil || !r.Acked || len(r.FieldErrors) > 0 {
				t.Fatalf("submission: got %+v, %v, want it acked", r, err)
			}
		}
	}
	button := func(text string) func(*slacksim.Press) { return func(p *slacksim.Press) { p.Text = text } }
	entry := func(of string) func(*slacksim.Press) {
		return func(p *slacksim.Press) {
			if p.ActionID = cards.ActionMore; p.Home {
				p.ActionID = cards.ActionHomeMore
			}
			p.Entry = of
		}
	}
	comment := map[string]any{cards.ActionComment: "Because."}
	return []onePress{
		{"Approve", press(button("Approve")), true},
		{"Deny", filled(button("Deny"), comment), true},
		{"Details", filled(entry("Details"), nil), false},
		{"Approve with a comment", filled(entry("Approve with"), comment), true},
		{"Remind me later", filled(entry("Remind"), map[string]any{}), false},
	}
}

// Whatever IIQ calls an item, each of its controls works, on the card and on the Home tab.
func TestControlsWorkWhateverTheIDOfTheItem(t *testing.T) {
	w := newSimEnv(t, slacksim.Options{}, socket.Config{})
	for _, id := range oddIDs() {
		w.st.set(func(s *env) { s.card.Item.ID = id })
		channel, ts := w.postCard(t)
		row := approvals.Row{WorkItemID: id, Number: "1234", Type: approvals.TypeApproval, Phase: approvals.PhaseOpen, Requester: "Lee",
			Target: "Dana", WorkItemURL: "https://iiq.test/item", RequestMark: approvals.RequestMark(approvals.WorkItem{ID: id}),
			FactsMark: approvals.FactsMark([]byte(id))}
		home := approvals.Page{Now: time.Now(), AsOf: time.Now(), Total: 1, Rows: []approvals.Row{row}}
		if _, err := w.api.PublishHome(t.Context(), w.sam, cards.HomeView(home), ""); err != nil {
			t.Fatal(err)
		}
		for _, at := range []slacksim.Press{{User: w.sam, Channel: channel, TS: ts}, {User: w.sam, Home: true}} {
			for _, p := range presses() {
				w.st.set(func(s *env) { s.items, s.click = nil, approvals.Click{} })
				p.does(w, t, at)
				w.st.set(func(s *env) {
					if len(s.items) == 0 || slices.ContainsFunc(s.items, func(one string) bool { return one != id }) {
						t.Errorf("%s of %q (%d), Home %t: got it done with %q, want with this item", p.name, id, len(id), at.Home, s.items)
					}
					if p.ofCard && !at.Home && s.click.CardID != testCard {
						t.Errorf("%s of %q (%d): got the card %s, want %s", p.name, id, len(id), s.click.CardID, testCard)
					}
					if p.name == "Approve" && at.Home && (s.click.RequestMark != row.RequestMark || s.click.FactsMark != row.FactsMark) {
						t.Errorf("%s of %q (%d): got the marks %q and %q, want those of the row", p.name, id, len(id), s.click.RequestMark,
							s.click.FactsMark)
					}
				})
			}
		}
	}
}

// The controls beside those, by their payload alone.
func TestPayloadsOfEachID(t *testing.T) {
	t.Parallel()
	for _, id := range oddIDs() {
		ref := cards.ItemRef{WorkItemID: id, CardID: testCard}
		for name, payload := range map[string]string{
			"Show next":       onCard(cards.ActionShowNext, ref.Encode()),
			"Open in a list":  onCard(cards.ActionOpen, cards.ItemRef{WorkItemID: id}.Encode()),
			"Approve noted":   onCard(cards.ActionApproveNoted, ref.Encode()),
			"Home noted":      onHomeTab(cards.ActionHomeApproveNoted, cards.ItemRef{WorkItemID: id}.Encode()),
			"a form's":        submission(cards.DecideMeta{WorkItemID: id, CardID: testCard, Verdict: approvals.Deny}, "No."),
			"the next page":   onModal(onHomeTab(cards.ActionDetailsNext, cards.DetailsRef{Page: 2, Item: ref}.Encode())),
			"the page before": onModal(onHomeTab(cards.ActionDetailsPrevious, cards.DetailsRef{Item: ref}.Encode())),
		} {
			s := newEnv()
			s.deliver(t, socket.KindInteraction, "e1", payload)
			if !slices.Contains(s.items, id) {
				t.Errorf("%s of %q (%d): got it done with %q, want with this item: %v", name, id, len(id), s.items, s.done)
			}
		}
	}
	for _, id := range []string{"", strings.Repeat("a", approvals.LongestID+1), "a b", "a.b", "a/b", "ä", "a\u202eb"} {
		if approvals.ValidID(id) {
			t.Errorf("%q: got an id that is taken, want it refused as it is when it is read from IdentityIQ", id)
		}
	}
}

func onModal(payload string) string { return strings.Replace(payload, `"home"`, `"modal"`, 1) }

// No control carries more than Slack takes, whatever is beside the id: docs/slack-facts.md#block-kit
func TestWhatCarriesAnIDFits(t *testing.T) {
	t.Parallel()
	id := strings.Repeat("a", approvals.LongestID)
	full := cards.ItemRef{WorkItemID: id, CardID: uuid.New()}
	for _, choice := range []cards.MenuChoice{cards.MenuDetails, cards.MenuApproveWithComment, cards.MenuSnooze} {
		if v := cards.EncodeMenu(choice, full); len(v) > 75 {
			t.Errorf("%s: got %d characters in an option, want 75 at most", choice, len(v))
		}
	}
	s := newEnv()
	s.card.Item.ID, s.card.CardID, s.card.Want = id, testCard, 1<<62
	s.card.FactsDigest = []byte("facts")
	row := approvals.Row{WorkItemID: id, Number: "1", Phase: approvals.PhaseOpen, Type: approvals.TypeApproval,
		RequestMark: approvals.RequestMark(s.card.Item), FactsMark: approvals.FactsMark([]byte("facts"))}
	home := cards.HomeView(approvals.Page{Now: time.Now(), Total: 1, Rows: []approvals.Row{row}})
	for _, b := range slices.Concat(cards.Card(s.card).Blocks, home.Blocks.BlockSet) {
		if len(b.ID()) > 255 {
			t.Errorf("got the block id %q of %d characters, want 255 at most", b.ID(), len(b.ID()))
		}
	}
	meta := cards.DecideMeta{WorkItemID: id, CardID: testCard, Verdict: approvals.Deny, Shown: strings.Repeat("x", 4000)}
	if got := len(meta.Encode()); got > 3000 {
		t.Errorf("got %d characters of private metadata, want 3,000 at most", got)
	}
}
