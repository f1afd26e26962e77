// Package typed undoes what Slack makes of what people type, so that the bot reads their own words. It is pure. Words that are
// shown are escaped again where they are shown. See docs/slack-facts.md#typed-words
package typed
