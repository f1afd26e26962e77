// Package campaign plays a working day with everything going wrong at once, and balances the books at its end.
//
//	                 ┌───────────── the campaign's process ─────────────┐
//	bot run (1) ◀──▶ │ simulated Slack   ◀── approvers, at random       │
//	bot run (2) ◀──▶ │ simulated IIQ     ◀── arrivals, hands behind the │
//	bot run (n) ◀──▶ │ private Postgres  ◀── bot's back, faults         │
//	                 └──────────────────────────────────────────────────┘
//
// The replicas are processes of the unchanged bot, driven by their environment alone: they are killed, frozen and started
// again. What is done, by whom and when, comes from a seed; how it falls together with the work of the processes does not,
// so a seed plays the same day again, not the same microseconds.
//
// When the day is over the faults end, and the campaign waits until nothing is left to do. Then the ledger is balanced:
// clicks against decisions, decisions against what IIQ took, cards against the truth. Package books
// does that, and knows nothing of how the day was made.
//
// RunUpgrade plays a calmer day on which two versions of the bot take turns on one database, and balances the same books.
package campaign
