package sensitivity

import "slices"

// Show is how much of an item may go to Slack.
type Show string

// From the most to the least. Masked hides what the lines are about and every free text. Notice says no more than that
// an item waits. With None nothing goes to Slack at all.
const (
	Whole  Show = "whole"
	Masked Show = "masked"
	Notice Show = "notice"
	None   Show = "none"
)

// Shows lists them in that order.
func Shows() []Show { return []Show{Whole, Masked, Notice, None} }

// Protects reports whether s shows less than other. An unknown word counts as the most protective.
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

// Demands is what a decision in Slack requires.
type Demands struct {
	// Confirmation asks for a confirmation of an approval, Comment demands a comment with every decision, and IIQ leaves
	// only a link. Lines wants an item of several lines to be decided line by line.
	Confirmation, Comment, IIQ, Lines bool
	// Single keeps the item out of every decision on several items at once.
	Single bool
}

// The words of the file for each demand.
const (
	wordConfirmation = "confirmation"
	wordComment      = "comment"
	wordIIQ          = "iiq"
	wordLines        = "lines"
	wordSingle       = "single"
)

// Words lists the demands by the file's words, in a fixed order.
func (d Demands) Words() []string {
	words := []string{}
	for _, w := range []struct {
		on   bool
		word string
	}{{d.Comment, wordComment}, {d.Confirmation, wordConfirmation}, {d.IIQ, wordIIQ}, {d.Lines, wordLines}, {d.Single, wordSingle}} {
		if w.on {
			words = append(words, w.word)
		}
	}
	return words
}

// DemandsOf reads what Words wrote. An unknown word counts as iiq, so that in doubt nothing is decided here.
func DemandsOf(words []string) Demands {
	d := Demands{}
	for _, w := range words {
		d = d.and(demandOf(w))
	}
	return d
}

func demandOf(word string) Demands {
	d := Demands{Confirmation: word == wordConfirmation, Comment: word == wordComment, Lines: word == wordLines,
		Single: word == wordSingle}
	d.IIQ = d == Demands{}
	return d
}

func (d Demands) and(o Demands) Demands {
	return Demands{Confirmation: d.Confirmation || o.Confirmation, Comment: d.Comment || o.Comment, IIQ: d.IIQ || o.IIQ,
		Lines: d.Lines || o.Lines, Single: d.Single || o.Single}
}

// Verdict is what the rules say about one item.
type Verdict struct {
	// Show is Whole where nothing is hidden; "" means the same.
	Show Show
	// Masked are the hidden lines where Show is Masked, counted from 0, in order.
	Masked  []int
	Demands Demands
	// Rules are the rules that took part, by their index in Rules.All.
	Rules []int
}

// Same reports whether two verdicts mean the same for people, whatever rules they come from.
func (v Verdict) Same(o Verdict) bool {
	return v.Show.rank() == o.Show.rank() && v.Demands == o.Demands && slices.Equal(v.Masked, o.Masked)
}

// Stricter joins two verdicts on the same lines: the more protective one in every part.
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
