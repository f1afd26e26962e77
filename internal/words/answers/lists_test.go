package answers_test

import (
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words/answers"
)

func TestNumbersInTitles(t *testing.T) {
	t.Parallel()
	for l, want := range map[approvals.Language][2]string{
		approvals.English: {"One item waits for you", "12,000 items wait for you"},
		approvals.German:  {"Ein Vorgang wartet auf Sie", "12.000 Vorgänge warten auf Sie"},
		approvals.French:  {"Une tâche vous attend", "12\u202f000 tâches vous attendent"},
		approvals.Spanish: {"Una tarea le espera", "12\u00a0000 tareas le esperan"},
	} {
		one, many := answers.ListTitle(l, answers.ListPending, 1, 0), answers.ListTitle(l, answers.ListPending, 12000, 0)
		if one != want[0] || many != want[1] {
			t.Errorf("%s: got %q, %q, want %q, %q", l, one, many, want[0], want[1])
		}
	}
}
