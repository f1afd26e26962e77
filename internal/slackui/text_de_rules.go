package slackui

// germanRules is what the rules on sensitive content hide or demand, in German.
func germanRules(t *texts) {
	t.wordHidden = "verborgen"
	t.sentenceMasked = "Ein Teil davon ist hier nach den Regeln Ihres Unternehmens verborgen. Sehen Sie in IdentityIQ nach, bevor Sie entscheiden."
	t.sentenceHiddenItem = "Nach den Regeln Ihres Unternehmens wird das nicht mehr in Slack gezeigt. Sie finden es in IdentityIQ."
	t.sentenceNotice = "In IdentityIQ wartet ein Antrag auf Sie"
	t.sentenceLinkOnlyRules = "In IdentityIQ zu entscheiden: Die Regeln Ihres Unternehmens verlangen es."
	t.sentenceConfirmRules = "Die Regeln Ihres Unternehmens verlangen, dass Sie diese Genehmigung bestätigen."
	t.sentenceConfirmRulesTitle = "Genehmigen?"
}
