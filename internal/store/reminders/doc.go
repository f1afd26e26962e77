// Package reminders marks who is to be reminded of what waits, and keeps what became of it. When somebody is reminded the policy
// says; see approvals.ReminderRules.
//
//	a change ──▶ LookSoon ──▶ MarkReminders asks the policy ──▶ marked, with a job ──▶ ClaimReminder ──▶ sent, or put back
//
// A reminder is sent once or not at all.
package reminders
