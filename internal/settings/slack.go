package settings

type slackEnv struct {
	AppToken string `env:"SLACK_APP_TOKEN"`
	BotToken string `env:"SLACK_BOT_TOKEN"`
	APIURL   string `env:"SLACK_API_URL,default=https://slack.com/api/"`
	Limits   string `env:"SLACK_LIMITS,default=on"`
}

func (e slackEnv) parse(r *checker) Slack { return e.parseFor(r, true) }

// parseReads is for a bot that only reads: it holds no connection, and may have no app token.
func (e slackEnv) parseReads(r *checker) Slack { return e.parseFor(r, false) }

// Slack is what is needed to speak to Slack.
type Slack struct {
	AppToken Secret
	BotToken Secret
	// APIURL ends with a slash.
	APIURL string
	// Limits keeps our own limits; otherwise only what Slack's 429 says counts.
	Limits bool
}
