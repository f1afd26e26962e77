package cards

import (
	"strconv"
	"strings"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words"
)

// longestListed bounds what a notice quotes of names and of an error, in characters.
const longestListed = 1500

// AdminNotice renders a notice to administrators as one message of one paragraph.
func AdminNotice(language approvals.Language, n approvals.AdminNotice) Message {
	switch {
	case n.Failing != nil:
		since := n.Failing.Since.UTC().Format("15:04")
		return SentenceMessage(language, words.AdminFailing(language, n.Failing.Name, since, Untrusted(n.Failing.LastError, longestListed)))
	case n.Missing != nil:
		since := n.Missing.Since.UTC().Format("15:04")
		return SentenceMessage(language, words.AdminMissing(language, int(n.Missing.Held), string(n.Missing.Kind), since))
	case n.SocketWord != "":
		return SentenceMessage(language, words.AdminSocket(language, n.SocketWord))
	case n.LogHead != nil:
		return SentenceMessage(language, words.AdminLogHead(language, strconv.FormatInt(n.LogHead.Seq, 10), n.LogHead.Hash))
	case n.Unreached > 0:
		names := Untrusted(strings.Join(n.UnreachedNames, ", "), longestListed)
		return SentenceMessage(language, words.AdminUnreached(language, n.Unreached, names, n.Unreached-len(n.UnreachedNames)))
	}
	return SentenceMessage(language, words.AdminGivenUp(language, n.GivenUp))
}
