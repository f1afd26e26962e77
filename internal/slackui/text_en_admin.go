package slackui

import "strings"

// The catalogue: what administrators are told. Names of rounds, words of Slack and errors stand as the log has them.

func sayAdminGivenUp(n int) string {
	return counted(n, "One decision", "decisions") + " could not be recorded in IdentityIQ in time. The approvers were told to decide in IdentityIQ."
}

// sayAdminFailing has a time of day in UTC.
func sayAdminFailing(round, since, lastError string) string {
	return "The round “" + round + "” has failed since " + since + " UTC. Last error: " + strings.TrimRight(lastError, ".") + ". See the log, and `bot doctor`."
}

// sayAdminMissing has a time of day in UTC, and the kind as the log and the metrics have it.
func sayAdminMissing(n int, kind, since string) string {
	return "Since " + since + " UTC IdentityIQ does not list " + counted(n, "one object", "objects") + " of the kind “" + kind +
		"” that it listed before. Nothing is closed, withdrawn or refused for that meanwhile. See the log, and `bot doctor`."
}

// sayAdminSocket has Slack's word for why it refuses our connection, and what cures that.
func sayAdminSocket(word string) string {
	cure := "Set SLACK_APP_TOKEN to a token that is valid, and start again."
	switch word {
	case reasonLinkDisabled:
		cure = "Switch Socket Mode on in the settings of the Slack app."
	case "missing_scope", "not_allowed_token_type", "no_permission":
		cure = "SLACK_APP_TOKEN must be an app-level token (xapp-) with the scope connections:write."
	case "forbidden_team", "team_access_not_granted":
		cure = "The app must be installed in, and allowed by, this workspace."
	}
	return "Slack refuses our Socket Mode connection (" + word + "). " + cure
}

func sayAdminUnreached(total int, names string, more int) string {
	if more > 0 {
		names += " " + sayMore(more)
	}
	return counted(total, "One approver with open work items cannot be reached in Slack", "approvers with open work items cannot be reached in Slack") +
		": " + names + ". `bot identity list --unreachable` has them all."
}

// sayAdminLogHead has number and hash of the decision log's last row.
func sayAdminLogHead(row, hash string) string {
	return "The decision log ends with row " + row + ", hash `" + hash +
		"`. This message bears witness: later the same row must have the same hash (`bot audit export`)."
}
