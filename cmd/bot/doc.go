// Command bot lets people decide SailPoint IdentityIQ approvals from Slack.
//
// Standard output carries results, logs go to standard error. Exit codes: 0 done, 1 failed, 2 wrong use or wrong
// settings. One file holds one subcommand; commands.go lists them. Settings come from the environment alone: config.go
// names them all, with their defaults, and docs/settings.md explains them.
package main
