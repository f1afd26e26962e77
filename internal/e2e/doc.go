// Package e2e holds the end-to-end stories: the bot's binary, built once a test process and run as a process of its own by
// settings alone, between a simulated IdentityIQ and a simulated Slack over real HTTP and WebSocket, on a real Postgres.
//
//	test process                                     bot processes
//	┌───────────────────────────────┐
//	│ story ── people press, ask ──▶ slacksim ◀── Web API, Socket Mode ──┐
//	│   │                            │                                  bot run
//	│   └──── items come, end ─────▶ iiqsim ◀───── OAuth, plugin ────────┘ │
//	│                                │                                     │
//	│        dbtest ─── Postgres ◀───┼─────────────────────────────────────┘
//	└───────────────────────────────┘
//
// A story reads like what it proves. Whatever it does, its end compares the books: IdentityIQ has taken no decision of
// somebody without authority, and each decision that the bot counts as recorded exactly once.
//
// The package has tests only.
package e2e
