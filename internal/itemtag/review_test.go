package itemtag_test

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/iiq-approvals/bot/internal/itemtag"
)

func TestTagOfAReviewLine(t *testing.T) {
	t.Parallel()
	line := itemtag.ReviewLine{ID: "a1", Entity: "e1", Type: "Exception", Application: "Active Directory", Attribute: "memberOf",
		Value: "CN=A\tB\\C\r\nD\x01", Status: "Open"}
	sum := sha256.Sum256([]byte("r1\ta1\te1\tException\tActive Directory\tmemberOf\tCN=A\\tB\\\\C\\nD \tOpen"))
	if got, want := line.Tag(), hex.EncodeToString(sum[:]); got != want {
		t.Errorf("tag of %+v: got %s, want %s", line, got, want)
	}
}
