package cards

import "github.com/iiq-approvals/bot/internal/approvals"

// painter turns views into blocks, in the language of their reader.
type painter struct{ lang approvals.Language }

func painterFor(lang approvals.Language) painter { return painter{lang} }
