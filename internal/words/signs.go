package words

// Signs stand before a word, never in its place.
const (
	SignRemove     = "➖"
	SignWarning    = "⚠️"
	SignPrivileged = "🔑"
	signSelf       = "👤"
	SignOverdue    = "⏰"
	SignLink       = "🔗"
	SignApproved   = "✅"
	SignDenied     = "⛔"
	SignMixed      = "🔀"
	SignWaiting    = "⏳"
	SignMoved      = "➡️"
	SignClosed     = "⚪"
	SignFailed     = "❗"
	SignSnoozed    = "💤"
	SignPaused     = "⏸️"
)
