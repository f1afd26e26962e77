// Package socket holds the Socket Mode connections of this process and hands on what comes by them.
//
//	Slack ──frames──▶ connection ──envelopes──▶ Receiver
//	  ▲                   │                        │
//	  └───────acks────────┴────────────────────────┘
//
// A connection is read by one goroutine, which hands each envelope on and never waits; acks are written by whoever acks. It
// ends when Slack ends it, when no ping comes, or by a close frame of ours, after which it is read until Slack's.
//
// Pool keeps several connections side by side and renews each, the new one before the old one goes. An Envelope is acked at
// most once, on the connection that carried it, or on another one if that has ended.
package socket
