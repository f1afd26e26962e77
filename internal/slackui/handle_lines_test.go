package slackui

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/slackui/cards/choosing"
	"github.com/iiq-approvals/bot/internal/slackui/socket"
)

// byLine gives the router an item of so many lines that is decided line by line.
func byLine(s *env, lines int) {
	s.card.Item.Lines = nil
	for n := range lines {
		s.card.Item.Lines = append(s.card.Item.Lines, approvals.ApprovalItem{ID: fmt.Sprint("l", n+1), Operation: "Add",
			Value: fmt.Sprint("right ", n+1)})
	}
	s.card.Lines = approvals.LinesOffered
}

// metaFor is what the form of the router's item carries when it is opened, with these choices.
func metaFor(t *testing.T, s *env, page int, choices string) cards.LinesMeta {
	t.Helper()
	v := cards.LinesModal(s.card, cards.LinesMeta{DecideMeta: cards.DecideMeta{WorkItemID: testItem, CardID: testCard,
		ResponseURL: testURL}}, "")
	meta, err := cards.ParseLinesMeta(v.PrivateMetadata)
	if err != nil {
		t.Fatal(err)
	}
	meta.Page, meta.Choices = page, choices
	return meta
}

// onForm is a payload from the form, with what is chosen on its page: a, d or - for each of its lines.
func onForm(kind string, meta cards.LinesMeta, chosen, comment, action string) string {
	values := map[string]map[string]any{"comment": {"comment": map[string]any{"type": "plain_text_input", "value": comment}}}
	for n, letter := range chosen {
		var option any
		if word := map[rune]string{'a': "approve", 'd': "deny"}[letter]; word != "" {
			option = map[string]any{"value": word}
		}
		values[meta.BlockOf(meta.Page*choosing.PerPage+n)] = map[string]any{
			cards.ActionChoice: map[string]any{"type": "radio_buttons", "selected_option": option}}
	}
	raw, _ := json.Marshal(map[string]any{"type": kind, "user": map[string]any{"id": "U1", "team_id": "T1"}, "trigger_id": "1.2.abc",
		"actions": []any{map[string]any{"type": "button", "action_id": action, "block_id": "b"}},
		"view": map[string]any{"id": "V3", "type": "modal", "callback_id": "decide", "hash": "h7", "private_metadata": meta.Encode(),
			"state": map[string]any{"values": values}}})
	return string(raw)
}

