package e2e

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/demo"
	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slacksim"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/slackui/cards/choosing"
)

// onGateway makes a world whose IdentityIQ takes single lines.
func onGateway(t *testing.T, settings ...setting) *story {
	t.Helper()
	return storyIn(t, demo.Options{DatabaseURL: dbtest.URL(t), IIQ: func(o *iiqsim.Options) { o.Gateway = true }},
		append([]setting{{"IIQ_PLUGIN_PATH": iiqsim.GatewayPath}}, settings...)...)
}

// severalLines asks for so many entitlements for Dana Reyes, of a workgroup or a person.
func (s *story) severalLines(owner string, n int) item {
	s.Helper()
	return s.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateEntitlements, LineCount: n, Owner: owner, Requester: lee, Target: dana})
}

// byLine opens the form of a decision line by line from a card.
func (s *story) byLine(who string, i item) {
	s.Helper()
	if len(s.Slack.Modals(s.SlackID(who))) > 0 {
		s.away(who)
	}
	s.choose(who, s.gets(who, i), "Decide line by line")
	s.eventually("the form of lines is open before "+who, func() bool { return strings.Contains(s.formText(who), "Choose for every line.") })
}

func (s *story) formText(who string) string {
	open := s.Slack.Modals(s.SlackID(who))
	if len(open) == 0 {
		return ""
	}
	return s.Slack.VisibleView(open[len(open)-1])
}

// choices are entries for the lines of a form, the first of which has this number: a to approve, d to deny, - to leave it.
func choices(first int, letters, comment string) map[string]any {
	entries := map[string]any{}
	for n, letter := range letters {
		switch letter {
		case 'a':
			entries[fmt.Sprintf("%d. ", first+n)] = "Approve"
		case 'd':
			entries[fmt.Sprintf("%d. ", first+n)] = "Deny"
		}
	}
	if comment != "" {
		entries[cards.ActionComment] = comment
	}
	return entries
}

// records submits the form, which closes.
func (s *story) records(who string, entries map[string]any) {
	s.Helper()
	if comment, wrote := entries[cards.ActionComment].(string); wrote {
		s.wrote(comment)
	}
	if r := s.sends(who, entries); !r.Acked || len(r.FieldErrors) > 0 {
		s.picture()
		s.Fatalf("record: acked %t, %v %s", r.Acked, r.FieldErrors, r.UserError)
	}
}

// staysOpen submits the form, which does not close, and says these words.
func (s *story) staysOpen(who string, entries map[string]any, words string) {
	s.Helper()
	r := s.sends(who, entries)
	said := ""
	for _, sentence := range r.FieldErrors {
		said += sentence + "\n"
	}
	if !r.Acked || !strings.Contains(said, words) {
		s.Errorf("record: acked %t, it says %q, want %q", r.Acked, said, words)
	}
}

// takenByLine wants one write on the item, with so many lines approved and denied.
func (s *story) takenByLine(i item, approved, denied int) {
	s.Helper()
	s.eventually("IdentityIQ takes the lines of "+i.Number, func() bool { return len(s.accepted(i.ID)) > 0 })
	all := s.accepted(i.ID)
	yes, no := strings.Count(all[0].Lines, "=Finished"), strings.Count(all[0].Lines, "=Rejected")
	if len(all) != 1 || yes != approved || no != denied {
		s.Errorf("IdentityIQ took %+v, want once %d approved and %d denied", all, approved, denied)
	}
}

// Four lines are decided differently, in one call; every copy tells so, and the log has each line's own.
func TestDecidedLineByLine(t *testing.T) {
	t.Parallel()
	s := onGateway(t)
	s.start()
	s.group("Ledger.Owners", sam, nora)
	s.chapter("three approved and one denied", fourLinesMixed)
	s.chapter("of two forms the first wins", twoFormsAtOnce)
	s.chapter("a line came after the form was opened", aLineCame)
	s.chapter("alike: said as ever", func(s *story) {
		i := s.severalLines(sam, 2)
		s.byLine(sam, i)
		s.records(sam, choices(1, "aa", ""))
		s.closed(sam, i, "Approved by Sam Okoye")
		s.takenByLine(i, 2, 0)
	})
}

