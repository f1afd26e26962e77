package speed

import (
	"math"
	"slices"
)

// Percentile gives the value below or at which p in a hundred of the values lie, by nearest rank; 0 of no values. It leaves
// the values in their order.
func Percentile(values []float64, p int) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	rank := int(math.Ceil(float64(len(sorted)*p) / 100))
	return sorted[min(max(rank, 1), len(sorted))-1]
}

// Median gives the middle one of the values, of an even number the mean of both in the middle; Missing of no values. A value
// that is missing is not counted.
func Median(values []float64) float64 {
	known := slices.DeleteFunc(slices.Clone(values), IsMissing)
	slices.Sort(known)
	half := len(known) / 2
	switch {
	case len(known) == 0:
		return Missing
	case len(known)%2 == 1:
		return known[half]
	}
	return (known[half-1] + known[half]) / 2
}

// Missing stands for what was not measured.
var Missing = math.NaN()

// IsMissing reports whether a value was not measured.
func IsMissing(v float64) bool { return math.IsNaN(v) }

// Drift tells how far the values lie from the first one at most, as a part of it. It says how flat a curve is. Of a curve that begins
// at 0 or below, and of no values, it tells nothing: Missing.
func Drift(values []float64) float64 {
	if len(values) == 0 || values[0] <= 0 {
		return Missing
	}
	most := 0.0
	for _, v := range values {
		most = max(most, math.Abs(v-values[0])/values[0])
	}
	return most
}
