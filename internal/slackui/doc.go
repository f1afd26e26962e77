// Package slackui is what the bot does when something comes from Slack: a router, and one handler for each thing that people
// can do.
//
//	Slack ──envelopes──▶ socket.Pool ──▶ Router ──▶ one handler ──▶ Decider, Sender, HomeTabs   (intents, committed)
//	  ▲                     ▲              │            │
//	  │                     └────acks──────┘            └──▶ Replies, Views   (private answers, modals)
//	  └── webapi.Client: cards, updates, answers ◀── workers, elsewhere, with what the package cards draws
//
// Router gives each envelope to exactly one handler, on bounded workers, and it is acked at most once. Decisions are
// acked after they are committed; what opens a modal or answers in words is acked first. Events that must not be lost are
// acked after they are stored, and left un-acked when they could not be.
//
// router.go has the table of the handlers, each on a small type of its topic in a handle_*.go. What they share is core: the ports,
// and the ways to ack, to find out who it is, to answer (core_*.go), and to open and close a modal (modal_*.go).
//
// The rooms below it: cards draws, query reads what people type, webapi calls Slack, socket holds the connections.
package slackui
