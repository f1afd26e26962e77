package words_test

import (
	"fmt"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words"
)

func TestOneNewItemIsOne(t *testing.T) {
	t.Parallel()
	for l, want := range map[approvals.Language][2]string{
		approvals.English: {"One new item waits for you.", "2 new items wait for you. This is the most urgent one."},
		approvals.German:  {"Ein neuer Vorgang wartet auf Sie.", "2 neue Vorgänge warten auf Sie. Dies ist der dringendste."},
		approvals.French:  {"Une nouvelle tâche vous attend.", "2 nouvelles tâches vous attendent. Voici la plus urgente."},
		approvals.Spanish: {"Le espera una tarea nueva.", "Le esperan 2 tareas nuevas. Esta es la más urgente."},
	} {
		if one, two := words.Batch(l, 1), words.Batch(l, 2); one != want[0] || two != want[1] {
			t.Errorf("%s: got %q, %q, want %q, %q", l, one, two, want[0], want[1])
		}
	}
}

func TestUnknownLanguagesAreEnglish(t *testing.T) {
	t.Parallel()
	for _, l := range []approvals.Language{"", "xx", "EN"} {
		if got := words.Approve(l); got != "Approve" {
			t.Errorf("%q says %q, want %q", l, got, "Approve")
		}
	}
}

// A word is a phrase: the same call in every language.
func Example() {
	for _, l := range approvals.Languages() {
		fmt.Println(words.Deny(l), "|", words.Waiting(l, 3))
	}
	// Output:
	// Deny | 3 more waiting
	// Ablehnen | Noch 3 warten
	// Refuser | 3 autres en attente
	// Rechazar | 3 más en espera
}
