package cards

import (
	"encoding/json"
	"fmt"
	"testing"
)

// BenchmarkCard draws an open card and writes it as Slack gets it.
func BenchmarkCard(b *testing.B) {
	for _, n := range []int{1, 50} {
		v := openCard(lines(manyLines(n)...))
		b.Run(fmt.Sprintf("lines=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := json.Marshal(Card(v).Blocks); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
