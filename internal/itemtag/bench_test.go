package itemtag_test

import (
	"fmt"
	"testing"

	"github.com/iiq-approvals/bot/internal/itemtag"
)

// BenchmarkTag makes the tag of a usual item and of a large one.
func BenchmarkTag(b *testing.B) {
	for _, n := range []int{1, 50} {
		item := itemtag.Item{Type: "Approval", Requester: "lee", Target: "dana"}
		for i := range n {
			item.Lines = append(item.Lines, itemtag.Line{ID: fmt.Sprintf("%032x", i), Operation: "Add", Application: "Active Directory",
				Name: "memberOf", Values: []string{fmt.Sprintf("CN=Project %02d,OU=Groups,DC=ex,DC=com", i)}})
		}
		b.Run(fmt.Sprintf("lines=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if item.Tag() == "" {
					b.Fatal("got no tag, want one")
				}
			}
		})
	}
}
