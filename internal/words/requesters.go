package words

import (
	"fmt"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words/grammar"
)

// RequesterNote says how a request ended. by and target may be ""; target is "" where the requester is the target.
func RequesterNote(lang approvals.Language, o approvals.OutcomeView, by string, target string) (sign string, text string) {
	return grammar.Of(lang, englishRequesterNote, germanRequesterNote, frenchRequesterNote, spanishRequesterNote)(o, by, target)
}

func englishRequesterNote(o approvals.OutcomeView, by, target string) (sign, text string) {
	request := "Your request"
	if target != "" {
		request += " for " + target
	}
	switch o.Outcome {
	case approvals.OutcomeApproved:
		return SignApproved, request + " was approved" + byWhom(by)
	case approvals.OutcomeDenied:
		return SignDenied, request + " was denied" + byWhom(by)
	}
	return SignMixed, request + " was decided" + byWhom(by) + fmt.Sprintf(": %d approved, %d denied", o.Approved, o.Denied)
}

func germanRequesterNote(o approvals.OutcomeView, by, target string) (sign, text string) {
	request := "Ihr Antrag"
	if target != "" {
		request += " für " + target
	}
	if by != "" {
		by = " von " + by
	}
	switch o.Outcome {
	case approvals.OutcomeApproved:
		return SignApproved, request + " wurde" + by + " genehmigt"
	case approvals.OutcomeDenied:
		return SignDenied, request + " wurde" + by + " abgelehnt"
	}
	return SignMixed, request + " wurde" + by + " entschieden: " + grammar.Digits(o.Approved, ".") + " genehmigt, " +
		grammar.Digits(o.Denied, ".") +
		" abgelehnt"
}

func frenchRequesterNote(o approvals.OutcomeView, by, target string) (sign, text string) {
	request := "Votre demande"
	if target != "" {
		request += " pour " + target
	}
	if by != "" {
		by = " par " + by
	}
	switch o.Outcome {
	case approvals.OutcomeApproved:
		return SignApproved, request + " a été approuvée" + by
	case approvals.OutcomeDenied:
		return SignDenied, request + " a été refusée" + by
	}
	return SignMixed, request + " a été décidée" + by + "\u00a0: " + frenchCounts(o.Approved, o.Denied)
}

func spanishRequesterNote(o approvals.OutcomeView, by, target string) (sign, text string) {
	request := "Su solicitud"
	if target != "" {
		request += " para " + target
	}
	if by != "" {
		by = " por " + by
	}
	switch o.Outcome {
	case approvals.OutcomeApproved:
		return SignApproved, request + " fue aprobada" + by
	case approvals.OutcomeDenied:
		return SignDenied, request + " fue rechazada" + by
	}
	return SignMixed, request + " fue decidida" + by + ": " + spanishCounts(o.Approved, o.Denied)
}

// RequesterAbout is the line beneath. An approval may be one of several that IIQ asks for.
func RequesterAbout(lang approvals.Language, request string, mayGoOn bool) string {
	return grammar.Of(lang,
		func(request string, mayGoOn bool) string {
			about := ""
			if request != "" {
				about = "Request " + request + ". "
			}
			if mayGoOn {
				return about + "IdentityIQ may ask others as well before it takes effect."
			}
			return about + "IdentityIQ has the details."
		},
		func(request string, mayGoOn bool) string {
			about := "Die Einzelheiten stehen in IdentityIQ."
			if mayGoOn {
				about = "Vielleicht fragt IdentityIQ noch andere, bevor es wirksam wird."
			}
			if request != "" {
				return "Antrag " + request + ". " + about
			}
			return about
		},
		func(request string, mayGoOn bool) string {
			about := "Les détails sont dans IdentityIQ."
			if mayGoOn {
				about = "IdentityIQ demandera peut-être aussi à d'autres avant que cela prenne effet."
			}
			if request != "" {
				return "Demande " + request + ". " + about
			}
			return about
		},
		func(request string, mayGoOn bool) string {
			about := "Los detalles están en IdentityIQ."
			if mayGoOn {
				about = "Puede que IdentityIQ pregunte también a otros antes de que tenga efecto."
			}
			if request != "" {
				return "Solicitud " + request + ". " + about
			}
			return about
		},
	)(request, mayGoOn)
}

func byWhom(by string) string {
	if by == "" {
		return ""
	}
	return " by " + by
}
