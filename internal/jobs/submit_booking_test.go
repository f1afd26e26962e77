package jobs_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/schedule"
)

// ending is one way in which a write may be answered, and how IIQ then says that the item ended.
type ending struct {
	answer, state, completer, comment string
}

func (e ending) String() string {
	return fmt.Sprintf("answer %s; then %s by %s, comment %s", e.answer, e.state, e.completer, e.comment)
}

const decidersWords = "No need & no time 👍 <see R&D>"

func endings() []ending {
	var all []ending
	for _, answer := range []string{"names me", "names another", "names nobody", "lost after", "lost before"} {
		for _, state := range []string{"approved", "denied", "mixed"} {
			for _, completer := range []string{"me", "my display name", "another", "nobody"} {
				for _, comment := range []string{"same", "escaped", "without emoji", "cut", "lost", "another's"} {
					all = append(all, ending{answer, state, completer, comment})
				}
			}
		}
	}
	return all
}

// told is how IIQ says that the item ended.
func (e ending) told(id string) approvals.ApprovalSummary {
	sent := approvals.SentComment(decidersWords, "D. sam")
	s := approvals.ApprovalSummary{WorkItemID: id, State: approvals.StateFinished, Completer: map[string]string{"me": "sam.x",
		"my display name": "D. SAM", "another": "nora.x"}[e.completer]}
	switch e.state {
	case "denied":
		s.State = approvals.StateRejected
	case "mixed":
		s.Lines = []approvals.ApprovalItem{{ID: "l1", State: approvals.StateFinished}, {ID: "l2", State: approvals.StateRejected}}
	}
	if c := map[string]string{"same": sent, "escaped": strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(sent),
		"without emoji": strings.ReplaceAll(sent, "👍", "?"), "cut": sent[:12],
		"another's": "decided in the web pages"}[e.comment]; c != "" {
		s.Comments = []string{c}
	}
	return s
}

// agrees: completer, state and lines are those of the decision, as far as IIQ tells.
func (e ending) agrees() bool {
	ours := e.comment == "same" || e.comment == "escaped" || e.comment == "without emoji"
	byMe := e.completer == "me" || e.completer == "my display name"
	return e.state == "approved" && (byMe || e.completer == "nobody" && (ours || e.answer == "names nobody"))
}

// write makes the first attempt, whose answer is as the ending has it.
func (e ending) write(s *env, id string) string {
	s.T.Helper()
	s.IIQ.Answer = nil
	switch e.answer {
	case "lost after":
		s.IIQ.Fails("answer", approvals.ErrOutcomeUnknown)
	case "lost before":
		s.IIQ.Fails("put", approvals.ErrOutcomeUnknown)
	default:
		by := map[string]string{"names me": "sam.x", "names another": "nora.x"}[e.answer]
		s.IIQ.Answer = &approvals.WorkItem{ID: id, State: approvals.StateFinished, Completer: by}
	}
	result := s.Attempt()
	if e.answer == "lost before" {
		s.IIQ.End(id, approvals.ApprovalSummary{State: approvals.StateFinished})
	}
	return result
}

// For each answer to a write, and whatever IIQ says at last of how the item ended, and whenever it says so: there is one
// booking, it is recorded only where completer, state and lines agree with the decision, refused only where somebody else
// decided, and else open until nobody can say. What IIQ says later still corrects it, in the log as well.
func TestOneBookingForEachAnswerAndEnd(t *testing.T) {
	t.Parallel()
	for _, when := range []string{"at once", "late", "after the booking"} {
		t.Run(when, func(t *testing.T) {
			t.Parallel()
			s := newEnv(t)
			s.IIQ.Stories = map[string]*approvals.ApprovalSummary{}
			all := endings()
			for n := range all {
				if n%patience.Few(17, 4) == 0 {
					s.bookOne(fmt.Sprint("i", n), all[n], when)
				}
			}
		})
	}
}

func (s *env) bookOne(id string, e ending, when string) {
	s.T.Helper()
	s.See(jobstest.Request(id, "sam"))
	s.Click("sam", id, approvals.Approve, decidersWords)
	story := e.told(id)
	if s.IIQ.Stories[id] = nil; when == "at once" {
		s.IIQ.Stories[id] = &story
	}
	recorded := e.write(s, id) == "recorded"
	if recorded && e.answer == "names me" {
		// IIQ has said all that there is to say.
		s.holdsOne(id, e, "recorded")
		return
	}
	tell := func() {
		s.IIQ.Requests["R"+id] = approvals.IdentityRequest{Name: "R" + id, Summaries: []approvals.ApprovalSummary{story}}
	}
	if when != "at once" && !recorded {
		s.Later(time.Minute)
		if got := s.Attempt(); got != "retry" {
			s.T.Errorf("%s, without a summary: the attempt ended as %q, want %q", e, got, "retry")
		}
	}
	if when == "after the booking" {
		s.Later(20 * time.Minute)
		s.untilEnded(id)
		tell()
		s.lookAgain(id)
	} else {
		tell()
		s.untilEnded(id)
		s.lookAgain(id)
	}
	want := "open"
	switch {
	case e.agrees() && (e.comment != "another's" || e.answer == "names nobody"):
		want = "recorded"
	case e.state != "approved" && e.completer == "another", e.completer == "another" && (e.comment == "another's" || e.comment == "lost"):
		want = "other"
	}
	s.holdsOne(id, e, want)
}

