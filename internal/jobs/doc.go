// Package jobs makes the outside world follow what was recorded: workers that bring decisions to IIQ and cards to Slack.
//
// Every worker re-reads before it acts, and writes under a claim of its own:
//
//	insert job ──► claim the row (attempt n) ──► read again ──► act ──► note what happened, if the claim still holds
//	     ▲                                                                   │
//	     └── sweep, each second, every replica: not finished, not claimed ◄──┘ or the process died
//
// A job only triggers work; the rows say what is left to do. A lost job therefore costs a second, and a job that runs
// twice changes nothing. What looks at IIQ at intervals, on one replica at a time, is in package rounds.
package jobs
