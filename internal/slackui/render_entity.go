package slackui

import (
	"encoding/json"

	"github.com/google/uuid"
	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
)

const (
	// maxEntityView is below what an ack may carry, in bytes; see maxAck.
	maxEntityView = 14_000
	maxFactsShown = 20
	maxFactLabel  = 40
)

// factWidths are how long the value of one fact may be, in characters: what is too much in all is cut shorter, visibly.
func factWidths() []int { return []int{200, 100, 40, 12} }

// Decided is the entity that was decided just before the one that a form shows; the zero value is none.
type Decided struct{ Name string }

// EntityModal shows one entity of an access review with all that IIQ tells of it, where it stands, and, where it is open, the
// fields to decide it: this one, and no other. Slack's fields are ActionEntityVerdict and ActionComment. It is below 16,000
// bytes of JSON, so that it fits an ack.
func EntityModal(v approvals.EntityView, card uuid.UUID, before Decided) slack.ModalViewRequest {
	var view slack.ModalViewRequest
	for _, width := range factWidths() {
		view = entityModal(v, card, before, width)
		if raw, err := json.Marshal(view); err == nil && len(raw) <= maxEntityView {
			break
		}
	}
	return view
}

func entityModal(v approvals.EntityView, card uuid.UUID, before Decided, width int) slack.ModalViewRequest {
	t := speak(v.Review.Language)
	meta := EntityMeta{ReviewID: v.Review.Item.ID, EntityID: v.EntityID, CardID: card}
	l := &blockList{version: int64(v.Position)}
	l.context("review", t.sayReviewHeadline(reviewName(v.Review.Item)))
	if before.Name != "" {
		sign, words := t.sayEntityState(approvals.EntityRecording, "", true)
		l.paragraph("before", (&rich{}).text(sign+" ").bold(foreign(before.Name, maxName)).text(t.wordColon+" "+words))
	}
	view := slack.ModalViewRequest{Type: slack.VTModal, CallbackID: CallbackEntity, Title: plainText(t.wordDecideHere), Close: plainText(t.wordClose)}
	if v.EntityID == "" {
		l.paragraph("nothing", (&rich{}).bold(t.sentenceNothingLeft))
	} else {
		t.entity(l, v, width)
	}
	l.context("place", t.sayEntityPlace(v.Position, v.Total, v.Open))
	l.actions("ways", t.entityWays(v)...)
	if v.State == approvals.EntityOpen {
		meta.Asked = v.AskedMark()
		view.Submit = plainText(cutText(t.wordRecord, 24))
		l.blocks = append(l.blocks, t.verdictField(meta), t.entityComment(meta, v.Review))
	}
	l.context("sign", t.sentenceSignThere)
	view.PrivateMetadata, view.Blocks = meta.Encode(), slack.Blocks{BlockSet: l.blocks}
	return view
}

// entity says who or what it is, all that is known of it, and where it stands.
func (t *texts) entity(l *blockList, v approvals.EntityView, width int) {
	if v.State == approvals.EntityGone {
		l.paragraph("gone", (&rich{}).bold(t.sentenceGoneEntity))
		return
	}
	name := foreign(v.Told.Shown(), maxName)
	if name == "" {
		name = t.wordNotSaid
	}
	l.header("head", name)
	l.paragraph("facts", t.entityFacts(v.Told, width))
	l.paragraph("state", t.entityStands(v))
	l.paragraph("refused", t.entityRefused(v))
}

func (t *texts) entityFacts(e approvals.EntityTold, width int) *rich {
	r := &rich{}
	told := func(label, value string) {
		if value == "" {
			value = t.wordNotSaid
		}
		r.fact(t, label, value)
	}
	told(t.wordIdentity, foreign(e.Identity, width))
	r.fact(t, t.wordKind, foreign(e.Kind, width))
	told(t.wordState, foreign(e.Status, width))
	if !e.Created.IsZero() {
		r.line().bold(t.wordCreated+t.wordColon).text(" ").moment(t, e.Created, formatDay)
	}
	for _, f := range e.Facts[:min(len(e.Facts), maxFactsShown)] {
		value := foreign(f.Value, width)
		if f.State != approvals.FactTold {
			value = "(" + t.sayFactState(f.State) + ")"
		}
		r.fact(t, foreign(f.Column, min(maxFactLabel, width)), value)
	}
	return r
}

