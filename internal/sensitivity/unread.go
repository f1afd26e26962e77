package sensitivity

// judgeUnread judges an item that was not read whole. The unread part may be what any rule looks for. Every rule that
// the type and the names do not exclude therefore applies, to every line, and so does the default. Whatever they say,
// the item is decided in IdentityIQ.
func (r Rules) judgeUnread(i Item) Verdict {
	v := Verdict{Show: Whole, Demands: Demands{IIQ: true}.and(r.byDefault.Demands)}
	if r.byDefault.Show.Protects(v.Show) {
		v.Show = r.byDefault.Show
	}
	for n, rule := range r.all {
		if !rule.mayMatch(i) {
			continue
		}
		v.Rules = append(v.Rules, n)
		v.Demands = v.Demands.and(rule.Demands)
		if rule.Show.Protects(v.Show) {
			v.Show = rule.Show
		}
	}
	if v.Show == Masked {
		for n := range i.Lines {
			v.Masked = append(v.Masked, n)
		}
	}
	return v
}

// mayMatch reports whether nothing that was read excludes the rule.
func (r Rule) mayMatch(i Item) bool {
	return anyOf(r.Types, i.Type) && (i.PeopleUnread || anyOf(r.Requesters, i.Requester...) && anyOf(r.Targets, i.Target...))
}
