package sensitivity

// compiled are the rules of a file in the form in which they judge: each rule is a bit, and so is what an item or a line
// has that the rule looks for.
type compiled struct {
	// size is the number of rules, roles the list of the roles of the first one; see values.
	size, roles                                                              int32
	types, requesters, targets, descriptions, applications, attributes, acts *matcher
	// values has the lists of entitlements and, from roles on, those of roles, since both are looked for in the same texts.
	values *matcher
	// free has for each key the rules that do not look at it.
	free map[string]set
	// ofLines are the rules that look at lines, privileged and plain those that want a line to be marked so, or not.
	ofLines, privileged, plain set
	// shows has the rules that say how much is shown, by the word; confirm, comment, iiq, byLine and single those that demand it.
	shows                                 []shown
	confirm, comment, iiq, byLine, single set
}

// shown are the rules that show as much.
type shown struct {
	Show
	rules set
}

// The keys under which rules look for something.
const (
	keyType        = "type"
	keyRequester   = "requester"
	keyTarget      = "target"
	keyDescription = "description"
	keyApplication = "application"
	keyEntitlement = "entitlement"
	keyAttribute   = "attribute"
	keyRole        = "role"
	keyOperation   = "operation"
)

// compile puts the rules of a file into the form in which they judge.
func compile(all []Rule) *compiled {
	n := len(all)
	c := &compiled{size: int32(n), roles: int32(len(newSet(n)) * 64), free: map[string]set{}, ofLines: newSet(n),
		privileged: newSet(n), plain: newSet(n), confirm: newSet(n), comment: newSet(n), iiq: newSet(n), byLine: newSet(n),
		single: newSet(n)}
	of := func(key string, lists func(Rule) []Pattern, first int32) []listed {
		c.free[key] = newSet(n)
		var out []listed
		for i, r := range all {
			patterns := lists(r)
			if len(patterns) == 0 {
				c.free[key].add(int32(i))
			}
			for _, p := range patterns {
				out = append(out, listed{p, first + int32(i)})
			}
		}
		return out
	}
	c.types = newMatcher(of(keyType, func(r Rule) []Pattern { return r.Types }, 0), n)
	c.requesters = newMatcher(of(keyRequester, func(r Rule) []Pattern { return r.Requesters }, 0), n)
	c.targets = newMatcher(of(keyTarget, func(r Rule) []Pattern { return r.Targets }, 0), n)
	c.descriptions = newMatcher(of(keyDescription, func(r Rule) []Pattern { return r.Descriptions }, 0), n)
	c.applications = newMatcher(of(keyApplication, func(r Rule) []Pattern { return r.Applications }, 0), n)
	c.attributes = newMatcher(of(keyAttribute, func(r Rule) []Pattern { return r.Attributes }, 0), n)
	c.acts = newMatcher(of(keyOperation, func(r Rule) []Pattern { return r.Acts }, 0), n)
	values := of(keyEntitlement, func(r Rule) []Pattern { return r.Entitlements }, 0)
	values = append(values, of(keyRole, func(r Rule) []Pattern { return r.Roles }, c.roles)...)
	c.values = newMatcher(values, 2*int(c.roles))
	for i, r := range all {
		c.enter(int32(i), r)
	}
	return c
}

// enter adds what a rule says, and which lines it wants.
func (c *compiled) enter(i int32, r Rule) {
	if r.ofLines() {
		c.ofLines.add(i)
	}
	if r.Privileged != nil && *r.Privileged {
		c.privileged.add(i)
	} else if r.Privileged != nil {
		c.plain.add(i)
	}
	if r.Demands.Confirmation {
		c.confirm.add(i)
	}
	if r.Demands.Comment {
		c.comment.add(i)
	}
	if r.Demands.IIQ {
		c.iiq.add(i)
	}
	if r.Demands.Lines {
		c.byLine.add(i)
	}
	if r.Demands.Single {
		c.single.add(i)
	}
	if r.Show == "" {
		return
	}
	for _, s := range c.shows {
		if s.Show == r.Show {
			s.rules.add(i)
			return
		}
	}
	c.shows = append(c.shows, shown{Show: r.Show, rules: newSet(int(c.size))})
	c.shows[len(c.shows)-1].rules.add(i)
}

