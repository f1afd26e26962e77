package e2e

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slacksim"
)

// clickedBefore stores a decision on an entity as version 0.1.0 does: sent says that it was written to IdentityIQ without an answer.
func (s *story) clickedBefore(who string, review item, entity, name string, sent bool) {
	s.Helper()
	s.sql(`INSERT INTO decisions (id, work_item_id, round, click_id, verdict, sent_comment, identity_id, decider_name, slack_team_id, slack_user_id, asked_hash,
			entity_id, entity_name, entity_shown, attempt, sent_at)
		SELECT gen_random_uuid(), $1, 1, 'click-' || $2, 'approve', '(Sam Okoye, in Slack)', i.id, 'Sam Okoye', l.team_id,
			l.slack_user_id, '\x01',
			$2, $3, jsonb_build_object('name', $3::text), 1, CASE WHEN $4 THEN now() END
		FROM identities i JOIN identity_links l ON l.identity_id = i.id WHERE i.name = $5`, review.ID, entity, name, sent, who)
}

// asPostedBefore gives a message the button Decide here, as version 0.1.0 posted it.
func (s *story) asPostedBefore(m slacksim.Message, review item) {
	s.Helper()
	blocks, err := json.Marshal([]any{map[string]any{"type": "actions",
		"elements": []any{map[string]any{"type": "button", "action_id": "decide_here", "value": review.ID,
			"text": map[string]any{"type": "plain_text", "text": "Decide here"}}}}})
	s.must(err)
	body := url.Values{"channel": {m.Channel}, "ts": {m.TS}, "text": {"a card of before"}, "blocks": {string(blocks)}}
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, s.settings["SLACK_API_URL"]+"chat.update",
		strings.NewReader(body.Encode()))
	s.must(err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Authorization", "Bearer "+s.settings["SLACK_BOT_TOKEN"])
	resp, err := http.DefaultClient.Do(req)
	s.must(err)
	defer func() { _ = resp.Body.Close() }()
	if raw, err := io.ReadAll(resp.Body); err != nil || !strings.Contains(string(raw), `"ok":true`) {
		s.Fatalf("chat.update: %s, %v", raw, err)
	}
}

// An upgrade from 0.1.0 with REVIEW_DECISIONS=entity: what was under way ends honestly, what is in Slack answers, and the rest goes on.
func TestDecisionsOnEntitiesEndWithTheUpgrade(t *testing.T) {
	promise(t)
	s := tell(t, atOnce(), setting{"REVIEW_DECISIONS": "entity", "IIQ_TIMEOUT": "1s"})
	i := s.review(iiqsim.ReviewSpec{Name: "Q4 review", Reviewers: []string{sam}, Targets: []string{dana, lee, nora}, Count: 1})
	all := s.entities(i)
	m := s.sees(sam, i, "Q4 review", "0 of 4 done")
	if has(m, "Decide here") {
		s.Errorf("the card has %s", labels(m))
	}
	s.bot().stop()
	s.clickedBefore(sam, i, all[0], "Dana Reyes", false)
	s.clickedBefore(sam, i, all[1], "Lee Quinn", true)
	s.clickedBefore(sam, i, all[2], "Nora Lindqvist", true)
	s.must(s.IIQ.SetEntityStatus(all[1], iiqsim.EntityComplete))
	s.start()
	s.chapter("each ends in one sentence, and nothing is sent", func(s *story) {
		const there, unheard = "Access reviews are decided in IdentityIQ. Nothing was recorded here.", "Nobody can say whether it was taken"
		for _, words := range [][]string{{"Not recorded: keep Dana Reyes (Q4 review)", there},
			{"Unclear: keep Lee Quinn (Q4 review)", unheard},
			{"Not recorded: keep Nora Lindqvist (Q4 review)", there}} {
			s.eventually("sam is told "+words[0], func() bool { return s.inbox(sam, words...) == 1 })
		}
		for n, want := range []string{"type", "unheard", "type"} {
			e := s.ended(all[n])
			if e.Kind != audit.DecisionRefused || e.Refusal.Code != want || e.Item.Type != "CertificationEntity" ||
				e.Item.Review.ID != i.ID || e.Who.IdentityName != sam {
				s.Errorf("the log has %+v, refused with %+v", e, e.Refusal)
			}
		}
		if n := len(s.IIQ.Ledger()); n != 0 {
			s.Errorf("IdentityIQ was sent %d decisions", n)
		}
		s.follows(m, "1 of 4 done")
	})
	s.chapter("a button of before says where reviews are decided", func(s *story) {
		s.asPostedBefore(m, i)
		s.press(sam, m, "Decide here")
		s.eventually("the answer says so, with a link to the review", func() bool {
			return slices.ContainsFunc(s.Slack.Ephemerals(s.SlackID(sam)), func(m slacksim.Message) bool {
				return strings.Contains(s.Slack.VisibleText(m), "Access reviews are decided in IdentityIQ.") &&
					slices.ContainsFunc(slacksim.Buttons(m), func(b slacksim.Button) bool { return strings.HasSuffix(b.URL, i.ID) })
			})
		})
	})
	s.chapter("the log of each start warns once", func(s *story) {
		for _, b := range s.bots {
			if n := linesWith(b.log.String(), "REVIEW_DECISIONS=entity is read as off"); n != 1 {
				s.Errorf("the log warns %d times", n)
			}
		}
	})
	s.chapter("the review goes on to its end", func(s *story) {
		s.completes(i, sam, 3)
		s.follows(m, "4 of 4 done")
		s.must(s.IIQ.Sign(i.ID, sam))
		s.follows(m, "Signed off")
		s.withoutButtons(m)
		s.command(sam, "done")
		s.list(sam, "Dana Reyes", "Lee Quinn", "Completed in IdentityIQ")
	})
}

// inbox counts the direct messages that show all of this.
func (s *story) inbox(who string, words ...string) (n int) {
	for _, m := range s.Slack.Inbox(s.SlackID(who)) {
		if holdsAll(s.Slack.VisibleText(m), words) {
			n++
		}
	}
	return n
}

// ended gives the only entry of the decision log about an entity.
func (s *story) ended(entity string) audit.Entry {
	s.Helper()
	return s.entry(audit.DecisionRefused, item{ID: entity, Number: entity}, sam)
}

// Single lines cannot be decided here yet: the setting is refused in words, and nothing is promised by starting.
func TestReviewDecisionsByLineAreRefusedAtTheStart(t *testing.T) {
	t.Parallel()
	s := newStory(t, setting{"REVIEW_DECISIONS": "lines"})
	_, stderr, code := runBot(t, s.settings, "run")
	if code != 2 || !strings.Contains(stderr, `REVIEW_DECISIONS is wrong ("lines")`) || !strings.Contains(stderr, "not available yet") {
		s.Errorf("exit code %d: %s", code, stderr)
	}
}
