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
	t := painterFor(language)
	switch {
	case n.Failing != nil:
		return SentenceMessage(language, words.AdminFailing(t.lang, n.Failing.Name, n.Failing.Since.UTC().Format("15:04"), Untrusted(n.Failing.LastError, longestListed)))
	case n.Missing != nil:
		return SentenceMessage(language, words.AdminMissing(t.lang, int(n.Missing.Held), string(n.Missing.Kind), n.Missing.Since.UTC().Format("15:04")))
	case n.SocketWord != "":
		return SentenceMessage(language, words.AdminSocket(t.lang, n.SocketWord))
	case n.LogHead != nil:
		return SentenceMessage(language, words.AdminLogHead(t.lang, strconv.FormatInt(n.LogHead.Seq, 10), n.LogHead.Hash))
	case n.Unreached > 0:
		names := Untrusted(strings.Join(n.UnreachedNames, ", "), longestListed)
		return SentenceMessage(language, words.AdminUnreached(t.lang, n.Unreached, names, n.Unreached-len(n.UnreachedNames)))
	}
	return SentenceMessage(language, words.AdminGivenUp(t.lang, n.GivenUp))
}
