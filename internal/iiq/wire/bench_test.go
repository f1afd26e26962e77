package wire

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkReadWorkItems reads an answer of IdentityIQ with one item, and a page of a hundred.
func BenchmarkReadWorkItems(b *testing.B) {
	for _, n := range []int{1, 100} {
		body := listXML(strings.Repeat(wholeItem, n))
		b.Run(fmt.Sprintf("items=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				read := 0
				err := ReadWorkItems(strings.NewReader(body), signatureKey, func(l ListedItem) {
					if l.Err == nil {
						read++
					}
				})
				if err != nil || read != n {
					b.Fatalf("got %d items, %v, want %d", read, err, n)
				}
			}
		})
	}
}
