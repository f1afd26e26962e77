package sensitivity

import "slices"

// Show is how much of an item may go to Slack.
type Show string

// From the most to the least. Masked hides what the lines are about and every free text; Notice says no more than that an
// item waits; of None nothing goes to Slack at all.
const (
	Whole  Show = "whole"
	Masked Show = "masked"
	Notice Show = "notice"
	None   Show = "none"
)

// Shows lists them in that order.
func Shows() []Show { return []Show{Whole, Masked, Notice, None} }

// Protects reports whether s shows less than other. A word that is none of the four counts as the most protective.
func (s Show) Protects(other Show) bool { return s.rank() > other.rank() }

func (s Show) rank() int {
	if s == "" {
		return 0
	}
	if at := slices.Index(Shows(), s); at >= 0 {
		return at
	}
	return len(Shows())
}

// Demands is what a decision in Slack needs.
type Demands struct {
	// Confirmation asks back before an approval, Comment wants one with every decision, and IIQ leaves a link only.
	Confirmation, Comment, IIQ bool
}

// The words of the file for each demand.
const (
	wordConfirmation = "confirmation"
	wordComment      = "comment"
	wordIIQ          = "iiq"
)

// Words lists the demands by the file's words, in a fixed order.
func (d Demands) Words() []string {
	words := []string{}
	for _, w := range []struct {
		on   bool
		word string
	}{{d.Comment, wordComment}, {d.Confirmation, wordConfirmation}, {d.IIQ, wordIIQ}} {
		if w.on {
			words = append(words, w.word)
		}
	}
	return words
}

// DemandsOf reads what Words wrote. A word that this version does not know counts as iiq: in doubt nothing is decided here.
func DemandsOf(words []string) Demands {
	d := Demands{}
	for _, w := range words {
		d = d.and(demandOf(w))
	}
	return d
}

func demandOf(word string) Demands {
	return Demands{Confirmation: word == wordConfirmation, Comment: word == wordComment,
		IIQ: word != wordConfirmation && word != wordComment}
}

func (d Demands) and(o Demands) Demands {
	return Demands{Confirmation: d.Confirmation || o.Confirmation, Comment: d.Comment || o.Comment, IIQ: d.IIQ || o.IIQ}
}

// Verdict is what the rules say of one item.
type Verdict struct {
	// Show is Whole where nothing is held back; "" counts as that.
	Show Show
	// Masked are the lines that are hidden where Show is Masked, counted from 0, in order.
	Masked  []int
	Demands Demands
	// Rules are those that had a part in it, by their place in Rules.All.
	Rules []int
}

// Same reports whether two verdicts mean the same for people, whichever rules they come from.
func (v Verdict) Same(o Verdict) bool {
	return v.Show.rank() == o.Show.rank() && v.Demands == o.Demands && slices.Equal(v.Masked, o.Masked)
}

// Stricter joins two verdicts on the same lines: of each the more protective.
func (v Verdict) Stricter(o Verdict) Verdict {
	out := Verdict{Show: v.Show, Demands: v.Demands.and(o.Demands)}
	if o.Show.Protects(out.Show) {
		out.Show = o.Show
	}
	if out.Show != Masked {
		return out
	}
	out.Masked = append(append([]int{}, v.Masked...), o.Masked...)
	slices.Sort(out.Masked)
	out.Masked = slices.Compact(out.Masked)
	return out
}