func fourLinesMixed(s *story) {
	i := s.severalLines("Ledger.Owners", 4)
	s.gets(nora, i)
	s.byLine(sam, i)
	s.staysOpen(sam, choices(1, "ad-a", "Too wide."), "Please choose Approve or Deny.")
	s.staysOpen(sam, map[string]any{fmt.Sprint(3, ". "): "Approve", cards.ActionComment: ""}, "Please write a reason.")
	s.untouched(i)
	s.records(sam, map[string]any{cards.ActionComment: "Too wide."})
	s.closed(sam, i, "Decided by Sam Okoye: 3 approved, 1 denied", "Too wide.")
	card := s.closed(nora, i, "Decided by Sam Okoye: 3 approved, 1 denied")
	s.takenByLine(i, 3, 1)
	s.choose(nora, card, "Details")
	s.eventually("the details have each line's own", func() bool {
		text := s.formText(nora)
		return strings.Count(text, "Approved") == 3 && strings.Count(text, "Denied") == 1
	})
	s.away(nora)
	said := ""
	for _, l := range s.entry(audit.DecisionRecorded, i, sam).Item.Lines {
		said += l.Verdict + " "
	}
	if said != "approve deny approve approve " {
		s.Errorf("the decision log has %q of the lines, want each its own", said)
	}
	s.command(sam, "done")
	s.answered(s.SlackID(sam), "Decided: 3 approved, 1 denied", i.Number)
}

func twoFormsAtOnce(s *story) {
	i := s.severalLines("Ledger.Owners", 3)
	s.gets(nora, i)
	s.byLine(nora, i)
	s.byLine(sam, i)
	s.records(sam, choices(1, "ada", "Not this one."))
	s.staysOpen(nora, choices(1, "ddd", "None."), "Sam Okoye")
	s.eventually("the form says what of each line", func() bool {
		text := s.formText(nora)
		return strings.Contains(text, "2 approved, 1 denied.") && strings.Contains(text, "line 2 (") && strings.Contains(text, "denied")
	})
	s.away(nora)
	s.closed(nora, i, "Decided by Sam Okoye: 2 approved, 1 denied")
	s.takenByLine(i, 2, 1)
}

func aLineCame(s *story) {
	i := s.severalLines(sam, 2)
	s.byLine(sam, i)
	s.must(s.IIQ.UpdateItem(i.ID, func(w *iiqsim.WorkItem) {
		w.Lines = append(w.Lines, iiqsim.ApprovalItem{ID: strings.Repeat("e", 32), Application: "SAP", Operation: "Add",
			Name: "groups", Value: "Z_PAY"})
	}))
	s.sees(sam, i, "Z_PAY")
	s.staysOpen(sam, choices(1, "aa", ""), "This request has changed since you were shown it.")
	s.eventually("the form shows the request as it is now", func() bool { return strings.Contains(s.formText(sam), "3. Add Z_PAY") })
	s.untouched(i)
	s.records(sam, choices(1, "aad", "No pay runs."))
	s.closed(sam, i, "Decided by Sam Okoye: 2 approved, 1 denied")
	s.takenByLine(i, 2, 1)
}

