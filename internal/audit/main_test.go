package audit_test

import (
	"testing"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }
