package approvals

import (
	"cmp"
	"slices"
	"strings"
)

// FactKind is a kind of fact that helps to decide. A fact is what IIQ says, never a verdict of ours.
type FactKind string

// The facts that may stand on a card.
const (
	// FactClassified: IIQ's words for how an access is classified.
	FactClassified FactKind = "classified"
	// FactPeers: how many colleagues have the access.
	FactPeers FactKind = "peers"
	// FactNoEnd: the access never ends.
	FactNoEnd FactKind = "no_end"
	// FactAdvice: IIQ's own recommendation.
	FactAdvice FactKind = "advice"
	FactRisk   FactKind = "risk"
	// FactBefore: who decided before in the same request.
	FactBefore FactKind = "before"
	// FactTaken: who has taken a workgroup's item.
	FactTaken FactKind = "taken"
	FactOwner FactKind = "owner"
	// FactWaiting: who still has to decide in the same request.
	FactWaiting FactKind = "waiting"
	FactFiles   FactKind = "files"
)

// CardFact is one fact on a card.
type CardFact struct {
	Kind FactKind
	// Line is the number of the line that it is about, from 1; 0 where it is about the item.
	Line int
	// Known has the facts of that line.
	Known LineContext
	// Step is set for FactBefore.
	Step ChainStep
	rank int
}

// mostFacts is how many facts stand on a card, warnings of a violation or a privileged line among them.
const mostFacts = 3

// The order of the facts, the most telling first. Violations and privileged lines come before all, as warnings.
const (
	rankClassified = iota
	rankNobody
	rankNoEnd
	rankAgainst
	rankHighRisk
	rankDeniedBefore
	rankApprovedBefore
	rankTaken
	rankPeers
	rankFor
	rankOwner
	rankRisk
	rankLabel
	rankWaiting
	rankFiles
)

// TellingFacts are the facts that stand on the card, the most telling first, each kind once: of several lines the first that it holds
// for is named. The warnings of a violation and of privileged lines count, and stand where they are.
func (v CardView) TellingFacts() []CardFact {
	var all []CardFact
	for n, l := range v.Item.Lines {
		if known, ok := v.Context.Line(l.ID); ok && !l.Hidden && !l.Decided() {
			all = append(all, factsOfLine(n+1, l, known)...)
		}
	}
	all = append(all, v.factsOfItem()...)
	slices.SortStableFunc(all, func(a, b CardFact) int { return cmp.Compare(a.rank, b.rank) })
	room, told := v.roomForFacts(), map[FactKind]bool{}
	return slices.DeleteFunc(all, func(f CardFact) bool {
		if told[f.Kind] || len(told) >= room {
			return true
		}
		told[f.Kind] = true
		return false
	})
}

func (v CardView) roomForFacts() int {
	room := mostFacts
	for _, w := range v.Warnings() {
		if w == WarnViolation || w == WarnPrivileged {
			room--
		}
	}
	return room
}

func factsOfLine(n int, l ApprovalItem, known LineContext) []CardFact {
	var out []CardFact
	add := func(kind FactKind, rank int) {
		out = append(out, CardFact{Kind: kind, Line: n, Known: known, rank: rank})
	}
	grave := false
	if len(known.Classifications) > 0 {
		if grave = slices.ContainsFunc(known.Classifications, restricting); grave {
			add(FactClassified, rankClassified)
		} else {
			add(FactClassified, rankLabel)
		}
	}
	if r := known.Risk; r != nil {
		if high := highBand(r.Band); high {
			grave = true
			add(FactRisk, rankHighRisk)
		} else {
			add(FactRisk, rankRisk)
		}
	}
	if p := known.Peers; p != nil && p.Of > 0 && !l.Removal() {
		if p.Have == 0 {
			add(FactPeers, rankNobody)
		} else {
			add(FactPeers, rankPeers)
		}
	}
	// Most access has no end. That it has none is telling where the access is grave, or where a beginning was chosen.
	if l.End.IsZero() && !l.Removal() && (grave || known.Privileged || l.Privileged || !l.Start.IsZero()) {
		add(FactNoEnd, rankNoEnd)
	}
	if r := known.Recommendation; r != nil {
		if r.Approve {
			add(FactAdvice, rankFor)
		} else {
			add(FactAdvice, rankAgainst)
		}
	}
	if known.Owner != "" {
		add(FactOwner, rankOwner)
	}
	return out
}

func (v CardView) factsOfItem() []CardFact {
	var out []CardFact
	if n := len(v.Context.Chain); n > 0 {
		// The last who denied says more than the last who approved.
		step, rank := v.Context.Chain[n-1], rankApprovedBefore
		for _, s := range v.Context.Chain {
			if s.State == StateRejected {
				step, rank = s, rankDeniedBefore
			}
		}
		out = append(out, CardFact{Kind: FactBefore, Step: step, rank: rank})
	}
	if by := v.Context.Assignee; by != "" && !sameName(by, v.Viewer.Name) && !sameName(by, v.Viewer.Display) {
		out = append(out, CardFact{Kind: FactTaken, rank: rankTaken})
	}
	if len(v.Context.Waiting) > 0 {
		out = append(out, CardFact{Kind: FactWaiting, rank: rankWaiting})
	}
	if len(v.Context.Attachments) > 0 {
		out = append(out, CardFact{Kind: FactFiles, rank: rankFiles})
	}
	return out
}

// restricting reports whether a classification says by its name that the access is kept from most people. The names are those of each
// company, so that the words alone decide where the fact stands, never whether.
func restricting(name string) bool {
	return hasWord(name, "restrict", "confidential", "secret", "privileged", "sensitive", "critical")
}

// highBand reports whether IIQ's own word for a risk calls it high.
func highBand(band string) bool { return hasWord(band, "high", "critical", "severe") }

func hasWord(text string, words ...string) bool {
	text = strings.ToLower(text)
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(text, word) })
}

// ContextLines are the item's lines with what the context adds to each: its description, and that it is privileged.
func (v CardView) ContextLines() []ApprovalItem {
	if len(v.Context.Lines) == 0 {
		return v.Item.Lines
	}
	lines := slices.Clone(v.Item.Lines)
	for n, l := range lines {
		known, ok := v.Context.Line(l.ID)
		if !ok || l.Hidden {
			continue
		}
		lines[n].Privileged = l.Privileged || known.Privileged
		if l.Description == "" {
			lines[n].Description = known.Description
		}
	}
	return lines
}

// Comments are what was written on the item; what the context has of them counts where the item itself has none.
func (v CardView) Comments() []Comment {
	if len(v.Item.Comments) > 0 {
		return v.Item.Comments
	}
	return v.Context.Comments
}
