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

func (p *patient) add(r Result, check, cure, format string, args ...any) {
	f := Finding{Result: r, Check: check, Detail: p.Clean(fmt.Sprintf(format, args...)), Cure: p.Clean(cure)}
	p.found = append(p.found, f)
	p.tell(f)
}

func (p *patient) ok(check, format string, args ...any) { p.add(OK, check, "", format, args...) }

func (p *patient) warn(check, cure, format string, args ...any) {
	p.add(Warn, check, cure, format, args...)
}

func (p *patient) look(check, where string) { p.add(Look, check, "", "%s", where) }

func (p *patient) fail(check, cure, format string, args ...any) {
	p.add(Fail, check, cure, format, args...)
}
