package e2e

import (
	"context"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slacksim"
)

const rulesOfTheStory = `
rules:
  - {name: vault, match: {application: Vault}, show: masked}
  - {name: board, match: {entitlement: "*Board*"}, show: notice}
  - {name: merger, match: {application: Merger}, show: none}
  - {name: ledger, match: {application: Ledger}, demand: comment}
  - {name: tower, match: {application: Tower}, demand: confirmation}
  - {name: bank, match: {application: Bank}, demand: iiq}
`

// theSecret stands in every text that the rules of the story hide; each has a word of its own behind it.
const theSecret = "Zq7"

// sensitive asks for something in an application, with the secret in every text.
func (s *story) sensitive(application, value string) item {
	s.Helper()
	return s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateEntitlements, Owner: sam, Requester: lee, Target: dana,
		Justification: value + "Reason",
		Item: iiqsim.WorkItem{Description: value + "About",
			Notes:      []iiqsim.Comment{{Author: "Kim Novak", Date: 1767000000000, Text: value + "Note"}},
			Violations: []iiqsim.Violation{{Policy: value + "Policy", Description: value + "Breaks"}},
			Lines: []iiqsim.ApprovalItem{{Application: application, Operation: "Add", Name: "memberOf", Value: value + "Value",
				DisplayName:  value + "Kind",
				DisplayValue: value + "Shown", NativeIdentity: value + "Native", Description: value + "Described",
				Notes: []iiqsim.Comment{{Author: "Kim Novak", Text: value + "LineNote"}}}}}})
}

func (s *story) rules(text string) setting {
	s.Helper()
	file := filepath.Join(s.whole.TempDir(), "rules.yaml")
	s.must(os.WriteFile(file, []byte(text), 0o600))
	return setting{"SENSITIVITY_RULES": file}
}

// leaked gives what the app has sent to Slack around the secret, or nothing.
func (s *story) leaked() string {
	s.Helper()
	sent, whole := s.Slack.Recorded()
	if !whole || len(sent) == 0 {
		s.Fatalf("%d bytes were recorded, whole %t", len(sent), whole)
	}
	plain, err := url.QueryUnescape(string(sent))
	if err != nil {
		// Bodies in JSON may have a sign that no form has.
		plain = ""
	}
	for _, text := range []string{string(sent), plain} {
		if at := strings.Index(text, theSecret); at >= 0 {
			return text[max(0, at-300):min(len(text), at+100)]
		}
	}
	return ""
}

