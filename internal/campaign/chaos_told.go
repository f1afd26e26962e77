package campaign

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// toldPlays are what IdentityIQ tells of a decision otherwise than it was: its comment, its completer, when it is told, and who was
// first.
func (w *world) toldPlays() []play {
	return []play{
		{"IdentityIQ alters comments", 4, w.alterComments},
		{"IdentityIQ tells of ends late", 4, w.tellLate},
		{"IdentityIQ names another completer", w.ifFaultsAreLong(2), w.nameAnother},
		{"somebody decides in IdentityIQ just before the write", 6, w.overtake},
	}
}

// ifFaultsAreLong leaves out what the bot looks at for half a minute, where a day is to be short.
func (w *world) ifFaultsAreLong(weight int) int {
	if w.opts.LongestFault < 30*time.Second {
		return 0
	}
	return weight
}

// telling keeps each kind of play with what IdentityIQ tells to one at a time: each puts back what it found.
type telling struct{ comments, late, completer sync.Mutex }

// whileAlone does something unless another play of the kind is on.
func whileAlone(mu *sync.Mutex, do func()) {
	if !mu.TryLock() {
		return
	}
	defer mu.Unlock()
	do()
}

// shaped changes the shapes of IdentityIQ's answers for a while.
func (w *world) shaped(ctx context.Context, kind, what string, d time.Duration, change, back func(*iiqsim.Settings)) {
	if err := w.iiq.ChangeSettings(change); err != nil {
		w.journal.Note("trouble", "", "%v", err)
		return
	}
	w.journal.Note(kind, "", "%s", what)
	pause(ctx, d)
	if err := w.iiq.ChangeSettings(back); err != nil {
		w.journal.Note("trouble", "", "%v", err)
	}
	w.journal.Note(kind, "", "%s: over", what)
}

func wholeComments(s *iiqsim.Settings) { s.CommentsKept = iiqsim.CommentsWhole }

func truthfully(s *iiqsim.Settings) { s.Completer, s.AnswerCompleter = "", "" }

func (w *world) alterComments(ctx context.Context, rng *rand.Rand) {
	ways := []string{iiqsim.CommentsEscaped, iiqsim.CommentsPlain, iiqsim.CommentsCut, iiqsim.CommentsLost, iiqsim.CommentsAppended,
		iiqsim.CommentsReencoded}
	kept := ways[rng.IntN(len(ways))]
	whileAlone(&w.telling.comments, func() {
		w.shaped(ctx, "comments", "comments are "+kept, between(rng, time.Second, 10*time.Second),
			func(s *iiqsim.Settings) { s.CommentsKept = kept }, wholeComments)
	})
}

// nameAnother is short: each decision meanwhile is one of which the bot cannot say whether it was taken.
func (w *world) nameAnother(ctx context.Context, rng *rand.Rand) {
	other := w.anybody(rng)
	word := []string{other.ID, other.Name, other.Display, iiqsim.Nobody}[rng.IntN(4)]
	everywhere, answer := rng.IntN(3) > 0, rng.IntN(2) == 0
	whileAlone(&w.telling.completer, func() {
		w.shaped(ctx, "completer", "the completer is "+word, between(rng, 500*time.Millisecond, 4*time.Second),
			func(s *iiqsim.Settings) {
				if everywhere {
					s.Completer = word
				}
				if answer || !everywhere {
					s.AnswerCompleter = word
				}
			}, truthfully)
	})
}

// tellLate holds back the summaries of what ends within some seconds, mostly for seconds, and sometimes for longer than the bot waits
// for one.
func (w *world) tellLate(ctx context.Context, rng *rand.Rand) {
	longest := 30 * time.Second
	if rng.IntN(6) == 0 {
		longest = 200 * time.Second
	}
	late := between(rng, time.Second, min(longest, 3*w.opts.LongestFault))
	whileAlone(&w.telling.late, func() {
		w.iiq.SetSummariesLate(late)
		defer w.iiq.SetSummariesLate(0)
		w.journal.Note("late", "", "summaries come %s late", late.Round(time.Second))
		pause(ctx, between(rng, time.Second, 8*time.Second))
		w.journal.Note("late", "", "summaries come at once")
	})
}

func (w *world) overtake(ctx context.Context, rng *rand.Rand) {
	w.withIIQFault(ctx, rng, iiqsim.Fault{Kind: iiqsim.FaultOvertaken, Method: "PUT", Path: "/object/WorkItem",
		Probability: 0.2 + 0.6*rng.Float64()})
}
