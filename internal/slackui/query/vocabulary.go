package query

import "strings"

// The words that are understood, in all languages at once, folded as approvals.Fold does it: small letters, no accents.

type phrase struct{ said, word string }

// phrases are several words that mean one.
func phrases() []phrase {
	return []phrase{
		{"past due", "overdue"}, {"to do", "todo"}, {"put off", "snoozed"}, {"access review", "reviews"}, {"access reviews", "reviews"},
		{"access request", "requests"}, {"access requests", "requests"}, {"work item", "item"}, {"work items", "items"},
		{"zu erledigen", "todo"}, {"zu genehmigen", "todo"}, {"zu spat", "overdue"},
		{"en retard", "overdue"}, {"en attente", "pending"}, {"a faire", "todo"}, {"plus tard", "snoozed"}, {"revue d'acces", "reviews"},
		{"revues d'acces", "reviews"},
		{"por hacer", "todo"}, {"mas tarde", "snoozed"}, {"revision de acceso", "reviews"}, {"revisiones de acceso", "reviews"},
	}
}

// Vocabulary gives the meaning of each keyword.
func Vocabulary() map[string]Kind {
	said := map[string]Kind{}
	for _, v := range []struct {
		kind  Kind
		words string
	}{
		{List, `list pending queue inbox todo todos task tasks approval approvals approve open waiting waits wait outstanding item items
			all everything number
			liste offen offene ausstehend ausstehende warteschlange aufgabe aufgaben genehmigung genehmigungen genehmigen freigabe
			freigaben freigeben posteingang wartet warten alles nummer
			approbation approbations approuver tache taches attente tout numero
			lista pendiente pendientes cola tarea tareas aprobacion aprobaciones aprobar bandeja espera esperan todo`},
		{Requests, `request requests anfrage anfragen antrag antrage antraege demande demandes solicitud solicitudes peticion peticiones`},
		{Reviews, `review reviews certification certifications recertification recertifications attestation attestations
			uberprufung uberprufungen ueberpruefung ueberpruefungen zertifizierung zertifizierungen rezertifizierung rezertifizierungen
			revue revues revision revisiones certificacion certificaciones`},
		{Overdue, `overdue late expired uberfallig uberfallige ueberfaellig ueberfaellige verspatet retard retards depasse depassee
			depassees vencido vencidos vencida vencidas atrasado atrasados atrasada atrasadas retrasado retrasados`},
		{Done, `done decided decisions did approved denied rejected history lately recent recently completed finished
			erledigt erledigte entschieden entscheidungen verlauf genehmigt abgelehnt zuletzt
			fait faits decide decidees decisions historique approuve approuvees refuse refusees traite traitees
			hecho hechos hechas decidido decidida decisiones historial aprobado aprobada rechazado rechazada`},
		{Snoozed, `snoozed snooze later postponed zuruckgestellt zurueckgestellt verschoben spater spaeter reporte reportes reportees
			pospuesto pospuestos aplazado aplazados aplazadas`},
		{Settings, `settings setting preferences options configuration config pause hours einstellung einstellungen arbeitszeiten
			parametres parametre reglages reglage ajustes ajuste configuracion preferencias`},
		{Help, `help commands hilfe befehle aide commandes ayuda comandos`},
	} {
		for _, w := range strings.Fields(v.words) {
			said[w] = v.kind
		}
	}
	return said
}

// smallWords say nothing by themselves.
func smallWords() map[string]bool {
	said := map[string]bool{}
	for _, w := range strings.Fields(`what what's whats which who do does i i'm i've have has to is are there any anything something my me mine
		for the a an of on in at from by with about please can could you your show give get tell see find search look up that this it
		need must should want today now currently still be and or hi hello hey thanks how many much
		was welche welchen wer ich muss habe hat noch zu zum zur fur fuer mich mir mein meine meinen bitte zeig zeige gib suche such finde
		nach von bei mit der die das den dem ein eine es ist sind gibt auf wie viele
		que quoi quel quelle quels quelles est ce qu'est-ce qui je j'ai dois mes mon ma moi pour les le la des de du un une y t-il s'il te
		vous plait montre montrez cherche trouve avec par en m'attend m'attendent ai
		cual cuales tengo hay mis mi para los las el del una por favor muestra busca con se lo`) {
		said[w] = true
	}
	return said
}
