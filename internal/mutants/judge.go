package mutants

import (
	"bufio"
	"bytes"
	"encoding/json"
	"strings"
	"time"
)

// Verdict is what became of a mutant.
type Verdict string

// Killed alone is well. Broken does not compile, Late ran out of time where the list does not say that it may.
const (
	Killed   Verdict = "killed"
	Survived Verdict = "SURVIVED"
	Broken   Verdict = "does not compile"
	Late     Verdict = "out of time"
	Outdated Verdict = "stale"
)

// Result is what became of one mutant.
type Result struct {
	Mutant  Mutant
	Verdict Verdict
	// Detail is the test that failed first, or what is wrong with the mutant.
	Detail string
	Took   time.Duration
}

// event is a line of go test -json. https://pkg.go.dev/cmd/test2json and https://go.dev/doc/go1.24#go-command
type event struct {
	Action, Package, Test, Output, FailedBuild string
}

// ran is what a run of go test came to.
type ran struct {
	// passed and failed are tests; failed are in the order in which they ended.
	passed map[string]bool
	failed []string
	// wrong is true where a package failed, with or without a test that did. broken is true where it was not built.
	// unbuilt is true where a test says that the gateway's sources were not built.
	wrong, broken, late, unbuilt bool
	output                       string
}

// longestOutput bounds what is kept of a run's output, for the report.
const longestOutput = 4000

// read reads what go test -json wrote.
func read(raw []byte) ran {
	r, said := ran{passed: map[string]bool{}}, strings.Builder{}
	lines := bufio.NewScanner(bytes.NewReader(raw))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			continue
		}
		said.WriteString(e.Output)
		switch e.Action {
		case "build-fail":
			r.wrong, r.broken = true, true
		case "pass":
			r.passed[e.Test] = true
		case "fail":
			r.wrong, r.broken = true, r.broken || e.FailedBuild != ""
			if e.Test != "" {
				r.failed = append(r.failed, e.Test)
			}
		case "output":
			r.unbuilt = r.unbuilt || strings.Contains(e.Output, "build the gateway: ")
			r.late = r.late || strings.HasPrefix(e.Output, "panic: test timed out after")
		}
	}
	r.output = said.String()
	if over := len(r.output) - longestOutput; over > 0 {
		r.output = "…" + strings.ToValidUTF8(r.output[over:], "")
	}
	return r
}

// judge gives the verdict of a run on a mutant.
func (m Mutant) judge(r ran) (Verdict, string) {
	switch {
	case r.broken || m.java() && r.unbuilt:
		return Broken, r.output
	case !r.wrong:
		return Survived, "no test failed of " + strings.Join(m.Tests, ", ") + " in " + m.Package
	case r.late && !m.Hangs:
		return Late, "a time-out kills only where the list says: hangs"
	case r.late:
		return Killed, "a time-out"
	case len(r.failed) > 0:
		return Killed, r.failed[0]
	}
	return Killed, "the end of the process"
}