// judgement is one use of compiled rules.
type judgement struct {
	*compiled
	meter
	// ofApplications and the others are the searches that go on from line to line.
	ofApplications, ofAttributes, ofActs, ofValues *search
	fit                                            set
}

func (c *compiled) judgement() *judgement {
	j := &judgement{compiled: c, fit: newSet(int(c.size))}
	j.ofApplications, j.ofAttributes = c.applications.begin(&j.meter), c.attributes.begin(&j.meter)
	j.ofActs, j.ofValues = c.acts.begin(&j.meter), c.values.begin(&j.meter)
	return j
}

// begin is search, or nil where there is nothing to look for.
func (m *matcher) begin(steps *meter) *search {
	if m == nil {
		return nil
	}
	return m.search(steps)
}

// fitting gives the lists that fit one of the texts; nil where no rule looks at them.
func (s *search) fitting(texts ...string) set {
	if s == nil {
		return nil
	}
	s.again()
	for _, t := range texts {
		s.whole(folded(t))
	}
	return s.lists()
}

// fittingAny is fitting for texts that may hold several values.
func (s *search) fittingAny(texts ...string) set {
	if s == nil {
		return nil
	}
	s.again()
	for _, t := range texts {
		s.pieces(fold(t))
	}
	return s.lists()
}

// narrow takes out of the rules those that look for something else under a key. found is nil where no rule looks for
// anything under it.
func (j *judgement) narrow(fit set, key string, found set) {
	if found != nil {
		fit.keep(j.free[key], found)
	}
}

// named are the rules whose type, requester and target fit. Where names may be missing they count as whatever is looked for.
func (j *judgement) named(i Item) set {
	fit := newSet(int(j.size))
	for n := range j.size {
		fit.add(n)
	}
	j.narrow(fit, keyType, j.types.begin(&j.meter).fitting(i.Type))
	if i.PeopleUnread {
		return fit
	}
	j.narrow(fit, keyRequester, j.requesters.begin(&j.meter).fitting(i.Requester...))
	j.narrow(fit, keyTarget, j.targets.begin(&j.meter).fitting(i.Target...))
	return fit
}

// general are the rules that fit the item as a whole.
func (j *judgement) general(i Item) set {
	fit := j.named(i)
	j.narrow(fit, keyDescription, j.descriptions.begin(&j.meter).fitting(i.Description))
	return fit
}

// line gives the rules among these that fit a line. They are valid until the next use.
func (j *judgement) line(l Line, general set) set {
	copy(j.fit, general)
	j.narrow(j.fit, keyApplication, j.ofApplications.fitting(l.Application))
	j.narrow(j.fit, keyAttribute, j.ofAttributes.fitting(l.Attributes...))
	j.narrow(j.fit, keyOperation, j.ofActs.fitting(l.Operation))
	if values := j.ofValues.fittingAny(l.Values...); values != nil {
		entitlements, roles := values[:len(j.fit)], values[len(j.fit):]
		if !l.Role {
			clear(roles)
		}
		j.narrow(j.fit, keyEntitlement, entitlements)
		j.narrow(j.fit, keyRole, roles)
	}
	if l.Privileged {
		j.fit.without(j.plain)
	} else {
		j.fit.without(j.privileged)
	}
	return j.fit
}

// says gives what some rules say together: "" where none says how much is shown.
func (c *compiled) says(rules set) (show Show, d Demands) {
	for _, s := range c.shows {
		if s.rules.meets(rules) && (show == "" || s.Protects(show)) {
			show = s.Show
		}
	}
	return show, Demands{Confirmation: c.confirm.meets(rules), Comment: c.comment.meets(rules), IIQ: c.iiq.meets(rules),
		Lines: c.byLine.meets(rules), Single: c.single.meets(rules)}
}
