package words

import (
	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words/grammar"
)

func GivenUp(lang approvals.Language, v approvals.Verdict, headline string) string {
	return grammar.Of(lang,
		func(v approvals.Verdict, headline string) string {
			what := "denial"
			if v == approvals.Approve {
				what = "approval"
			}
			return NotRecorded(lang) + " IdentityIQ did not take your " + what + ": " + headline + "."
		},
		func(v approvals.Verdict, headline string) string {
			what := "Ablehnung"
			if v == approvals.Approve {
				what = "Genehmigung"
			}
			return NotRecorded(lang) + " IdentityIQ hat Ihre " + what + " nicht angenommen: " + headline + "."
		},
		func(v approvals.Verdict, headline string) string {
			what := "refus"
			if v == approvals.Approve {
				what = "approbation"
			}
			return NotRecorded(lang) + " IdentityIQ n'a pas pris votre " + what + "\u00a0: " + headline + "."
		},
		func(v approvals.Verdict, headline string) string {
			what := "rechazo"
			if v == approvals.Approve {
				what = "aprobación"
			}
			return NotRecorded(lang) + " IdentityIQ no tomó su " + what + ": " + headline + "."
		},
	)(v, headline)
}

func ClickedAt(lang approvals.Language) string {
	return grammar.Of(lang,
		func() string { return "You decided it here " },
		func() string { return "Sie haben hier entschieden: " },
		func() string { return "Vous avez décidé ici le " },
		func() string { return "Lo decidió aquí el " },
	)()
}
