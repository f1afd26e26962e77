package sensitivity

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
)

// Fingerprint is equal for rules that mean the same: names, comments and the order of the rules do not count. It is ""
// for rules that do nothing.
func (r Rules) Fingerprint() string {
	if r.Empty() {
		return ""
	}
	h := sha256.New()
	fmt.Fprintf(h, "1 %s %v\n", showWord(r.byDefault.Show), r.byDefault.Demands.printed())
	for _, line := range r.meanings() {
		fmt.Fprintln(h, line)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func (r Rules) meanings() []string {
	lines := make([]string, len(r.all))
	for i, rule := range r.all {
		lines[i] = fmt.Sprintf("%s %q %v", rule.criteria(), rule.Show, rule.Demands.printed())
	}
	slices.Sort(lines)
	return lines
}

// printed is what a fingerprint has of the demands. Those that version 0.1.0 knows stand as they do there, so that the same file has the
// same fingerprint in both.
func (d Demands) printed() string {
	said := fmt.Sprintf("{%t %t %t}", d.Confirmation, d.Comment, d.IIQ)
	if d.Lines {
		said += " " + wordLines
	}
	return said
}

func showWord(s Show) Show {
	if s == "" {
		return Whole
	}
	return s
}

// Equal reports whether two sets of rules mean the same.
func (r Rules) Equal(o Rules) bool { return r.Fingerprint() == o.Fingerprint() }
