package e2e

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// promSample is one value with its labels; promValue a number alone, or samples.
type promSample struct {
	labels map[string]string
	value  float64
}

type promValue struct {
	alone   bool
	number  float64
	samples []promSample
}

func (v promValue) eachSample(change func(promSample) (promSample, bool)) promValue {
	var out promValue
	for _, s := range v.samples {
		if s, keep := change(s); keep {
			out.samples = append(out.samples, s)
		}
	}
	return out
}

type promNumber float64

func (n promNumber) eval(*promStore) (promValue, error) {
	return promValue{alone: true, number: float64(n)}, nil
}

type promMatcher struct {
	label, op, value string
	form             interface{ MatchString(string) bool }
}

func (m promMatcher) holds(labels map[string]string) bool {
	has := labels[m.label]
	switch m.op {
	case "=":
		return has == m.value
	case "!=":
		return has != m.value
	case "=~":
		return m.form.MatchString(has)
	}
	return !m.form.MatchString(has)
}

// labelsKey tells equal labels; the name of the metric is none of them.
func labelsKey(labels map[string]string) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(labels)) {
		fmt.Fprintf(&b, "%s=%q,", name, labels[name])
	}
	return b.String()
}

type promCall struct {
	name string
	of   promNode
}

func (c promCall) eval(s *promStore) (promValue, error) {
	if c.name == "absent" {
		v, err := c.of.eval(s)
		if err != nil || len(v.samples) > 0 || v.alone {
			return promValue{}, err
		}
		return promValue{samples: []promSample{{value: 1}}}, nil
	}
	of, isSelector := c.of.(promSelector)
	if !isSelector || of.over == 0 {
		return promValue{}, fmt.Errorf("%s wants a range", c.name)
	}
	return s.increase(of, c.name == "rate")
}

type promAggregate struct {
	name string
	by   []string
	of   promNode
}

func (a promAggregate) eval(s *promStore) (promValue, error) {
	v, err := a.of.eval(s)
	if err != nil {
		return promValue{}, err
	}
	if v.alone {
		return promValue{}, fmt.Errorf("%s of a number", a.name)
	}
	groups := map[string]*promSample{}
	for _, sample := range v.samples {
		labels := map[string]string{}
		for _, l := range a.by {
			labels[l] = sample.labels[l]
		}
		key := labelsKey(labels)
		g := groups[key]
		switch {
		case g == nil:
			groups[key] = &promSample{labels: labels, value: sample.value}
		case a.name == "sum":
			g.value += sample.value
		default:
			g.value = max(g.value, sample.value)
		}
	}
	var out promValue
	for _, key := range slices.Sorted(maps.Keys(groups)) {
		out.samples = append(out.samples, *groups[key])
	}
	return out, nil
}

type promBinary struct {
	op          string
	left, right promNode
}

func (b promBinary) eval(s *promStore) (promValue, error) {
	l, err := b.left.eval(s)
	if err != nil {
		return l, err
	}
	r, err := b.right.eval(s)
	if err != nil {
		return r, err
	}
	switch {
	case b.op == "or" && !l.alone && !r.alone:
		return union(l, r), nil
	case b.op == "or":
		return promValue{}, errors.New("or of a number")
	case l.alone && r.alone:
		return promValue{}, errors.New("two numbers")
	case r.alone:
		return l.eachSample(func(x promSample) (promSample, bool) { return b.apply(x, x.value, r.number) }), nil
	case l.alone:
		return r.eachSample(func(x promSample) (promSample, bool) { return b.apply(x, l.number, x.value) }), nil
	}
	// One to one, by equal labels.
	others := map[string]float64{}
	for _, x := range r.samples {
		others[labelsKey(x.labels)] = x.value
	}
	return l.eachSample(func(x promSample) (promSample, bool) {
		other, there := others[labelsKey(x.labels)]
		if !there {
			return x, false
		}
		return b.apply(x, x.value, other)
	}), nil
}

func union(l, r promValue) promValue {
	has := map[string]bool{}
	for _, x := range l.samples {
		has[labelsKey(x.labels)] = true
	}
	for _, x := range r.samples {
		if !has[labelsKey(x.labels)] {
			l.samples = append(l.samples, x)
		}
	}
	return l
}

// apply changes a sample, or, where the operator compares, keeps it or not.
func (b promBinary) apply(x promSample, l, r float64) (promSample, bool) {
	switch b.op {
	case "+":
		x.value = l + r
	case "-":
		x.value = l - r
	case "*":
		x.value = l * r
	case "/":
		x.value = l / r
	default:
		return x, map[string]bool{"==": l == r, "!=": l != r, ">": l > r, "<": l < r, ">=": l >= r, "<=": l <= r}[b.op]
	}
	return x, true
}
