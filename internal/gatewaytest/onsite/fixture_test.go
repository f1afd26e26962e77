package onsite_test

import (
	"encoding/xml"
	"os"
	"slices"
	"testing"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
	"github.com/iiq-approvals/bot/internal/gatewaytest/onsite"
)

// What an administrator imports makes exactly the people and groups that are looked for.
func TestTheFixtureMakesItsPeople(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../../gateway/fixture/approvals-gateway-fixture.xml")
	if err != nil {
		t.Fatal(err)
	}
	var all gatewaytest.Element
	if err := xml.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	var made []string
	for _, e := range all.Children {
		if e.XMLName.Local == "Identity" {
			made = append(made, e.Attr("name"))
		}
	}
	want := onsite.Names()
	slices.Sort(made)
	slices.Sort(want)
	if !slices.Equal(made, want) {
		t.Errorf("got %q, want %q", made, want)
	}
}
