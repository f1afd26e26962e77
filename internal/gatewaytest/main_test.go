package gatewaytest_test

import (
	"os"
	"testing"

	"github.com/iiq-approvals/bot/internal/patience"
)

// Much of the time changes are waited for until they have settled, which costs no processor.
func TestMain(m *testing.M) {
	patience.AtOnce(8)
	os.Exit(m.Run())
}
