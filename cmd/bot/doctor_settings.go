package main

import "errors"

// settings reads the settings group by group. A setting that is not there is a failed check, and the groups that are whole
// are checked all the same; a wrong value ends the command, as it ends every other.
func (p *patient) settings() (ready need, err error) {
	wrong := &settingsError{}
	for _, n := range []need{needDatabase, needSlack, needIIQ, needRules, needHTTP, needLog} {
		c, err := p.load(n)
		var told *settingsError
		switch {
		case err == nil:
			ready |= n
			p.take(n, c)
		case errors.As(err, &told):
			for _, problem := range told.problems {
				if !problem.Missing {
					wrong.problems = append(wrong.problems, problem)
				}
			}
			p.missing(told)
		default:
			return ready, err
		}
	}
	if len(wrong.problems) > 0 {
		return ready, wrong
	}
	if ready&needAll == needAll {
		p.ok("settings", "all that is needed is set, and every value makes sense")
	}
	for _, f := range p.found {
		if f.Result == resultFail {
			p.tell(f)
		}
	}
	return ready, nil
}

// missing keeps what is not set for later: nothing is printed while a wrong value may still end the command.
func (p *patient) missing(told *settingsError) {
	for _, problem := range told.problems {
		if problem.Missing {
			p.found = append(p.found, finding{Result: resultFail, Check: "settings", Detail: problem.Name + " is not set",
				Cure: "set it to " + problem.Expected + "; docs/settings.md has all settings"})
		}
	}
}

func (p *patient) take(n need, c Config) {
	switch n {
	case needDatabase:
		p.cfg.Database = c.Database
	case needSlack:
		p.cfg.Slack = c.Slack
	case needIIQ:
		p.cfg.IIQ = c.IIQ
	case needRules:
		p.cfg.Rules = c.Rules
	case needHTTP:
		p.cfg.HTTP = c.HTTP
	case needLog:
		p.cfg.Log = c.Log
	}
}
