package slackui

// spanishRules is what the rules on sensitive content hide or demand, in Spanish.
func spanishRules(t *texts) {
	t.wordHidden = "oculto"
	t.sentenceMasked = "Una parte está oculta aquí por las reglas de su empresa. Véala en IdentityIQ antes de decidir."
	t.sentenceHiddenItem = "Por las reglas de su empresa esto ya no se muestra en Slack. Lo encontrará en IdentityIQ."
	t.sentenceNotice = "Una solicitud le espera en IdentityIQ"
	t.sentenceLinkOnlyRules = "Se decide en IdentityIQ: las reglas de su empresa lo piden."
	t.sentenceConfirmRules = "Las reglas de su empresa piden que confirme esta aprobación."
	t.sentenceConfirmRulesTitle = "¿Aprobar?"
}
