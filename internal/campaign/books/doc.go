// Package books keeps the books of a day of the campaign, and balances them.
//
//	the campaign ──▶ Book     what it did itself: items, clicks, endings behind the bot's back, lost rights
//	             ──▶ Journal  what went wrong when, and all that concerned an item
//	Slack, heard ──▶ Answers  which sentences reached clickers
//	                    │
//	                    ▼           ┌── the tables, the decision log, the replicas' logs
//	               Accountant ◀─────┤
//	                    │           └── simulated IIQ and Slack: what was written, what is shown
//	                    ▼
//	                 Ledger   what was counted, and what does not balance, with the lives of the items concerned
//
// The accountant believes nothing that the bot says of itself where the simulators know better. Unfinished tells that nothing
// is left to do, which is when the books can be balanced.
package books
