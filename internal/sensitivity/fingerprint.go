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
	fmt.Fprintf(h, "1 %s %s\n", showWord(r.byDefault.Show), r.byDefault.Demands.meaning())
	for _, line := range r.meanings() {
		fmt.Fprintln(h, line)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func (r Rules) meanings() []string {
	lines := make([]string, len(r.all))
	for i, rule := range r.all {
		lines[i] = fmt.Sprintf("%s %q %s", rule.criteria(), rule.Show, rule.Demands.meaning())
	}
	slices.Sort(lines)
	return lines
}

// meaning is equal for the same demands. Those that earlier versions know read as these wrote them, so that during an upgrade both take
// one file for the same rules.
func (d Demands) meaning() string {
	m := fmt.Sprintf("{%t %t %t}", d.Confirmation, d.Comment, d.IIQ)
	if d.Lines {
		m += " " + wordLines
	}
	if d.Single {
		m += " " + wordSingle
	}
	return m
}

func showWord(s Show) Show {
	if s == "" {
		return Whole
	}
	return s
}

// Equal reports whether two sets of rules mean the same.
func (r Rules) Equal(o Rules) bool { return r.Fingerprint() == o.Fingerprint() }
