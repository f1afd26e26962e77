// Package bulks keeps the messages that tell how several approvals ended which somebody gave at once. The decisions themselves are
// stored, and brought to IdentityIQ, like any others; see Clicks.DecideSeveral.
//
//	bulk open ──all has an end, or a minute is over──▶ posted ──all has an end──▶ ended
//	                                                     └──── changed meanwhile ──┘
package bulks