func TestRulesOnSensitiveContent(t *testing.T) {
	promise(t)
	t.Parallel()
	s := newStory(t)
	s.Slack.Record(64 << 20)
	maps.Copy(s.settings, s.rules(rulesOfTheStory))
	s.settings["TELL_REQUESTER"] = "on"
	b := s.start()
	whole := s.sensitive("Plain", "Open")
	masked, notice := s.sensitive("Vault", theSecret), s.sensitive("Plain", theSecret+"Board")
	hidden := s.sensitive("Merger", theSecret)
	s.chapter("whole", func(s *story) {
		s.sees(sam, whole, "OpenShown", "OpenReason", "Dana Reyes")
	})
	s.chapter("masked: the card can be decided, and says what is missing", func(s *story) {
		card := s.gets(sam, masked)
		s.sees(sam, masked, "Dana Reyes", "Lee Quinn", "Vault", "hidden", "View it in IdentityIQ", "Policy violation")
		s.choose(sam, card, "Details")
		if text := s.Slack.VisibleView(s.form(sam)); !strings.Contains(text, "Vault") || strings.Contains(text, theSecret) {
			s.Errorf("the details say %s", text)
		}
		_, err := s.Slack.CloseModal(context.Background(), s.SlackID(sam))
		s.must(err)
		s.opens(sam, card, "Deny")
		s.decides(sam, "Not for now.")
		s.taken(masked, sam, "Rejected", "Not for now. (Sam Okoye, in Slack)")
		s.closed(sam, masked, "Denied by Sam Okoye", "Not for now.")
		s.noted(lee, 1, "Sam Okoye", "hidden")
		e := s.entry(audit.DecisionClicked, masked, sam)
		if e.Shown == nil || e.Shown.Show != "masked" || len(e.Item.Lines) != 1 || e.Item.Lines[0].Value != theSecret+"Value" {
			s.Errorf("the decision log says %+v, %+v", e.Shown, e.Item)
		}
	})
	s.chapter("a notice says that something waits, and no more", func(s *story) {
		card := s.sees(sam, notice, "A request waits for you in IdentityIQ", notice.Number, "your company's rules")
		text := s.Slack.VisibleText(card)
		if has(card, "Approve") || has(card, "Deny") || !has(card, "View") || strings.Contains(text, "Dana") ||
			strings.Contains(text, "Lee Quinn") {
			s.Errorf("the notice is %s with %s", text, labels(card))
		}
	})
	s.chapter("demands", func(s *story) {
		i := s.sensitive("Ledger", "Open")
		s.opens(sam, s.gets(sam, i), "Approve")
		if r := s.write(sam, ""); len(r.FieldErrors) != 1 {
			s.Errorf("an approval without a comment was answered with %v", r.FieldErrors)
		}
		s.decides(sam, "Checked.")
		s.taken(i, sam, "Finished", "Checked. (Sam Okoye, in Slack)")
		s.closed(sam, i, "Approved by Sam Okoye")

		i = s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateEntitlements, Owner: sam, Requester: lee, Target: dana,
			Item: iiqsim.WorkItem{Lines: []iiqsim.ApprovalItem{{Application: "Tower", Operation: "Add", Name: "memberOf", Value: "Open"}}}})
		p := s.clicking(sam, s.gets(sam, i), "Approve")
		p.Confirm = false
		r, err := s.Slack.Click(t.Context(), p)
		if err != nil || r.Confirm == nil || !strings.Contains(r.Confirm.Text, "confirm this approval") {
			s.Errorf("no confirmation: %+v, %v", r.Confirm, err)
		}
		s.untouched(i)

		i = s.sensitive("Bank", "Open")
		card := s.sees(sam, i, "Decide in IdentityIQ: your company's rules ask for it.", "OpenShown")
		if has(card, "Approve") || has(card, "Deny") {
			s.Errorf("what IdentityIQ has to decide has the buttons %s", labels(card))
		}
	})
	s.chapter("look-ups tell of what is not hidden, and find nothing by what is", func(s *story) {
		s.command(sam, "")
		s.answered(s.SlackID(sam), "4 items wait for you")
		s.command(sam, hidden.Number)
		s.command(sam, strings.ToLower(theSecret+"Value"))
		s.answered(s.SlackID(sam), "What you can ask")
		s.command(sam, "done")
		s.answered(s.SlackID(sam), "decisions of yours", "hidden")
		s.must(s.Slack.OpenHome(s.SlackID(sam)))
		s.home(sam, "A request waits for you in IdentityIQ")
		if cards := s.cards(sam, hidden); len(cards) > 0 {
			s.Errorf("the hidden item has a card: %s", s.Slack.VisibleText(cards[0]))
		}
	})
	if leak := s.leaked(); leak != "" {
		s.Errorf("the app has sent what is hidden: %s", leak)
	}
	if strings.Contains(b.log.String(), theSecret) {
		s.Error("the log tells what is hidden")
	}
	s.chapter("the rules change over a restart", func(s *story) {
		card := s.gets(sam, whole)
		s.settings["SENSITIVITY_RULES"] = s.rules(`
rules: [{match: {entitlement: Open*}, show: masked}, {match: {application: Vault}, show: none}]
`)["SENSITIVITY_RULES"]
		b.stop()
		s.start()
		s.becomes(card, "the open card is masked", func(m slacksim.Message) bool {
			text := s.Slack.VisibleText(m)
			return !strings.Contains(text, "Open") && strings.Contains(text, "hidden") && has(m, "Approve")
		})
		s.press(sam, s.gets(sam, whole), "Approve")
		s.closed(sam, whole, "Approved by Sam Okoye")
		card = s.gets(sam, notice)
		if text := s.Slack.VisibleText(card); !strings.Contains(text, "Dana Reyes") {
			s.Errorf("what was a notice is now %s", text)
		}
		s.gets(sam, hidden)
	})
}

// While nothing is shown whole, no byte that goes to Slack has anything of IdentityIQ in it that the rules hide.
func TestNoByteToSlackTellsWhatIsMasked(t *testing.T) {
	promise(t)
	t.Parallel()
	s := newStory(t)
	s.Slack.Record(64 << 20)
	maps.Copy(s.settings, s.rules("default: {show: masked}\n"))
	maps.Copy(s.settings, setting{"TELL_REQUESTER": "on", "CARDS_AT_ONCE": "2"})
	var all []item
	for _, app := range []string{"Vault", "Tower", "Bank", "Ledger", "Harbour"} {
		all = append(all, s.sensitive(app, theSecret))
	}
	// All are there when the bot first looks, so that one round counts them together.
	b := s.start()
	s.eventually("one card tells of all", func() bool { return len(s.Slack.Inbox(s.SlackID(sam))) > 0 })
	// Which card comes next by itself is not told where items are of the same millisecond.
	for _, ask := range []string{"", "vault", "requests", all[0].Number, all[1].Number, "help", "done"} {
		s.command(sam, ask)
	}
	s.must(s.Slack.OpenHome(s.SlackID(sam)))
	s.home(sam, "Bank")
	card := s.gets(sam, all[0])
	s.press(sam, card, "Approve")
	s.closed(sam, all[0], "Approved by Sam Okoye")
	s.IIQ.SetDown(true)
	s.deny(sam, all[1], "Later.")
	s.sees(sam, all[1], "Recording")
	s.IIQ.SetDown(false)
	s.closed(sam, all[1], "Denied by Sam Okoye")
	s.must(s.IIQ.Complete(all[2].ID, iiqsim.Completion{By: nora, State: iiqsim.StateFinished, Comment: theSecret + "Told"}))
	s.heard()
	s.command(sam, "done")
	s.answered(s.SlackID(sam), "decisions of yours")
	s.noted(lee, 3, "hidden")
	if leak := s.leaked(); leak != "" {
		s.Errorf("the app has sent what is hidden: %s", leak)
	}
	if strings.Contains(b.log.String(), theSecret) {
		s.Error("the log tells what is hidden")
	}
	if sent, _ := s.Slack.Recorded(); !strings.Contains(string(sent), "Harbour") {
		s.Error("the recording does not have what is shown, so that it proves nothing")
	}
}

