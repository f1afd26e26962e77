package slackui

// The catalogue: what the rules on sensitive content hide or demand.

const (
	// wordHidden stands for the value of a hidden line, after its sign.
	wordHidden = "hidden"

	sentenceMasked = "Some of this is hidden here by your company's rules. View it in IdentityIQ before you decide."
	// sentenceHiddenItem is all that is left of a card that the rules hide altogether.
	sentenceHiddenItem = "By your company's rules this is not shown in Slack any more. You find it in IdentityIQ."
	// sentenceNotice is the headline of a request of which nothing may be told.
	sentenceNotice            = "A request waits for you in IdentityIQ"
	sentenceLinkOnlyRules     = "Decide in IdentityIQ: your company's rules ask for it."
	sentenceRefusedRules      = "Your company's rules ask for this to be decided in IdentityIQ. Nothing was changed."
	sentenceConfirmRules      = "Your company's rules ask you to confirm this approval."
	sentenceConfirmRulesTitle = "Approve this?"
)
