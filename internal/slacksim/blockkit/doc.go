// Package blockkit knows Slack's Block Kit as a receiver does: it validates what an app sends, gives missing ids as
// Slack does, finds the controls that a person can use, and lays the blocks out as the words that a person reads.
//
// It works on JSON, not on Go structs of a client library, so that a mistake of such a library shows.
// Limits are those of https://docs.slack.dev/reference/block-kit; characters are Unicode code points, not bytes.
// The form of the problems follows real answers:
// https://github.com/yonicd/slackreprex/issues/3 and https://github.com/grafana-cold-storage/oncall/pull/210.
package blockkit
