// Package sensitivity holds the rules on what of a work item may be shown in Slack, and on what a decision requires:
// it reads and checks the file, and judges items. It is pure, and uses no database, Slack or IIQ.
//
// docs/sensitivity.md has the grammar of the file, and what each word means for the people in Slack.
package sensitivity
