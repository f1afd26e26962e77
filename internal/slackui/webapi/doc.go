// Package webapi is Slack's Web API as the bot uses it: cards and updates, private answers, views, people, and Do Not Disturb.
// It hides slack-go, repeats nothing by itself, and gives every failure a meaning that a caller can decide on.
package webapi
