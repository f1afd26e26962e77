//go:build !race

package campaign_test

// raceBuild: this test was built without the race detector, so the bot is, too.
const raceBuild = false
