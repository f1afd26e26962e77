package words_test

import (
	"fmt"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words"
)

func TestNumbersInWords(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0", 7: "7", 999: "999", 9999: "9999", 10000: "10.000", 1234567: "1.234.567"} {
		if got := words.Digits(n, "."); got != want {
			t.Errorf("%d is written %q, want %q", n, got, want)
		}
	}
	for l, want := range map[approvals.Language][2]string{
		approvals.English: {"One item waits for you", "12,000 items wait for you"},
		approvals.German:  {"Ein Vorgang wartet auf Sie", "12.000 Vorgänge warten auf Sie"},
		approvals.French:  {"Une tâche vous attend", "12\u202f000 tâches vous attendent"},
		approvals.Spanish: {"Una tarea le espera", "12\u00a0000 tareas le esperan"},
	} {
		one, many := words.ListTitle(l, words.ListPending, 1, 0), words.ListTitle(l, words.ListPending, 12000, 0)
		if one != want[0] || many != want[1] {
			t.Errorf("%s: got %q, %q, want %q, %q", l, one, many, want[0], want[1])
		}
	}
}

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
