package iiq_test

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// odd are texts as editors, escaping writers and Java make them, and what people should read. plain says that a name or a value
// written so reads the same; a name keeps what looks like a tag.
var odd = []struct {
	name, written, want string
	plain               bool
}{
	{"HTML", "<p><strong>Pay&nbsp;roll</strong> R&amp;D<br/>first</p>", "Pay roll R&D first", false},
	{"HTML, escaped again", "&lt;p&gt;Pay &lt;b&gt;roll&lt;/b&gt;&lt;/p&gt;", "Pay roll", false},
	{"no HTML", "a < b and <see R&D>", "a < b and <see R&D>", true},
	{"two references for one letter", "R&amp;D &amp;amp; x&nbsp;y", "R&D & x y", true},
	{"a mark in front", "\uFEFFPay 😀", "Pay 😀", true},
	{"halves as references", "Pay &#55357;&#56832;", "Pay 😀", true},
}

// fieldsOf writes a text into every field of every endpoint that has words, and gives what the client reads there. Names and
// values are those that the bot compares.
func fieldsOf(t *testing.T, written string, scim bool, settings iiqsim.Settings) (words, names map[string]string) {
	t.Helper()
	b := start(t, iiqsim.Options{Settings: settings}, func(c *iiq.Config) {
		if scim {
			bySCIM(c)
		}
	})
	b.must(second(b.AddFault(iiqsim.Fault{Kind: iiqsim.FaultLetters})))
	name := written + ".Okoye"
	sam, err := b.AddIdentity(iiqsim.Identity{Name: name, Email: "sam@example.com", DisplayName: written, Department: written})
	b.must(err)
	dana, err := b.AddIdentity(iiqsim.Identity{Name: "Dana.Reyes", Email: "dana@example.com", FirstName: written, LastName: ""})
	b.must(err)
	b.must(second(b.AddWorkgroup("Desk", "Desk", name)))
	w, err := b.AddWorkItem(iiqsim.ItemSpec{Owner: sam.ID, Requester: sam.ID, Target: dana.ID, Justification: written,
		Item: iiqsim.WorkItem{
			Type: "Approval", Description: written, Violations: []iiqsim.Violation{{Policy: written}},
			Lines: []iiqsim.ApprovalItem{{Application: written, Operation: "Add", Name: "memberOf", Value: written, DisplayValue: written,
				DisplayName: written, NativeIdentity: written, Description: written}},
		}})
	b.must(err)
	words, names = map[string]string{}, map[string]string{}
	item, err := b.Client.WorkItem(t.Context(), w.ID)
	b.must(err)
	line := item.Lines[0]
	words["item: description"], words["item: violation"] = flat(item.Description), item.Violations[0]
	words["item: justification"], words["line: comment"] = flat(item.Justification), flat(line.Comment)
	words["line: description"], words["line: display value"] = line.Description, line.DisplayValue
	words["line: display name"] = line.DisplayName
	names["line: application"], names["line: value"], names["line: native identity"] = line.Application, line.Value, line.NativeIdentity
	names["item: owner"] = strings.TrimSuffix(item.Owner.Name, ".Okoye")

	i, err := b.IdentityByID(t.Context(), sam.ID)
	b.must(err)
	words["identity: display name"], words["identity: department"] = i.Display, i.Department
	names["identity: name"] = strings.TrimSuffix(i.Name, ".Okoye")
	called, err := b.IdentityByID(t.Context(), dana.ID)
	b.must(err)
	if !scim {
		words["identity: first name"] = called.Display
	}
	members, err := b.Members(t.Context(), b.id("Desk"))
	b.must(err)
	names["member: name"] = strings.TrimSuffix(members[0].Name, ".Okoye")
	words["member: display name"] = cmp.Or(members[0].Display, i.Display)

	_, err = b.AddReview(iiqsim.ReviewSpec{Name: written, Reviewers: []string{name}, Targets: []string{"Dana.Reyes"}})
	b.must(err)
	entities, err := b.ReviewEntities(t.Context(), time.Time{}, "", 0)
	b.must(err)
	words["review: name"] = entities[0].Review.Name
	names["review: certifier"] = strings.TrimSuffix(entities[0].Review.Certifiers[0], ".Okoye")

	b.must(b.Approve(w.ID, sam.ID, written))
	request, err := b.Client.IdentityRequest(t.Context(), w.IdentityRequest)
	b.must(err)
	summary, _ := request.SummaryOf(w.ID)
	words["summary: comment"] = flat(summary.Comments[0])
	return words, names
}

