package words

type AskKind string

// The kinds of asks.
const (
	AskNothing AskKind = "nothing"
	AskAdd     AskKind = "add"
	AskRemove  AskKind = "remove"
	AskChange  AskKind = "change"
	AskMixed   AskKind = "mixed"
)
