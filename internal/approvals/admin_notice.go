package approvals

import "time"

// Trouble is what administrators should know: numbers and names of rounds, never of items or people.
type Trouble struct {
	// GivenUp counts decisions given up since the last look.
	GivenUp int
	Newest  time.Time
	// Failing are rounds that have failed for over five minutes, with since when and the last error.
	Failing []FailingRound
	// Missing are kinds of things that IIQ's answers lack and that are not believed to be gone.
	Missing []Missing
}

// FailingRound is a scheduled round that fails again and again.
type FailingRound struct {
	Name      string
	Since     time.Time
	LastError string
}

// AdminNotice is one notice to administrators; exactly one of its parts is set.
type AdminNotice struct {
	// GivenUp counts decisions.
	GivenUp int
	Failing *FailingRound
	Missing *Missing
	// SocketWord is Slack's own word for why it refuses our connection.
	SocketWord string
	// Unreached counts approvers who cannot be reached in Slack. UnreachedNames are the first of them.
	Unreached      int
	UnreachedNames []string
	LogHead        *LogHead
}

// LogHead is the last row of the decision log: its number, and its hash in hexadecimal.
type LogHead struct {
	Seq  int64
	Hash string
}
