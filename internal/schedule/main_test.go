package schedule_test

import (
	"os"
	"testing"

	"github.com/iiq-approvals/bot/internal/patience"
)

// Its tests wait for leases that run out.
func TestMain(m *testing.M) {
	patience.AtOnce(8)
	os.Exit(m.Run())
}
