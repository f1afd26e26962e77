// Package identitymap says which IIQ identity a Slack user is, and which Slack user an identity is.
//
// It keeps an offline copy of IIQ's identities, what Slack last said of each user, and the links between the two.
// A link is made once, by e-mail address, and holds for good: it is between the permanent Slack id (workspace and user)
// and the identity's id, so an address that changes hands afterwards changes nobody. An administrator can link by hand,
// also until a date; an expired link counts as none.
//
//	Slack user ── full member? ──┬─ linked ───────────────────────────┬─ identity active? ── Person
//	                             └─ e-mail ── exactly one, both ways ──┘
//	                                          └─ bind
//
// # Exactly one match, or a refusal
//
// An address is compared without regard to case and to blanks around it. An empty one is never looked up.
//
//   - Only those who could act make an address ambiguous: two *active* identities, or two *full members* in Slack. An
//     identity that is inactive, or a workgroup, can decide nothing, and a guest or a deactivated user gets nothing; if
//     they counted, an account kept from an earlier employment, or somebody of another organisation who took the address,
//     would lock out the one person whom it belongs to. Should a second one become active, the first is already bound by
//     id, and a new binding is refused while both are active.
//   - An address that inactive identities alone have is RefusedInactive, never a match. One that workgroups alone have is
//     RefusedNoIdentity: a workgroup is no person.
//   - Before a link is made IIQ itself is asked who has the address, since the copy may be hours old and a link is for
//     good; the copy alone never binds anybody.
//   - A person may be bound to one identity and an identity to one person. The unique indexes of identity_links hold
//     this: of two replicas that bind at once one wins, and the other reads what became of it.
//
// Whether somebody is active counts as no where IIQ does not tell. Everybody who is refused is kept in identity_refusals
// with the reason until that ends.
//
// # Who is gone, who has changed
//
// Only IIQ's word, or absence from a complete and plausible reading, makes a person inactive. Where the pages of a
// reading go by position, absence proves nothing, and the person is asked for by id first. Between two readings the
// map reads again the identities that were made or changed since the latest of IIQ's dates that it has seen
// (identity_sync.changed_until).
//
// # Time
//
// Postgres's clock, which the replicas share, tells when Slack or IIQ was asked. An answer counts from the moment
// before the question, and never overwrites one that was asked for later. The injected clock serves the dates of the
// field.
package identitymap
