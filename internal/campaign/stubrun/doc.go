// Package stubrun lets the gateway's own code decide in a campaign: the plugin in its stub-run host, a process of Java,
// in the place of the simulator's plugin. The simulator keeps the books.
//
//	bot ──▶ simulator: tokens, faults ──▶ Gateway ──▶ host: reads and decisions, many at once
//	              ▲                          │
//	              └───── what it decided ◀───┤
//	people of the day, in the web pages ─────┘ (first in the host, then in the simulator)
//
// Everything that people do in IdentityIQ itself goes through Gateway, which does it in both. A decision and its booking
// are one step for them, so that the two never differ for long; decisions themselves meet each other in the plugin alone.
package stubrun