func TestTheRulesCommands(t *testing.T) {
	promise(t)
	t.Parallel()
	s := newStory(t)
	s.start()
	i := s.sensitive("Vault", "Open")
	s.gets(sam, i)
	right := s.rules(rulesOfTheStory)["SENSITIVITY_RULES"]
	wrong := s.rules("rules:\n  - match: {application: Vault}\n    shwo: masked\n")["SENSITIVITY_RULES"]
	database := map[string]string{"DATABASE_URL": s.DatabaseURL}
	if out, _, code := runBot(t, nil, "rules", "check", right); code != 0 || !strings.Contains(out, "6 rules in order") {
		s.Errorf("a right file: %d %s", code, out)
	}
	if out, errs, code := runBot(t, nil, "rules", "check", wrong); code != 2 || out != "" || !strings.Contains(errs, wrong+`:3:5: unknown key "shwo"; expected`) {
		s.Errorf("a wrong file: %d %s %s", code, out, errs)
	}
	if _, errs, code := runBot(t, nil, "rules", "check"); code != 2 || linesWith(errs, "SENSITIVITY_RULES") != 1 {
		s.Errorf("no file: %d %s", code, errs)
	}
	out, errs, code := runBot(t, database, "rules", "try", right)
	if code != 0 || !strings.Contains(out, i.Number+"\tApproval\tmasked\t1 of 1\t-\tvault\n") || !strings.Contains(out, "vault\t3\t1\n") ||
		strings.Contains(out, "Open") {
		s.Errorf("a trial: %d %s %s", code, out, errs)
	}
	settings := maps.Clone(s.settings)
	settings["SENSITIVITY_RULES"] = wrong
	if _, errs, code := runBot(t, settings, "run"); code != 2 || linesWith(errs, wrong+":3:5:") != 1 {
		s.Errorf("bot run with a wrong file: %d %s", code, errs)
	}
	s.sees(sam, i, "OpenShown")
	s.rulesInForce(database, right, i)
}

// rulesInForce puts rules into force and takes them out again by hand: a replica without them does not start meanwhile.
func (s *story) rulesInForce(database map[string]string, file string, i item) {
	s.Helper()
	adopt := func(says string, args ...string) {
		s.Helper()
		out, errs, code := runBot(s.T, database, append([]string{"rules", "adopt"}, args...)...)
		if code != 0 || !strings.Contains(out, says) {
			s.Errorf("bot rules adopt %v: %d %s %s, want 0 and %q", args, code, out, errs, says)
		}
	}
	if _, errs, code := runBot(s.T, database, "rules", "adopt", file); code != 2 {
		s.Errorf("bot rules adopt without a reason: %d %s, want 2", code, errs)
	}
	adopt("6 rules in force", file, "--reason", "the board")
	adopt("in force already", file, "--reason", "the board")
	s.eventually("the bot that runs without them says so", func() bool {
		return s.bot().logged("level=ERROR", "other rules on sensitive content are in force") == 1
	})
	bare := maps.Clone(s.settings)
	delete(bare, "SENSITIVITY_RULES")
	if _, errs, code := runBot(s.T, bare, "run"); code != 1 || !strings.Contains(errs, "bot rules adopt --none") {
		s.Errorf("bot run without the rules: %d %s, want 1 and the way out", code, errs)
	}
	if out, _, code := runBot(s.T, bare, "doctor"); code != 1 || linesWith(out, "fail  postgres: rules") != 1 {
		s.Errorf("bot doctor without the rules: %d %s, want a failed check", code, out)
	}
	adopt("no rules are in force any more", "--none", "--reason", "the board again")
	if out, _, _ := runBot(s.T, bare, "doctor"); linesWith(out, "ok    postgres: rules") != 1 {
		s.Errorf("bot doctor without rules: %s, want that all is well", out)
	}
	s.bot().stop()
	s.start()
	s.sees(sam, i, "OpenShown")
	if out, _, code := runBot(s.T, database, "audit", "export"); code != 0 || linesWith(out, "the board") != 2 {
		s.Errorf("the decision log tells %d times of rules adopted, want 2: %s", linesWith(out, "the board"), out)
	}
}
