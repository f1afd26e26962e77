package sensitivity

import "math/bits"

// set is a set of small numbers: rules, or the lists of rules.
type set []uint64

func newSet(n int) set { return make(set, (n+63)/64) }

func (s set) add(n int32) { s[n>>6] |= 1 << (n & 63) }

func (s set) has(n int32) bool { return s[n>>6]&(1<<(n&63)) != 0 }

// meets reports whether two sets have anything in common.
func (s set) meets(o set) bool {
	for i, w := range s {
		if w&o[i] != 0 {
			return true
		}
	}
	return false
}

// join adds what another set has.
func (s set) join(o set) {
	for i, w := range o {
		s[i] |= w
	}
}

// without takes out what another set has.
func (s set) without(o set) {
	for i, w := range o {
		s[i] &^= w
	}
}

// keep takes out what is in neither of two sets.
func (s set) keep(a, b set) {
	for i := range s {
		s[i] &= a[i] | b[i]
	}
}

// all lists what is in the set, in order.
func (s set) all() []int {
	var out []int
	for i, w := range s {
		for ; w != 0; w &= w - 1 {
			out = append(out, i<<6+bits.TrailingZeros64(w))
		}
	}
	return out
}
