// Package iiq is the client of SailPoint IdentityIQ (IIQ): lists and pages, filters, people, decisions and their
// answers. docs/iiq-wire.md has the facts about IIQ, to whose headings the comments point.
//
//	Client ─▶ transport (token, slots, retries, what a status means) ─▶ network
//	       ─▶ wire (object XML, table JSON, SCIM's users ─▶ types of approvals)
//
// What an answer means is decided in transport's errors.go alone; callers meet the sentinels of package approvals:
//
//	answer                               read               read by id        write (Decide)
//	200, readable                        value              value             value, if it says that it was done
//	200 empty                            ErrIIQBroken       ErrNoAnswerByID   ErrOutcomeUnknown
//	200 unreadable, too large, 3xx       ErrIIQBroken       ErrIIQBroken      ErrOutcomeUnknown
//	404                                  ErrIIQBroken       ErrNoAnswerByID   ErrOutcomeUnknown
//	401 twice, 403, no token             ErrIIQUnauthorised
//	429, 503                             ErrIIQBusy, with RetryAfterError
//	other 4xx                            ErrIIQRefused, as *RefusedError
//	500                                  ErrIIQBroken       ErrNoAnswerByID   ErrOutcomeUnknown
//	502, 504, cut connection, time-out   ErrIIQAway         ErrIIQAway        ErrOutcomeUnknown
//	no connection                        ErrIIQAway
//
// Where people come from SCIM, a 404 for one of its users is approvals.ErrNotListed if its body is SCIM's own error.
// Otherwise it is ErrIIQBroken, since a container that is starting answers 404 to everything.
//
// Nothing that IIQ answers is trusted: bodies, elements, depth, lines and texts are bounded, no DTD and no entity is
// ever read, no redirect is followed. No error string has a token, a secret or a body in it.
package iiq
