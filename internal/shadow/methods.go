package shadow

// fate is what a shadow does with a call of a Web API method.
type fate int

const (
	// refused is the fate of every method that is not named here.
	refused fate = iota
	// passed on to Slack, since it only reads.
	passed
	// stored instead of sent.
	stored
	// answered without Slack, from what was stored.
	answered
)

const (
	methodPost    = "chat.postMessage"
	methodUpdate  = "chat.update"
	methodOpen    = "conversations.open"
	methodHistory = "conversations.history"
)

// fateOf gives what a shadow does with a method. The methods that it passes on change nothing in Slack, by their own
// pages at https://docs.slack.dev/reference/methods. conversations.open makes a conversation, and
// apps.connections.open makes a connection to which Slack would send clicks that are meant for another bot, so neither
// is passed on.
func fateOf(method string) fate {
	switch method {
	case "auth.test", "users.info", "users.lookupByEmail", "users.list", "dnd.info", "dnd.teamInfo":
		return passed
	case methodPost, methodUpdate:
		return stored
	case methodOpen, methodHistory:
		return answered
	}
	return refused
}

// ReadScopes are the scopes of the bot token that the passed methods need. A shadow needs no others:
// https://docs.slack.dev/reference/scopes
func ReadScopes() []string { return []string{"dnd:read", "users:read", "users:read.email"} }
