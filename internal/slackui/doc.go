// Package slackui is everything that speaks to Slack: sockets, router, handlers, rendering, posting.
//
//	Slack ──envelopes──▶ Sockets ──▶ Router ──▶ one handler ──▶ Decider, Sender, HomeTabs   (intents, committed)
//	  ▲                     ▲          │            │
//	  │                     └──acks────┘            └──▶ Replies, Views   (private answers, modals)
//	  └───── API: cards, updates, answers ◀── workers, elsewhere, with what Card and its like rendered
//
// Sockets holds Socket Mode connections side by side and renews each, the new one before the old one goes. A link is one
// of them, over slack-go; the library's own reconnecting is not used.
//
// Router gives each envelope to exactly one handler, on bounded workers, and it is acked at most once. Decisions are
// acked after they are committed; what opens a modal or answers in words is acked first. Events that must not be lost are
// acked after they are stored, and left un-acked when they could not be.
//
// Rendering is pure: from views and pages of approvals to blocks, with all words in one catalogue. Nothing that others
// wrote becomes markup.
//
// API hides slack-go: it repeats nothing by itself and gives every failure a meaning that a caller can decide on.
package slackui
