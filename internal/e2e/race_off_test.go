//go:build !race

package e2e

// raceBuild: this test was built with the race detector, so the bot is, too.
const raceBuild = false