// Two hundred lines over seven pages: what was chosen is kept from page to page, and a hole on another page turns the form to it.
func TestTwoHundredLines(t *testing.T) {
	variant(t)
	t.Parallel()
	s := onGateway(t)
	s.start()
	i := s.severalLines(sam, 200)
	s.byLine(sam, i)
	page := func(from, to int) {
		s.Helper()
		s.eventually(fmt.Sprintf("lines %d to %d are shown", from, to), func() bool {
			return strings.Contains(s.formText(sam), fmt.Sprintf("Lines %d to %d of 200", from, to))
		})
	}
	for from := 1; from <= 181; from += choosing.PerPage {
		to := min(from+choosing.PerPage-1, 200)
		page(from, to)
		letters := []byte(strings.Repeat("ad", 15)[:to-from+1])
		if from == 31 {
			letters[4] = '-'
		}
		s.must(s.Slack.Fill(s.SlackID(sam), choices(from, string(letters), "")))
		if to < 200 {
			s.click(slacksim.Press{User: s.SlackID(sam), ActionID: cards.ActionLinesNext})
		}
	}
	s.staysOpen(sam, choices(181, "", "Only every other one."), "line 35 (")
	page(31, 60)
	s.untouched(i)
	s.click(slacksim.Press{User: s.SlackID(sam), ActionID: cards.ActionLinesPrevious})
	page(1, 30)
	s.click(slacksim.Press{User: s.SlackID(sam), ActionID: cards.ActionLinesNext})
	page(31, 60)
	s.records(sam, map[string]any{fmt.Sprint(35, ". "): "Approve", cards.ActionComment: "Only every other one."})
	s.closed(sam, i, "Decided by Sam Okoye: 100 approved, 100 denied")
	s.takenByLine(i, 100, 100)
	more := s.severalLines(sam, 201)
	s.choose(sam, s.gets(sam, more), "Details")
	s.eventually("the details say why there is no such entry", func() bool {
		return strings.Contains(s.formText(sam),
			"More than 200 lines wait")
	})
}

// The bot is killed after the ack, and after IdentityIQ took the lines: nothing is lost, and nothing is sent twice.
func TestAKilledBotLosesNoDecisionLineByLine(t *testing.T) {
	promise(t)
	t.Parallel()
	s := onGateway(t, setting{"IIQ_TIMEOUT": "2s"})
	s.start()
	for name, hangs := range map[string]iiqsim.Fault{
		"right after the ack":         {Kind: iiqsim.FaultHang, Method: "GET", Path: itemPath, Count: 1},
		"before IdentityIQ took it":   {Kind: iiqsim.FaultHang, Method: "PUT", Path: itemPath, Count: 1},
		"after IdentityIQ took it":    {Kind: iiqsim.FaultHang, Method: "PUT", Path: itemPath, Count: 1, AfterEffect: true},
		"before the cards were shown": {},
	} {
		s.chapter(name, func(s *story) {
			i := s.severalLines(sam, 3)
			s.gets(sam, i)
			s.byLine(sam, i)
			if hangs.Kind != "" {
				s.fault(hangs)
			} else {
				s.slackFault(slacksim.Fault{Method: "chat.update", Kind: slacksim.FaultHangAfter, Count: 1})
			}
			s.records(sam, choices(1, "ada", "Not this one."))
			if hangs.Method == "PUT" {
				s.eventually("the write is on its way", func() bool {
					return s.one("SELECT count(*) FROM decisions WHERE work_item_id = $1 AND sent_at IS NOT NULL", i.ID) == 1
				})
			}
			s.bot().kill()
			s.IIQ.ClearFaults()
			s.start()
			s.leasesEnd()
			s.closed(sam, i, "Decided by Sam Okoye: 2 approved, 1 denied")
			s.takenByLine(i, 2, 1)
		})
	}
}

// The gateway takes no single lines: the entry is not there, and the details say so. Rules that demand them leave a link.
func TestSingleLinesElsewhere(t *testing.T) {
	variant(t)
	s := tell(t)
	i := s.severalLines(sam, 3)
	card := s.gets(sam, i)
	if _, err := s.Slack.Click(context.Background(), slacksim.Press{User: s.SlackID(sam), Channel: card.Channel, TS: card.TS,
		ActionID: cards.ActionMore,
		Entry:    "Decide line by line"}); err == nil {
		s.Error("the menu has the entry Decide line by line, want none where IdentityIQ takes no single lines")
	}
	s.choose(sam, card, "Details")
	s.eventually("the details say where lines are decided", func() bool {
		return strings.Contains(s.formText(sam),
			"Single lines are decided in IdentityIQ.")
	})
}
