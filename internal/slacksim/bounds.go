package slacksim

import "time"

// What is kept at most, and how large things may be.
const (
	maxBody          = 1 << 20
	maxFrame         = 20480
	maxConnections   = 10
	maxMessages      = 20000
	maxVersions      = 200
	maxEphemerals    = 1000
	maxCalls         = 2000
	maxCallArgument  = 2000
	maxEnvelopes     = 20000
	maxPendingEvents = 10000
	maxUsers         = 200000
	maxChannels      = 200000
	maxFaults        = 1000
	maxSubscribers   = 100
	maxSendQueue     = 1024
	maxText          = 40000
	maxUpdateText    = 4000
	maxMetadataBytes = 8000
	maxAttachments   = 100
	maxStack         = 3
	maxHookUses      = 5
	hookLife         = 30 * time.Minute
	ticketLife       = time.Minute
	maxHang          = 2 * time.Minute
)
