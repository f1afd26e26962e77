package slacksim

import "github.com/iiq-approvals/bot/internal/slacksim/blockkit"

// ValidateMessage tells what Slack would refuse in the `blocks` of a message, given as a JSON array; nothing if it would
// take them. Each entry ends in a JSON pointer, where there is a place to point at.
func ValidateMessage(blocksJSON []byte) []string { return blockkit.CheckMessage(blocksJSON).Messages() }

// ValidateModal tells what Slack would refuse in a modal view.
func ValidateModal(viewJSON []byte) []string { return blockkit.CheckModal(viewJSON).Messages() }

// ValidateHome tells what Slack would refuse in a Home tab view.
func ValidateHome(viewJSON []byte) []string { return blockkit.CheckHome(viewJSON).Messages() }
