// Package caseless is the one folding by which names, addresses and searched words are compared without regard to case.
//
// A database has a folding of its own, lower(), which follows its locale: in one of locale C it knows ASCII alone, in a
// Turkish one I becomes ı. So nothing that was folded in Go is ever compared with what the database folds. What is
// looked for is stored folded beside the text as it is: identities.name_folded and the columns like it.
package caseless
