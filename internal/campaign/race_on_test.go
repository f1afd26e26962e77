//go:build race

package campaign_test

// raceBuild: this test was built with the race detector, so the bot is, too.
const raceBuild = true