// untilEnded lets the worker try for as long as the decision is open.
func (s *env) untilEnded(id string) {
	s.T.Helper()
	for range 6 {
		if s.One(`SELECT state FROM decisions WHERE work_item_id = $1`, id) != "recording" {
			return
		}
		s.Later(40 * time.Second)
		s.Attempt()
	}
	s.T.Errorf("%s: the decision is still open", id)
}

// lookAgain lets the round look that looks at what was booked in doubt.
func (s *env) lookAgain(id string) {
	s.T.Helper()
	s.Exec(`UPDATE decisions SET look_at = now() - interval '1 s' WHERE work_item_id = $1 AND look_at IS NOT NULL`, id)
	// Operators count what the log has, no more and no less.
	const logged = `SELECT count(*)::text FROM audit_log WHERE kind = 'decision.corrected'`
	before, counted := s.One(logged), 0
	round := s.Reconcile()
	round.Corrected = func(approvals.Booking) { counted++ }
	s.Must(round.Run(s.T.Context(), schedule.Lease{}))
	if after := s.One(logged); after != fmt.Sprint(atoi(s.T, before)+counted) {
		s.T.Errorf("%d corrections were counted, and the log has %s after %s", counted, after, before)
	}
}

func atoi(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// holdsOne compares the booking with what IIQ says, in the row, on the card and in the log.
func (s *env) holdsOne(id string, e ending, want string) {
	s.T.Helper()
	got := s.One(`SELECT state || ' ' || refusal FROM decisions WHERE work_item_id = $1`, id)
	ends := s.One(`SELECT string_agg(kind || coalesce('=' || (payload #>> '{corrects,booked}'), ''), ' ' ORDER BY seq) FROM audit_log
		WHERE payload #>> '{item,id}' = $1 AND kind <> 'decision.clicked'`, id)
	card := s.One(`SELECT outcome || ' ' || outcome_by || ' ' || outcome_here FROM work_items WHERE id = $1`, id)
	isRecorded := strings.HasPrefix(got, "recorded")
	switch {
	case want == "recorded" && !isRecorded, want == "other" && isRecorded, want == "open" && isRecorded && !e.mayStand():
		s.T.Errorf("%s: booked as %q, want %s", e, got, want)
	case want == "other" && got != "refused already_decided":
		s.T.Errorf("%s: booked as %q, want that somebody else decided", e, got)
	case want == "recorded" && card != "approved D. sam true":
		s.T.Errorf("%s: the card says %q, want that Sam approved it here", e, card)
	case e.completer == "another" && e.answer != "names me" && strings.HasSuffix(card, "true"):
		s.T.Errorf("%s: the card says %q, and IIQ names somebody else", e, card)
	}
	first, rest, corrected := strings.Cut(ends, " ")
	if first != "decision.recorded" && first != "decision.refused" {
		s.T.Errorf("%s: the log has %q, want one end", e, ends)
	}
	last := map[bool]string{true: "recorded", false: "refused"}[isRecorded]
	if corrected && (rest != "decision.corrected="+last) || !corrected && first != "decision."+last {
		s.T.Errorf("%s: the log has %q for what is booked as %q, want one end, and one correction at most", e, ends, got)
	}
	if corrected && s.One(`SELECT (SELECT e.kind FROM audit_log e WHERE e.seq = (c.payload #>> '{corrects,seq}')::bigint) FROM audit_log c
		WHERE c.kind = 'decision.corrected' AND c.payload #>> '{item,id}' = $1`, id) != first {
		s.T.Errorf("%s: the correction does not name the entry that it corrects", e)
	}
}

// mayStand: the write's own answer said that it was taken, and what IIQ says later leaves a doubt, and no more.
func (e ending) mayStand() bool {
	return strings.HasPrefix(e.answer, "names n") && e.completer != "another"
}

// Lines that somebody else had decided before stay so: the decision is recorded, and the log tells which lines it decided.
func TestLinesThatWereDecidedBeforeStaySo(t *testing.T) {
	t.Parallel()
	for name, lost := range map[string]bool{"by the answer": false, "read back": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv(t)
			w := jobstest.Request("i1", "sam")
			w.Lines = []approvals.ApprovalItem{{ID: "l1", Value: "GL"}, {ID: "l2", Value: "Pay run", State: approvals.StateRejected},
				{ID: "l3", Value: "View pay", State: approvals.StateFinished}}
			s.See(w)
			s.Click("sam", "i1", approvals.Approve, "")
			done := w
			done.State, done.Completer = approvals.StateFinished, "sam.x"
			done.Lines = []approvals.ApprovalItem{{ID: "l1", State: approvals.StateFinished}, w.Lines[1], w.Lines[2]}
			s.IIQ.Answer = &done
			s.IIQ.Stories = map[string]*approvals.ApprovalSummary{
				"i1": {WorkItemID: "i1", State: done.State, Completer: "sam.x", Lines: done.Lines}}
			if lost {
				s.IIQ.Fails("answer", approvals.ErrOutcomeUnknown)
			}
			s.Drain()
			s.Want("recorded  closed mixed", decided)
			s.Want(`{"denied": 1, "approved": 2}`, `SELECT outcome_counts FROM work_items`)
			s.Want(" Rejected Finished", `SELECT string_agg(coalesce(l ->> 'decided', ''), ' ')
				FROM audit_log, json_array_elements(payload #> '{item,lines}') l
				WHERE kind = 'decision.recorded'`)
			s.Want("2 1", `SELECT (payload #>> '{answer,approved}') || ' ' || (payload #>> '{answer,denied}') FROM audit_log
				WHERE kind = 'decision.recorded'`)
			if n := len(s.IIQ.Written()); n != 1 {
				t.Errorf("IIQ took %d writes, want 1", n)
			}
		})
	}
}
