// Package approvals is the centre: the words of the field and its rules, pure. It knows no database, no queue, neither Slack nor
// IIQ; every other package of ours points at it or below it.
//
// The pictures below are the states that the package store keeps in Postgres, and jobs move along.
//
// # A decision
//
//	           click, judged from our tables, committed
//	                         │
//	                         ▼
//	┌──────────────────► recording ◄─────────────────┐
//	│                        │ ClaimDecision         │ Retry: outcome unknown, IIQ away or busy,
//	│                        ▼                       │ Slack does not tell the clicker's standing
//	│          claimed by attempt n (a lease) ───────┘
//	│                        │ read back, judged again
//	│         ┌──────────────┼──────────────────┐
//	│         ▼              ▼                  ▼
//	│     recorded        refused           given_up
//	│   IIQ has it      not yours, too    DECISION_KEEP is over;
//	│   (written, or    late, IIQ said    the card says so until IIQ
//	│   found to be     no                shows the item open again
//	│   ours)                │                  │
//	└────────────────────────┴──── a new click ─┘
//
// A unique index allows only one decision of a round of a work item to be recording or recorded. A worker whose
// attempt is no longer the row's own writes nothing.
//
// Decisions of version 0.1.0 may be about one entity of an access review. They have the entity and its own round in
// the item's place. No such decision is made any more; endentity.go in internal/jobs ends those that are still
// recording.
//
// # A card
//
//	new ──release──► waiting ──posted──► posted ──message deleted──► ended
//	 │                  │                  │ shown < want: behind, refreshed until equal
//	 └──too many──►   held               (a card never leaves posted while its message exists)
//	                    │
//	 waiting ──nobody in Slack──► unreachable ──found later──► new
//
// want is raised in the transaction that changes what the card should tell; shown is what Slack has confirmed.
//
// # A reminder
//
//	idle ──the policy says now: MarkReminders──► marked ──a worker: ClaimReminder──► sending ──posted, or unclear──► idle
//	 ▲                                                                                 │
//	 └──────────── not now after all, Do Not Disturb, no budget: put back ─────────────┘
//
// A reminder that is marked or sending when its process dies is lost; the next mark takes the row over.
//
// # A work item
//
//	open ──decided, completed, expired, canceled, gone──► closed ──seen open by a later read──► open (next round)
//
// # An access review
//
//	staged ──out──► open ──signed, over, gone──► ended ──seen open again──► open
//
// Reviews are stored page by page, and people are notified once a round has read all pages. A review that is out is
// also a work item of type Certification, whose approvers are the reviewers.
package approvals
