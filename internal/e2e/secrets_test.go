package e2e

import (
	"net/url"
	"slices"
	"strings"
)

const (
	// mostRecorded bounds what is kept of a story's bytes to Slack.
	mostRecorded = 32 << 20
	// shortestTelling is how long a text has to be to be told from words that logs are made of.
	shortestTelling = 12
)

// wrote notes what somebody wrote, which is nobody else's business.
func (s *story) wrote(text string) {
	if text = strings.TrimSpace(text); len(text) >= shortestTelling && !slices.Contains(s.words, text) {
		s.words = append(s.words, text)
	}
}

// secretBooks reads every byte that went to Slack and every line of the bots' logs: the secrets of the other side are not in
// the one, and neither secrets nor what people wrote in the other.
func (s *story) secretBooks() {
	s.Helper()
	sent, _ := s.Slack.Recorded()
	for name, secret := range s.secrets() {
		if !strings.HasPrefix(name, "SLACK_") && strings.Contains(string(sent), secret) {
			s.Errorf("%s went to Slack", name)
		}
	}
	for _, b := range s.bots {
		for line := range strings.Lines(b.log.String()) {
			for name, secret := range s.secrets() {
				if strings.Contains(line, secret) {
					s.Errorf("%s is in the log: %s", name, line)
				}
			}
			for _, words := range s.words {
				if strings.Contains(line, words) {
					s.Errorf("what somebody wrote is in the log: %s", line)
				}
			}
		}
	}
}

// secrets are those of the story's settings, by the variable that has them.
func (s *story) secrets() map[string]string {
	all := map[string]string{}
	for _, name := range []string{"SLACK_APP_TOKEN", "SLACK_BOT_TOKEN", "IIQ_CLIENT_SECRET", "IIQ_DECISION_KEY", "SCIM_PASSWORD"} {
		if v := s.settings[name]; v != "" {
			all[name] = v
		}
	}
	if u, err := url.Parse(s.settings["DATABASE_URL"]); err == nil && u.User != nil {
		if password, set := u.User.Password(); set && password != "" {
			all["DATABASE_URL"] = password
		}
	}
	return all
}