// entityStands is empty for an entity that is open.
func (t *texts) entityStands(v approvals.EntityView) *rich {
	by, mine := "", false
	if v.Decision != nil {
		by, mine = foreign(v.Decision.DeciderName, maxName), v.Decision.DeciderID == v.Review.Viewer.ID
	}
	r := &rich{}
	sign, words := t.sayEntityState(v.State, by, mine)
	if v.State == approvals.EntityRecording && v.Decision != nil && v.Decision.Stalled {
		if words = t.sentenceStalledMine; !mine {
			words = t.sayStalledOther(by)
		}
	}
	if words == "" {
		return r
	}
	r.text(sign + " ").bold(words)
	if v.Decision == nil {
		return r
	}
	if !v.Decision.EndedAt.IsZero() {
		r.text(", ").moment(t, v.Decision.EndedAt, formatTime)
	}
	if c := foreign(v.Decision.Comment, maxDescription); c != "" {
		r.line().italic(c)
	}
	return r
}

// entityRefused tells the viewer why his own last decision on it did not come about.
func (t *texts) entityRefused(v approvals.EntityView) *rich {
	r := &rich{}
	switch {
	case v.GivenUp:
		r.text(signFailed + " " + t.sentenceNotRecorded)
	case v.Refusal != nil:
		r.text(signFailed + " " + Sentence(v.Review.Language, v.Refusal))
	}
	return r
}

func (t *texts) entityWays(v approvals.EntityView) []slack.BlockElement {
	var out []slack.BlockElement
	value := v.EntityID
	if value == "" {
		value = v.Review.Item.ID
	}
	if v.Position > 1 {
		out = append(out, newButton(ActionEntityPrevious, value, t.wordPrevious, slack.StyleDefault))
	}
	if v.Position < v.Total {
		out = append(out, newButton(ActionEntityNext, value, t.wordNext, slack.StyleDefault))
	}
	return append(out, t.viewButton(ActionReviewLink, v.Review.WorkItemURL)...)
}

// verdictField has no choice made beforehand: whoever decides says what.
func (t *texts) verdictField(m EntityMeta) *slack.InputBlock {
	choice := func(v approvals.Verdict, word string) *slack.OptionBlockObject {
		return slack.NewOptionBlockObject(string(v), plainText(word), nil)
	}
	radio := slack.NewRadioButtonsBlockElement(ActionEntityVerdict, choice(approvals.Approve, t.wordKeep), choice(approvals.Deny, t.wordRevoke))
	return slack.NewInputBlock(m.verdictBlock(), plainText(t.wordDecision), nil, radio)
}

func (t *texts) entityComment(m EntityMeta, v approvals.CardView) *slack.InputBlock {
	input := slack.NewPlainTextInputBlockElement(nil, ActionComment)
	input.Multiline = true
	input.MaxLength = MaxCommentTyped
	hint := t.sentenceCommentHint
	if v.CommentOnDeny {
		hint = t.sentenceRevokeHint
	}
	return slack.NewInputBlock(m.commentBlock(), plainText(t.wordComment), plainText(hint), input).WithOptional(!v.CommentOnApprove || !v.CommentOnDeny)
}

// EntityTakenModal stands in for the next entity where that cannot be read in time: the decision on the one before is on its way.
func EntityTakenModal(language approvals.Language, m EntityMeta, before Decided) slack.ModalViewRequest {
	t := speak(language)
	sign, words := t.sayEntityState(approvals.EntityRecording, "", true)
	l := &blockList{}
	name := foreign(before.Name, maxName)
	if name == "" {
		name = t.wordNotSaid
	}
	l.paragraph("before", (&rich{}).text(sign+" ").bold(name).text(t.wordColon+" "+words))
	l.actions("ways", newButton(ActionEntityNext, m.EntityID, t.wordNext, slack.StyleDefault))
	return slack.ModalViewRequest{Type: slack.VTModal, CallbackID: CallbackEntity, PrivateMetadata: m.Encode(), Title: plainText(t.wordDecideHere),
		Close: plainText(t.wordClose), Blocks: slack.Blocks{BlockSet: l.blocks}}
}

// EntityEndingNote tells somebody why his decision on an entity did not come about; the view is that of the review.
func EntityEndingNote(e approvals.Ending, v approvals.CardView) Message {
	t := speak(e.Language)
	name := foreign(e.EntityName, maxName)
	if name == "" {
		name = t.wordNotSaid
	}
	head := t.sayEntityEnding(name, reviewName(v.Item), e.Verdict)
	why := t.sentenceNotRecorded
	if e.Refusal != nil {
		why = Sentence(e.Language, e.Refusal)
	}
	l := &blockList{}
	l.paragraph("note", (&rich{}).text(signFailed+" ").bold(head).line().text(why))
	if v.Review != nil {
		l.actions("buttons", t.reviewButton(ActionView, v.WorkItemURL, *v.Review)...)
	}
	return Message{Text: fallback(head, why), Blocks: l.blocks}
}
