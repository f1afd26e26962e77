package slackui

// frenchRules is what the rules on sensitive content hide or demand, in French.
func frenchRules(t *texts) {
	t.wordHidden = "masqué"
	t.sentenceMasked = "Une partie est masquée ici par les règles de votre entreprise. Consultez-la dans IdentityIQ avant de décider."
	t.sentenceHiddenItem = "Les règles de votre entreprise ne permettent plus de montrer cela dans Slack. Vous le trouverez dans IdentityIQ."
	t.sentenceNotice = "Une demande vous attend dans IdentityIQ"
	t.sentenceLinkOnlyRules = "À décider dans IdentityIQ\u00a0: les règles de votre entreprise le demandent."
	t.sentenceConfirmRules = "Les règles de votre entreprise vous demandent de confirmer cette approbation."
	t.sentenceConfirmRulesTitle = "Approuver\u00a0?"
}
