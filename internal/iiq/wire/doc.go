// Package wire reads what IdentityIQ (IIQ) answers: the object XML of work items and identity requests, the JSON of its tables, the
// lists of workgroup members and of SCIM's users. It makes approvals' types of them. It sends nothing and knows no client.
// docs/iiq-wire.md has the facts about IIQ, to whose headings the comments point.
//
//	body ─▶ xmlCleaner ─▶ xmlReader ─▶ node ─▶ sight (notes what was not read whole) ─▶ approvals.WorkItem, with its tag
//	body ─▶ ReadTable, ReadUserPage ─▶ Row, User
//	                                     every text ─▶ OneLine, Label, AsProse (letters, markup, control characters)
//
// Nothing that IIQ answers is trusted: elements, depth, rows, lines and texts are bounded, no DTD and no entity is ever read. How many
// bytes are read is up to the caller. No error string quotes an answer.
package wire
