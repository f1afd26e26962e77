// Package sensitivity holds the rules on what of a work item may be shown in Slack, and on what a decision needs: how the
// file is read and checked, and what the rules say of one item. It is pure: nothing here knows a database, Slack or IIQ.
//
// docs/sensitivity.md has the grammar of the file, and what each word means for the people in Slack.
package sensitivity
