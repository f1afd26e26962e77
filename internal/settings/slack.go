package settings

type slackEnv struct {
	AppToken string `env:"SLACK_APP_TOKEN"`
	BotToken string `env:"SLACK_BOT_TOKEN"`
	APIURL   string `env:"SLACK_API_URL,default=https://slack.com/api/"`
	Limits   string `env:"SLACK_LIMITS,default=on"`
}

func (e slackEnv) parse(r *checker) Slack { return e.parseFor(r, true) }

// parseReads is for a bot that only reads: it holds no connection, so the app token may be missing.
func (e slackEnv) parseReads(r *checker) Slack { return e.parseFor(r, false) }

// Slack is how to reach Slack.
type Slack struct {
	AppToken Secret
	BotToken Secret
	// APIURL ends with a slash.
	APIURL string
	// Limits keeps our own limits. Otherwise only Slack's 429 counts.
	Limits bool
}
