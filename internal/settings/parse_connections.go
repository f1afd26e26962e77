package settings

import (
	"regexp"
	"strings"
	"unicode"
)

// DatabaseExpected says what DATABASE_URL should be.
const DatabaseExpected = "the address of a Postgres database, such as postgres://user:password@host:5432/name; " +
	"@, : and / in user or password are written as %40, %3A and %2F, and % as %25"

// longestToken bounds a Slack token, in bytes; real ones have up to about 170.
const longestToken = 1000

func (e slackEnv) parseFor(r *checker, appNeeded bool) Slack {
	token := func(name, value, prefix, expected string) Secret {
		return r.secret(name, value, expected, func(s string) bool {
			return len(s) > len(prefix) && len(s) <= longestToken && strings.HasPrefix(s, prefix) && printable(s) &&
				!strings.Contains(s, " ")
		})
	}
	c := Slack{
		BotToken: token("SLACK_BOT_TOKEN", e.BotToken, "xoxb-", "the bot token of the installed app, which begins with xoxb-"),
		APIURL:   r.address("SLACK_API_URL", e.APIURL) + "/",
		Limits:   r.choice("SLACK_LIMITS", e.Limits, "on", "off") == "on",
	}
	if appNeeded || e.AppToken != "" {
		c.AppToken = token("SLACK_APP_TOKEN", e.AppToken, "xapp-", "the app-level token with connections:write, which begins with xapp-")
	}
	return c
}

const clientIDExpected = "the id of the OAuth client, without : and control characters"

func printable(s string) bool {
	return !strings.ContainsFunc(s, func(c rune) bool { return !unicode.IsPrint(c) })
}

// decisionKey reports whether s can be the key of proofs. The plugin drops blanks at its ends, so both sides would differ.
func decisionKey(s string) bool {
	return len(s) >= shortestKey && printable(s) && strings.TrimSpace(s) == s
}

// shortestKey is the shortest key of proofs, in bytes. Whoever sees a proof may try keys on it.
const shortestKey = 32

func pluginPath(s string) (string, bool) {
	s = strings.Trim(s, "/")
	ok := regexp.MustCompile(`^[\w.~-]+(/[\w.~-]+)*$`).MatchString(s)
	for _, part := range strings.Split(s, "/") {
		ok = ok && part != "." && part != ".."
	}
	return s, ok
}
