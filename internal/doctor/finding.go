package doctor

import "fmt"

// Result is how a check ended.
type Result string

// The results. Only a Fail means that the bot cannot work as it should; a Look asks people to see for themselves.
const (
	OK   Result = "ok"
	Warn Result = "warn"
	Look Result = "look"
	Fail Result = "fail"
)

// Finding is what one check found.
type Finding struct {
	Result Result `json:"result"`
	// Check names it, such as "iiq: token".
	Check  string `json:"check"`
	Detail string `json:"detail"`
	// Cure is what to do about it; "" when there is nothing to do.
	Cure string `json:"cure,omitempty"`
}

// report is what the checks have found so far.
type report struct {
	found []Finding
	// clean removes secrets and line breaks, and tell hears of each finding at once.
	clean func(string) string
	tell  func(Finding)
}

func (r *report) add(result Result, check, cure, format string, args ...any) {
	f := Finding{Result: result, Check: check, Detail: r.clean(fmt.Sprintf(format, args...)), Cure: r.clean(cure)}
	r.found = append(r.found, f)
	r.tell(f)
}

func (r *report) ok(check, format string, args ...any) { r.add(OK, check, "", format, args...) }

func (r *report) warn(check, cure, format string, args ...any) {
	r.add(Warn, check, cure, format, args...)
}

func (r *report) look(check, where string) { r.add(Look, check, "", "%s", where) }

func (r *report) fail(check, cure, format string, args ...any) {
	r.add(Fail, check, cure, format, args...)
}
