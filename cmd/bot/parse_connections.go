package main

import (
	"log/slog"
	"net"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/redaction"
)

func (e databaseEnv) parse(r *reader) DatabaseConfig {
	return DatabaseConfig{URL: r.secret("DATABASE_URL", e.URL, databaseExpected, func(s string) bool {
		_, err := pgxpool.ParseConfig(s)
		return err == nil && redaction.DatabaseAddress(s)
	})}
}

const databaseExpected = "the address of a Postgres database, such as postgres://user:password@host:5432/name; " +
	"@, : and / in user or password are written as %40, %3A and %2F, and % as %25"

// longestToken bounds a Slack token, in bytes; real ones have up to about 170.
const longestToken = 1000

func (e slackEnv) parse(r *reader) SlackConfig { return e.parseFor(r, true) }

// parseReads is for a bot that only reads: it holds no connection, and may have no app token.
func (e slackEnv) parseReads(r *reader) SlackConfig { return e.parseFor(r, false) }

func (e slackEnv) parseFor(r *reader, appNeeded bool) SlackConfig {
	token := func(name, value, prefix, expected string) Secret {
		return r.secret(name, value, expected, func(s string) bool {
			return len(s) > len(prefix) && len(s) <= longestToken && strings.HasPrefix(s, prefix) && printable(s) && !strings.Contains(s, " ")
		})
	}
	c := SlackConfig{
		BotToken: token("SLACK_BOT_TOKEN", e.BotToken, "xoxb-", "the bot token of the installed app, which begins with xoxb-"),
		APIURL:   r.address("SLACK_API_URL", e.APIURL) + "/",
		Limits:   r.choice("SLACK_LIMITS", e.Limits, "on", "off") == "on",
	}
	if appNeeded || e.AppToken != "" {
		c.AppToken = token("SLACK_APP_TOKEN", e.AppToken, "xapp-", "the app-level token with connections:write, which begins with xapp-")
	}
	return c
}

func (e iiqEnv) parse(r *reader) IIQConfig {
	c := IIQConfig{
		ClientSecret:   r.secret("IIQ_CLIENT_SECRET", e.ClientSecret, "the secret of the OAuth client, without control characters", printable),
		PluginPath:     parse(r, "IIQ_PLUGIN_PATH", e.PluginPath, "a path below IIQ_URL, such as plugin/rest/name", pluginPath),
		ActionMethod:   r.choice("IIQ_ACTION_METHOD", e.ActionMethod, "PUT", "POST"),
		PageSize:       r.number("IIQ_PAGE_SIZE", e.PageSize, 1, 1000),
		Timeout:        r.span("IIQ_TIMEOUT", e.Timeout, shortestTimeout),
		MaxConcurrency: r.number("IIQ_MAX_CONCURRENCY", e.MaxConcurrency, 1, 100),
		IdentitySource: r.choice("IDENTITY_SOURCE", e.IdentitySource, "table", "scim"),
	}
	if e.URL == "" {
		r.missing("IIQ_URL", addressExpected)
	} else {
		c.URL = r.address("IIQ_URL", e.URL)
	}
	c.PublicURL = c.URL
	if e.PublicURL != "" {
		c.PublicURL = r.address("IIQ_PUBLIC_URL", e.PublicURL)
	}
	if e.ClientID == "" {
		r.missing("IIQ_CLIENT_ID", clientIDExpected)
	} else {
		c.ClientID = r.account("IIQ_CLIENT_ID", e.ClientID, clientIDExpected)
	}
	e.parseSCIM(r, &c)
	e.parseObjects(r, &c)
	return c
}

const clientIDExpected = "the id of the OAuth client, without : and control characters"

func printable(s string) bool {
	return !strings.ContainsFunc(s, func(c rune) bool { return !unicode.IsPrint(c) })
}

func pluginPath(s string) (string, bool) {
	s = strings.Trim(s, "/")
	ok := regexp.MustCompile(`^[\w.~-]+(/[\w.~-]+)*$`).MatchString(s)
	for _, part := range strings.Split(s, "/") {
		ok = ok && part != "." && part != ".."
	}
	return s, ok
}

func (e httpEnv) parse(r *reader) HTTPConfig {
	return HTTPConfig{Addr: parse(r, "HTTP_ADDR", e.Addr, "host:port or :port", func(s string) (string, bool) {
		_, port, err := net.SplitHostPort(s)
		if err != nil {
			return s, false
		}
		n, err := strconv.Atoi(port)
		return s, err == nil && n >= 0 && n <= 65535
	})}
}

func (e logEnv) parse(r *reader) LogConfig {
	return LogConfig{
		Level: parse(r, "LOG_LEVEL", e.Level, "debug, info, warn or error", func(s string) (slog.Level, bool) {
			levels := map[string]slog.Level{
				"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError,
			}
			level, ok := levels[s]
			return level, ok
		}),
		JSON: r.choice("LOG_FORMAT", e.Format, "json", "text") == "json",
	}
}
