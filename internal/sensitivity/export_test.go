package sensitivity

// MostSteps is the bound of one judgement.
const MostSteps = mostSteps

// Steps gives how many patterns' steps a judgement takes beside its one pass over each text.
func (r Rules) Steps(i Item) int {
	_, steps := r.judge(i)
	return steps
}

// States gives how many states the rules are compiled to.
func (r Rules) States() int {
	n := 0
	for _, m := range []*matcher{r.form.types, r.form.requesters, r.form.targets, r.form.descriptions, r.form.applications,
		r.form.attributes, r.form.acts, r.form.values} {
		if m != nil {
			n += len(m.states)
		}
	}
	return n
}

// Fold is the folding of patterns and texts.
func Fold(s string) string { return fold(s) }
