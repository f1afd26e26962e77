package mutants

import (
	"fmt"
	"io"
	"strings"
)

// Report writes one line for each mutant, and at the end those that were not killed.
type Report struct {
	w       io.Writer
	of      int
	taken   int
	alive   []Result
	failure error
}

// NewReport writes of so many mutants.
func NewReport(w io.Writer, of int) *Report { return &Report{w: w, of: of} }

func (r *Report) say(format string, args ...any) {
	if _, err := fmt.Fprintf(r.w, format, args...); err != nil && r.failure == nil {
		r.failure = fmt.Errorf("write report: %w", err)
	}
}

// Take writes what became of a mutant.
func (r *Report) Take(x Result) {
	r.taken++
	detail := ""
	if x.Verdict == Killed {
		detail = "by " + x.Detail
	} else {
		r.alive = append(r.alive, x)
	}
	line := fmt.Sprintf("%2d/%d %-9s %-34s %5.1fs  %s", r.taken, r.of, x.Verdict, x.Mutant.Name, x.Took.Seconds(), detail)
	r.say("%s\n", strings.TrimRight(line, " "))
}

// End says what is wrong with each mutant that was not killed, and reports whether there is none.
func (r *Report) End() (well bool, err error) {
	for _, x := range r.alive {
		m := x.Mutant
		r.say("\n%s: %s\n  %s\n  %s\n  - %s\n  + %s\n", m.Name, x.Verdict, m.Why, strings.TrimSpace(m.File+" "+m.In), m.Old, m.New)
		r.say("  %s\n", strings.ReplaceAll(strings.TrimSpace(x.Detail), "\n", "\n  "))
	}
	r.say("\n%d of %d mutants were killed\n", r.taken-len(r.alive), r.of)
	return len(r.alive) == 0 && r.taken == r.of, r.failure
}
