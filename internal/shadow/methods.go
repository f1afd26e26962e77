package shadow

// fate is what becomes of a call of a Web API method.
type fate int

const (
	// refused is what becomes of every method that is not named here.
	refused fate = iota
	// passed on to Slack: it only reads.
	passed
	// stored in the place of being sent.
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

// fateOf names what a shadow does with a method. What it passes on changes nothing in Slack, as the methods' own pages at
// https://docs.slack.dev/reference/methods say; conversations.open makes a conversation, and apps.connections.open makes
// a connection to which Slack would send clicks that are meant for another bot.
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

// ReadScopes are the scopes of the bot token that the methods which are passed on need, and the only ones that a shadow
// needs: https://docs.slack.dev/reference/scopes
func ReadScopes() []string { return []string{"dnd:read", "users:read", "users:read.email"} }
