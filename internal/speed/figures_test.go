package speed_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/iiq-approvals/bot/internal/speed"
)

func TestPercentile(t *testing.T) {
	t.Parallel()
	hundred := make([]float64, 100)
	for i := range hundred {
		hundred[i] = float64(100 - i)
	}
	for _, c := range []struct {
		values []float64
		p      int
		want   float64
	}{
		{nil, 50, 0},
		{[]float64{7}, 0, 7},
		{[]float64{7}, 99, 7},
		{[]float64{3, 1, 2}, 50, 2},
		{[]float64{4, 3, 1, 2}, 50, 2},
		{hundred, 50, 50},
		{hundred, 99, 99},
		{hundred, 100, 100},
	} {
		before := slices.Clone(c.values)
		if got := speed.Percentile(c.values, c.p); got != c.want {
			t.Errorf("p%d of %d values: got %v, want %v", c.p, len(c.values), got, c.want)
		}
		if !slices.Equal(before, c.values) {
			t.Errorf("p%d of %v: got the values %v afterwards, want them as they were", c.p, before, c.values)
		}
	}
}

// So many values lie at or under a percentile, and fewer under it.
func TestPercentileByCounting(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(0, 10), 1, 300).Draw(t, "values")
		p := rapid.IntRange(1, 100).Draw(t, "p")
		got := speed.Percentile(values, p)
		upTo, under := 0, 0
		for _, v := range values {
			if v <= got {
				upTo++
			}
			if v < got {
				under++
			}
		}
		if upTo*100 < p*len(values) || under*100 >= p*len(values) {
			t.Fatalf("p%d of %v: got %v, with %d at or under it and %d under it", p, values, got, upTo, under)
		}
	})
}

func TestMedian(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		values []float64
		want   float64
	}{
		{[]float64{10}, 10},
		{[]float64{8, 12, 10}, 10},
		{[]float64{1, 3}, 2},
		{[]float64{10, speed.Missing, 13, 8}, 10},
	} {
		if got := speed.Median(c.values); got != c.want {
			t.Errorf("median of %v: got %v, want %v", c.values, got, c.want)
		}
	}
	if got := speed.Median([]float64{speed.Missing}); !speed.IsMissing(got) {
		t.Errorf("median of what is missing: got %v, want none", got)
	}
}

func TestDrift(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		values []float64
		want   float64
	}{
		{[]float64{10}, 0},
		{[]float64{10, 11, 8}, 0.2},
		{[]float64{10, 9, 13}, 0.3},
	} {
		if got := speed.Drift(c.values); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("drift of %v: got %v, want %v", c.values, got, c.want)
		}
	}
	for _, values := range [][]float64{nil, {0, 4}, {-3, -3}, {10, speed.Missing}} {
		if got := speed.Drift(values); !speed.IsMissing(got) {
			t.Errorf("drift of %v: got %v, want none", values, got)
		}
	}
}