func TestTheMenuOpensTheFormOfLines(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		set  func(*env)
		want string
	}{
		"offered": {func(s *env) { byLine(s, 3) }, "ack; known U1; read 7f00 for i1; modal decide by 1.2.abc"},
		"not any more": {func(s *env) { byLine(s, 3); s.card.Lines = approvals.LinesInIIQ },
			"ack; known U1; read 7f00 for i1; respond replace=false Single lines cannot be decided here now"},
		"decided": {func(s *env) { byLine(s, 3); s.card.Phase = approvals.PhaseRecording },
			"ack; known U1; read 7f00 for i1; respond replace=false A decision is already being recorded."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv()
			c.set(s)
			s.deliver(t, socket.KindInteraction, "E1", fromMenu(cards.EncodeMenu(cards.MenuLines, cards.ItemRef{WorkItemID: testItem})))
			if got := strings.Join(s.done, "; "); !strings.HasPrefix(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// Turning the page keeps what was chosen, on all pages, and what was typed.
func TestPagesOfLinesKeepWhatWasChosen(t *testing.T) {
	t.Parallel()
	s := newEnv()
	byLine(s, 32)
	views := keptViews(s)
	choices := strings.Repeat("-", 32)
	s.deliver(t, socket.KindInteraction, "E1", onForm("block_actions", metaFor(t, s, 0, choices), "ad"+strings.Repeat("-", 28),
		"so far", cards.ActionLinesNext))
	meta := views.last(t)
	if want := "ad" + strings.Repeat("-", 30); meta.Page != 1 || meta.Choices != want {
		t.Fatalf("the next page: got page %d with %q, want 1 with %q", meta.Page, meta.Choices, want)
	}
	s.deliver(t, socket.KindInteraction, "E2", onForm("block_actions", meta, "dd", "so far", cards.ActionLinesPrevious))
	meta = views.last(t)
	if want := "ad" + strings.Repeat("-", 28) + "dd"; meta.Page != 0 || meta.Choices != want {
		t.Errorf("back: got page %d with %q, want 0 with %q", meta.Page, meta.Choices, want)
	}
	raw, _ := json.Marshal(views.view)
	for _, kept := range []string{`"initial_option":{"text":{"type":"plain_text","text":"Approve"`, `"initial_value":"so far"`} {
		if !strings.Contains(string(raw), kept) {
			t.Errorf("the page has no %s", kept)
		}
	}
	if got := strings.Join(s.done, "; "); s.click.WorkItemID != "" || !strings.Contains(got, "update decide V3 h7") {
		t.Errorf("got %q, want nothing decided, and the view changed by its hash", got)
	}
}

// keptView remembers the last view that was shown.
type keptView struct {
	*env
	view slack.ModalViewRequest
}

func keptViews(s *env) *keptView {
	k := &keptView{env: s}
	s.Views = k
	return k
}

func (k *keptView) UpdateModal(ctx context.Context, id, hash string, v slack.ModalViewRequest) error {
	k.view = v
	return k.env.UpdateModal(ctx, id, hash, v)
}

func (k *keptView) last(t *testing.T) cards.LinesMeta {
	t.Helper()
	meta, err := cards.ParseLinesMeta(k.view.PrivateMetadata)
	if err != nil {
		t.Fatalf("the form carries %q: %v", k.view.PrivateMetadata, err)
	}
	return meta
}

func TestRecordingLines(t *testing.T) {
	t.Parallel()
	under := func(block, sentence string) string {
		return `ack {"response_action":"errors","errors":{"` + block + `":"` + sentence
	}
	for name, c := range map[string]struct {
		lines                   int
		page                    int
		before, chosen, comment string
		set                     func(*env)
		want                    []string
		decided                 string
	}{
		"each line": {lines: 3, before: "---", chosen: "ada", comment: "No.", want: []string{`decide  7f00 "No."`, "ack"}, decided: "ada"},
		"over two pages": {lines: 32, page: 1, before: strings.Repeat("ad", 15) + "--", chosen: "aa", comment: "No.",
			want: []string{`decide  7f00 "No."`, "ack"}, decided: strings.Repeat("ad", 15) + "aa"},
		"a hole on the page": {lines: 3, before: "---", chosen: "a-a", comment: "No.",
			want: []string{under("%1", "Please choose Approve or Deny.")}},
		"a hole on another page": {lines: 32, page: 1, before: strings.Repeat("a", 29) + "---", chosen: "aa", comment: "No.",
			want: []string{under("comment", "Nothing was sent. No choice yet: line 30 (right 30)"), "update decide V3 h7"}},
		"refused": {lines: 3, before: "---", chosen: "aaa", set: func(s *env) {
			s.decideErr = &approvals.Refusal{Code: approvals.RefusedBeingRecorded, By: "Lee Quinn",
				Counts: approvals.LineCounts{Approved: 2, Denied: 1},
				Lines: []approvals.LineTold{{Number: 1, Thing: "right 1", Word: approvals.LineApproved}, {Number: 2,
					Thing: "right 2", Word: approvals.LineDenied}}}
		}, want: []string{`decide  7f00 ""`, under("comment", "Lee Quinn's decision is already being recorded. 2 approved, 1 denied. "+
			"line 1 (right 1): approved; line 2 (right 2): denied.")}, decided: "aaa"},
		"no reason": {lines: 3, before: "---", chosen: "ada",
			set:  func(s *env) { s.decideErr = approvals.Refuse(approvals.RefusedNoComment) },
			want: []string{`decide  7f00 ""`, under("comment", "Please write a reason.")}, decided: "ada"},
		"changed while it was stored": {lines: 3, before: "---", chosen: "aaa", set: func(s *env) {
			s.decideErr = &approvals.Refusal{Code: approvals.RefusedLines, Lines: []approvals.LineTold{{Number: 2, Thing: "right 2",
				Word: approvals.LineDecidedBefore}}}
		}, want: []string{`decide  7f00 ""`, under("comment", "The lines of this request have changed"), "known U1", "read 7f00 for i1", "update decide V3 h7"},
			decided: "aaa"},
		"changed before": {lines: 3, before: "---", chosen: "aaa", set: func(s *env) {
			s.card.Item.Lines = append(s.card.Item.Lines, approvals.ApprovalItem{ID: "l9", Value: "right 9"})
		}, want: []string{under("comment", "This request has changed since you were shown it."), "update decide V3 h7"}},
		"ended before": {lines: 3, before: "---", chosen: "aaa", set: func(s *env) {
			s.card.Item.Lines[0].Value = "all"
			s.card.Phase, s.card.Ended = approvals.PhaseEnded, approvals.OutcomeView{Outcome: approvals.OutcomeDenied, By: "Lee Quinn"}
		}, want: []string{under("comment", "Lee Quinn already denied this.")}},
		"too long": {lines: 3, before: "---", chosen: "aaa", comment: strings.Repeat("x", 2001), want: []string{under("comment",
			"Please keep it under 2,000 characters.")}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv()
			byLine(s, c.lines)
			meta := metaFor(t, s, c.page, c.before)
			if c.set != nil {
				c.set(s)
			}
			s.deliver(t, socket.KindInteraction, "E1", onForm("view_submission", meta, c.chosen, c.comment, ""))
			did := s.done
			if len(did) > 1 && did[0] == "known U1" {
				did = did[2:]
			}
			if len(did) != len(c.want) {
				t.Fatalf("got %q, want %q", did, c.want)
			}
			for n, want := range c.want {
				if want = strings.ReplaceAll(want, "%1", meta.BlockOf(1)); !strings.HasPrefix(did[n], want) {
					t.Errorf("got %q, want %q", did[n], want)
				}
			}
			letters := ""
			for _, l := range s.click.Lines {
				letters += string(l.Verdict[0])
			}
			if letters != c.decided || letters != "" && (s.click.CardID != testCard || s.click.RequestMark == "") {
				t.Errorf("got %q decided by %+v, want %q on the card, with its mark", letters, s.click, c.decided)
			}
		})
	}
}
