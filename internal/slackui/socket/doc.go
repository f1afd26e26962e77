// Package socket holds the Socket Mode connections of this process and hands on what comes by them.
//
//	Slack ──frames──▶ connection ──envelopes──▶ Receiver
//	  ▲                   │                        │
//	  └───────acks────────┴────────────────────────┘
//
// Pool keeps several connections side by side and renews each, the new one before the old one goes. An Envelope is acked at
// most once, on the connection that carried it, or on another one if that has ended.
package socket
