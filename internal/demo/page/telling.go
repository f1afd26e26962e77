package page

import (
	"regexp"
	"strings"

	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/shorten"
	"github.com/iiq-approvals/bot/internal/slacksim"
)

// teller turns what the simulators and the bot report into sentences of the journal.
type teller struct {
	slack   *slacksim.Sim
	iiq     *iiqsim.Sim
	journal *Journal
	items   *itemBook
}

// names joins people as a sentence does; from five on it counts.
func names(who []string) string {
	switch n := len(who); {
	case n == 0:
		return "nobody"
	case n == 1:
		return who[0]
	case n <= 4:
		return strings.Join(who[:n-1], ", ") + " and " + who[n-1]
	default:
		return who[0] + ", " + who[1] + " and " + count(n-2, "other", "others")
	}
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return itoa(n) + " " + many
}

var itemLink = regexp.MustCompile(`commonWorkItem(?:/|%2F|%252F)([0-9a-f]{32})`)

// itemOf finds the work item that a message links to.
func itemOf(m slacksim.Message) string {
	for _, b := range slacksim.Buttons(m) {
		if found := itemLink.FindStringSubmatch(b.URL); found != nil {
			return found[1]
		}
	}
	return ""
}

var standing = regexp.MustCompile(`(Recording(?: your| [^\n…]+'s|… IdentityIQ| a decision)[^\n]*|Approved by [^\n]*|Denied by [^\n]*|Decided by [^\n]*|` +
	`Approved in IdentityIQ|Denied in IdentityIQ|Completed in IdentityIQ|Forwarded[^\n]*|Expired|Canceled|Returned in IdentityIQ|` +
	`No longer yours to decide|Not recorded[^\n]*|Decide in IdentityIQ[^\n]*)`)

// standingOf is the sentence by which a card says where it stands, "" for an open one. The time behind it is left out.
func standingOf(visible string) string {
	s := standing.FindString(visible)
	if cut := dated.FindStringIndex(s); cut != nil {
		s = s[:cut[0]]
	}
	return s
}

// dated is where a Slack date begins behind a sentence.
var dated = regexp.MustCompile(`, (January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec|\d{4}-)`)

// onOneLine cuts visibly, on a whole character.
func onOneLine(s string, most int) string {
	return shorten.To(most, strings.Join(strings.Fields(s), " "))
}

func (t *teller) person(slackID string) string { return t.slack.Reader(slackID).User(slackID) }
