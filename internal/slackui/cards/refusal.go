package cards

import (
	"strings"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/words"
)

const maxReason = 300

// notePainter draws messages of few words: refusals, and how a decision ended.
type notePainter struct{ itemPainter }

func notePainterFor(lang approvals.Language) notePainter { return notePainter{itemPainterFor(lang)} }

// Sentence says a refusal in one plain sentence, without ids and codes; "" for nil. It is plain text, with times in
// UTC that say so. Angle brackets in text by others are replaced, so that the sentence is harmless as mrkdwn too.
func Sentence(language approvals.Language, r *approvals.Refusal) string {
	t := notePainterFor(language)
	if r == nil {
		return ""
	}
	before, after, withTime := t.refusalWords(r)
	if withTime && !r.At.IsZero() {
		before += words.At(t.lang) + words.PlainClock(t.lang, r.At)
	}
	return before + after
}

// RefusalMessage is Sentence as a message, with the time in the reader's own zone.
func RefusalMessage(language approvals.Language, r *approvals.Refusal) Message {
	t := notePainterFor(language)
	if r == nil {
		r = &approvals.Refusal{}
	}
	before, after, withTime := t.refusalWords(r)
	said := &rich{}
	if withTime && !r.At.IsZero() {
		said.text(before+words.At(t.lang)).moment(t.lang, r.At, "{time}, "+formatDay)
	} else {
		said.text(before)
	}
	l := &blockList{}
	l.paragraph("sentence", said.text(after))
	return Message{Text: fallback(Sentence(language, r)), Blocks: l.blocks}
}

func (t notePainter) refusalWords(r *approvals.Refusal) (before, after string, withTime bool) {
	noBrackets := strings.NewReplacer("<", "‹", ">", "›")
	by := noBrackets.Replace(Untrusted(r.By, maxName))
	reason := strings.TrimRight(noBrackets.Replace(Untrusted(r.Reason, maxReason)), ". ")
	before, after, withTime = words.Refusal(t.lang, r, by, reason)
	return before, after + t.linesTold(r), withTime
}

// linesTold says how many lines were decided which way, and of each that is named what became of it; "" where there is nothing to say.
func (t notePainter) linesTold(r *approvals.Refusal) string {
	said, all := "", make([]string, 0, len(r.Lines))
	if n := r.Counts; n.Approved > 0 && n.Denied > 0 {
		said = " " + words.LineCounts(t.lang, n.Approved, n.Denied) + "."
	}
	noBrackets := strings.NewReplacer("<", "‹", ">", "›")
	for _, l := range r.Lines {
		line := ""
		if l.Number > 0 {
			line = words.Line(t.lang, l.Number, noBrackets.Replace(Untrusted(l.Thing, maxMissingThing)))
		}
		all = append(all, words.LineTold(t.lang, l.Word, line))
	}
	if len(all) > 0 {
		said += " " + strings.Join(all, "; ") + "."
	}
	return said
}