func flat(s string) string { return strings.Join(strings.Fields(s), " ") }

// No text of any endpoint shows markup or references, whoever wrote it and in whatever shape it comes.
func TestEveryTextIsReadAsMeant(t *testing.T) {
	t.Parallel()
	for _, shape := range []struct {
		name     string
		scim     bool
		settings iiqsim.Settings
	}{
		{"the plugin", false, iiqsim.Settings{}},
		{"SCIM, and children in the place of attributes", true, iiqsim.Settings{DescriptionAs: iiqsim.DescriptionChild,
			CommentsAs: iiqsim.CommentsChild, SummariesAs: iiqsim.SummariesAttributes, MembersAs: iiqsim.MembersObjects}},
	} {
		for _, o := range odd {
			t.Run(fmt.Sprintf("%s, %s", shape.name, o.name), func(t *testing.T) {
				t.Parallel()
				words, names := fieldsOf(t, o.written, shape.scim, shape.settings)
				for field, got := range words {
					if got != o.want {
						t.Errorf("%s: got %q, want %q", field, got, o.want)
					}
				}
				want := o.want
				for field, got := range names {
					if !o.plain {
						want = flat(got)
						if !strings.Contains(got, "<") || strings.Contains(got, "&nbsp;") {
							t.Errorf("%s: got %q, want its tags and no references", field, got)
						}
					}
					if got != want {
						t.Errorf("%s: got %q, want %q", field, got, want)
					}
				}
			})
		}
	}
}

// The bot knows its own decision again by the comment that it has sent, whatever is in it, and whether or not IdentityIQ
// gives it back escaped.
func TestOwnCommentsAreKnownAgain(t *testing.T) {
	t.Parallel()
	for _, comment := range []string{
		"a < b & c", "<b>No</b> &amp; never", "<p>x</p>", "R&D 👍 :custom:", "\uFEFFx", "&#55357;&#56832;", "&lt;b&gt;",
	} {
		b := start(t, iiqsim.Options{Settings: iiqsim.Settings{Archive: iiqsim.ArchiveByID}})
		b.people()
		w := b.item(iiqsim.ItemSpec{})
		write := approvals.Write{WorkItemID: w.ID, ApproverID: b.id("Sam.Okoye"), State: approvals.StateFinished,
			Comment: approvals.SentComment(approvals.CleanComment(comment), "Sam Okoye")}
		b.must(second(b.Decide(t.Context(), write)))
		request, err := b.Client.IdentityRequest(t.Context(), w.IdentityRequest)
		b.must(err)
		summary, _ := request.SummaryOf(w.ID)
		booked := func(w approvals.Write) approvals.Booking {
			sent := approvals.Sent{Write: w, Decider: approvals.Decider{ID: w.ApproverID, Displays: []string{"Sam Okoye"}}}
			return sent.Book(approvals.OutcomeFrom(summary, time.Now()))
		}
		if booked(write) != approvals.BookedRecorded {
			t.Errorf("%q: the request has %q and as written %q, want it to be ours", comment, summary.Comments, summary.Written)
		}
		other := write
		other.Comment = approvals.SentComment("another comment", "Sam Okoye")
		if booked(other) == approvals.BookedRecorded {
			t.Errorf("%q: the request has %q, want it not to be a write with another comment", comment, summary.Comments)
		}
		item, err := b.Client.WorkItem(t.Context(), w.ID)
		b.must(err)
		if item.CompletionWritten != write.Comment {
			t.Errorf("%q: the item has %q as written, want %q", comment, item.CompletionWritten, write.Comment)
		}
	}
}

// A refusal's own sentence is read behind a byte order mark as well.
func TestASentenceBehindAMark(t *testing.T) {
	t.Parallel()
	b := start(t, iiqsim.Options{})
	b.people()
	w := b.item(iiqsim.ItemSpec{Item: iiqsim.WorkItem{Type: "Form"}})
	told := func() string {
		_, err := b.Decide(t.Context(), approvals.Write{WorkItemID: w.ID, ApproverID: b.id("Sam.Okoye"), State: approvals.StateFinished})
		var refused *iiq.RefusedError
		if !errors.As(err, &refused) {
			t.Fatalf("got %v, want a refusal", err)
		}
		return refused.Reason
	}
	plain := told()
	b.must(second(b.AddFault(iiqsim.Fault{Kind: iiqsim.FaultLetters})))
	if got := told(); got != plain || got == "" {
		t.Errorf("got the sentence %q, want %q as without the mark", got, plain)
	}
}
