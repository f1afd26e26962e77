package app

// SlackApp is the scopes and events that the code needs from the Slack app. manifest.yml declares the same to Slack.
type SlackApp struct {
	// BotScopes belong to the bot token, AppScopes to the app-level token.
	BotScopes []string
	AppScopes []string
	Events    []string
	Commands  []string
}

// NeededSlackApp lists what is used, and nothing else. Scopes: https://docs.slack.dev/reference/scopes, events:
// https://docs.slack.dev/reference/events. im:history is for words in direct messages, and for finding a message again
// when the answer to its posting was lost.
func NeededSlackApp() SlackApp {
	return SlackApp{
		BotScopes: []string{
			"chat:write", "commands", "im:write", "im:history", "app_mentions:read", "users:read", "users:read.email", "dnd:read",
		},
		AppScopes: []string{"connections:write"},
		Events: []string{
			"app_home_opened", "app_mention", "message.im", "user_change", "team_join", "app_uninstalled", "tokens_revoked",
		},
		Commands: []string{"/approvals"},
	}
}
