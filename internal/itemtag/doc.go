// Package itemtag computes the tag of a work item: a digest of what is decided, which the bot and the gateway in
// IdentityIQ both compute, each from what it sees. docs/gateway-contract.md#the-tag
//
//	what was parsed ──▶ Item ──▶ Text (records) ──▶ Tag (SHA-256 of it)
package itemtag
