package approvals

import "github.com/iiq-approvals/bot/internal/sensitivity"

// MostLines is how many undecided lines an item may have to be decided line by line in Slack.
const MostLines = 200

// LineOffer says whether an item can be decided line by line in Slack.
type LineOffer string

// The offers. What can be decided line by line has two undecided lines or more.
const (
	// LinesNone: there are no two lines to decide differently.
	LinesNone LineOffer = ""
	// LinesOffered: line by line, or as a whole.
	LinesOffered LineOffer = "offered"
	// LinesDemanded: the rules leave no other way.
	LinesDemanded LineOffer = "demanded"
	// LinesTooMany: there are more than MostLines.
	LinesTooMany LineOffer = "too_many"
	// LinesInIIQ: single lines are decided in IIQ, since its side does not take them here, or the settings do not.
	LinesInIIQ LineOffer = "in_iiq"
)

// Open reports whether the item can be decided line by line here.
func (o LineOffer) Open() bool { return o == LinesOffered || o == LinesDemanded }

// Only reports whether the item can be decided here in no other way.
func (o LineOffer) Only() bool { return o == LinesDemanded }

// LineOffer says whether an item can be decided line by line, under the rules. It says nothing of the person.
func (p Policy) LineOffer(x sensitivity.Verdict, w WorkItem) LineOffer {
	switch open := len(w.OpenLines()); {
	case open < 2:
		return LinesNone
	case open > MostLines:
		return LinesTooMany
	case !p.Lines || !w.linesNamed():
		return LinesInIIQ
	case x.Demands.Lines:
		return LinesDemanded
	}
	return LinesOffered
}

// judgeLines refuses a decision that does not fit the lines of the item, under the rules; nil means that it does.
func (p Policy) judgeLines(s Standing, a Ask) *Refusal {
	offer := p.LineOffer(s.Exposure, s.Item)
	switch {
	case a.Lines == nil && !s.Exposure.Demands.Lines, a.Lines == nil && offer == LinesNone:
		return nil
	case a.Lines == nil && offer.Open():
		return &Refusal{Code: RefusedLinesOnly}
	case a.Lines == nil:
		return &Refusal{Code: RefusedRules}
	case !p.Lines || len(a.Lines) == 0 || len(a.Lines) > MostLines || !a.Lines.known():
		return &Refusal{Code: RefusedNoLines}
	}
	if amiss := a.Lines.amiss(s.Exposed()); len(amiss) > 0 {
		return &Refusal{Code: RefusedLines, Lines: amiss}
	}
	return nil
}

// LineWord says of a line why a decision of it was refused, or how somebody else has decided it.
type LineWord string

// Why a line was refused, and how it was decided.
const (
	// LineDecidedBefore: somebody has decided the line meanwhile.
	LineDecidedBefore LineWord = "line_decided"
	// LineUnknown: the item has no such line any more.
	LineUnknown LineWord = "unknown_line"
	// LineLeftOpen: the line is undecided and was not named, since it came later, say.
	LineLeftOpen LineWord = "incomplete"
	LineApproved LineWord = "approved"
	LineDenied   LineWord = "denied"
)

// LineTold is what somebody is told of one line.
type LineTold struct {
	// Number counts the lines of the item from 1; 0 for a line that it has no more. Thing is what the line is about.
	Number int      `json:"number,omitempty"`
	Thing  string   `json:"thing,omitempty"`
	Word   LineWord `json:"word"`
}

// mostTold is how many lines one refusal names; longestThing bounds what each is about, in characters.
const mostTold, longestThing = 10, 80

func told(w WorkItem, n int, word LineWord) LineTold {
	thing := []rune(w.Lines[n].Thing())
	return LineTold{Number: n + 1, Thing: string(thing[:min(len(thing), longestThing)]), Word: word}
}

// amiss names what of a decision does not fit an item as it is shown, up to mostTold lines.
func (d LineDecisions) amiss(w WorkItem) []LineTold {
	var all []LineTold
	there := make(map[string]bool, len(w.Lines))
	for n, l := range w.Lines {
		there[l.ID] = true
		_, named := d.Of(l.ID)
		switch {
		case named && l.Decided():
			all = append(all, told(w, n, LineDecidedBefore))
		case !named && !l.Decided():
			all = append(all, told(w, n, LineLeftOpen))
		}
	}
	for _, l := range d {
		if !there[l.LineID] {
			all = append(all, LineTold{Word: LineUnknown})
		}
	}
	return all[:min(len(all), mostTold)]
}

// LinesTold tells how these lines of an item as it is shown were decided, up to mostTold of them; nil where they were decided alike.
func LinesTold(w WorkItem, d LineDecisions) []LineTold {
	if !d.Mixed() {
		return nil
	}
	var all []LineTold
	for n, l := range w.Lines {
		said, named := d.Of(l.ID)
		switch {
		case named && said.Verdict == Approve:
			all = append(all, told(w, n, LineApproved))
		case named:
			all = append(all, told(w, n, LineDenied))
		}
	}
	return all[:min(len(all), mostTold)]
}

// withoutThings keeps the words and the numbers, for a reader from whom the rules hide what lines are about.
func withoutThings(lines []LineTold) []LineTold {
	if len(lines) == 0 {
		return nil
	}
	out := make([]LineTold, len(lines))
	for n, l := range lines {
		out[n] = LineTold{Number: l.Number, Word: l.Word}
	}
	return out
}
