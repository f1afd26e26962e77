// Package rounds looks at IIQ at intervals, and lets our tables and cards follow. One replica at a time does a round, under a
// lease of package schedule; all that it writes is written under the lease's term, so that a replica that was frozen writes
// nothing when it wakes up.
//
//	lease ──► where the last round stopped ──► pages of IIQ ──► store.Seen ──► what the answers lack ──► release the cards
//	                                                                               │
//	                                        asked again, soon, by Absences ◄───────┘
//
// A round that fails moves no watermark, and the next one reads the same again. One answer that lacks something proves nothing:
// what is missing is read again, beside something that is known to exist (Witness), before anything is closed.
//
// No round writes to IIQ or sends a card. Both are done by the workers of package jobs, which ask some of the same questions
// right before a write: who is in a workgroup (Groups), whether IIQ shows anything at all (Witness), and how an item ended
// (SummaryOf). Therefore jobs imports this package, and this package does not know jobs.
package rounds
