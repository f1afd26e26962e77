package jobs_test

import (
	"testing"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
	"github.com/iiq-approvals/bot/internal/store"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// env is the environment that the tests of workers and rounds share, with methods of the tests here.
type env struct{ *jobstest.Env }

func newEnv(t *testing.T, changes ...func(*store.Config)) *env {
	t.Helper()
	return &env{jobstest.New(t, changes...)}
}

// groupShop has an item that a workgroup of two owns, with a card for each.
func groupShop(t *testing.T) *env {
	t.Helper()
	s := newEnv(t)
	s.SeeOfGroup()
	return s
}
