package sensitivity

// judgeUnread judges an item that was not read whole. The unread part may be what any rule looks for. Every rule that
// the type and the names do not exclude therefore applies, to every line, and so does the default. Whatever they say,
// the item is decided in IdentityIQ.
//
// An item for which the rules take too many steps counts as unread as well: nobody may decide here by rules that were
// not held against all of it.
func (r Rules) judgeUnread(j *judgement, i Item) Verdict {
	fit := j.named(i)
	if j.out {
		i.PeopleUnread = true
		fit = r.judgement().named(i)
	}
	show, demands := j.says(fit)
	v := Verdict{Show: Whole, Demands: Demands{IIQ: true}.and(r.byDefault.Demands).and(demands), Rules: fit.all()}
	for _, s := range []Show{r.byDefault.Show, show} {
		if s.Protects(v.Show) {
			v.Show = s
		}
	}
	if v.Show == Masked {
		for n := range i.Lines {
			v.Masked = append(v.Masked, n)
		}
	}
	return v
}
