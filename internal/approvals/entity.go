package approvals

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode"
)

// FactState says how well IIQ told one fact.
type FactState string

// FactTold is the rule; the others are said in words, so that nobody takes a gap for an empty value.
const (
	FactTold FactState = ""
	// FactMissing: IIQ has no value.
	FactMissing FactState = "missing"
	// FactMasked: IIQ hides the value behind signs.
	FactMasked FactState = "masked"
	// FactUnreadable: the value has a shape that is no text.
	FactUnreadable FactState = "unreadable"
)

// EntityFact is one column that the settings ask for beyond those that every installation has.
type EntityFact struct {
	Column string    `json:"column"`
	Value  string    `json:"value,omitempty"`
	State  FactState `json:"state,omitempty"`
}

// NewFact judges a value as it came: text is what it says, readable false where it is no text.
func NewFact(column, text string, readable bool) EntityFact {
	f := EntityFact{Column: column}
	switch {
	case !readable:
		f.State = FactUnreadable
	case strings.TrimSpace(text) == "":
		f.State = FactMissing
	case masked(text):
		f.State = FactMasked
	default:
		f.Value = text
	}
	return f
}

// masked: nothing but signs that stand for hidden ones.
func masked(s string) bool {
	return strings.TrimFunc(s, func(r rune) bool { return strings.ContainsRune("*•●∗", r) || unicode.IsSpace(r) }) == ""
}

// EntityTold is what IIQ tells of an entity besides its standing, as it is stored.
type EntityTold struct {
	// Identity is the name of the person who is reviewed; "" for what is no person, or where this IIQ does not tell.
	Identity string `json:"identity,omitempty"`
	Name     string `json:"name,omitempty"`
	// Kind is IIQ's own word (Identity, AccountGroup, BusinessRole …); "" where it is not asked for.
	Kind    string       `json:"kind,omitempty"`
	Status  string       `json:"status,omitempty"`
	Created time.Time    `json:"created,omitzero"`
	Facts   []EntityFact `json:"facts,omitempty"`
}

// Shown is by what people know the entity.
func (e EntityTold) Shown() string {
	if strings.TrimSpace(e.Name) != "" {
		return e.Name
	}
	return e.Identity
}

// Hash tells what is to be decided from what another entity, or the same one later, has to be decided: who, of what kind, and
// every column. How far it is, and since when, is left out.
func (e EntityTold) Hash() []byte {
	e.Status, e.Created = "", time.Time{}
	h := sha256.Sum256(mustJSON(e))
	return h[:]
}

// Person reports whether a person is reviewed, as far as IIQ tells: an entity of no known kind is taken for one.
func (e EntityTold) Person() bool {
	return e.Identity != "" || e.Kind == "" || strings.EqualFold(e.Kind, "Identity")
}

// toldOf reads what is stored; ok is false where nothing was read of the entity yet.
func toldOf(raw []byte) (told EntityTold, ok bool, err error) {
	if len(raw) == 0 {
		return told, false, nil
	}
	if err := json.Unmarshal(raw, &told); err != nil {
		return told, false, fmt.Errorf("read what was told of an entity: %w", err)
	}
	return told, true, nil
}

// sameTold compares what is stored, whose spelling is Postgres's own, with what was told now.
func sameTold(raw []byte, now EntityTold) bool {
	old, ok, err := toldOf(raw)
	return err == nil && ok && bytes.Equal(mustJSON(old), mustJSON(now))
}

// JudgeEntity says no where the settings forbid to decide an entity in Slack; nil means go on. Whoever is reviewed does not
// review himself, and where nobody can say who is reviewed it may be oneself.
func (p Policy) JudgeEntity(e EntityTold, who Identity, v Verdict, comment string) *Refusal {
	own := e.Identity != "" && SamePerson(Ref{Name: e.Identity}, who)
	if !p.AllowSelf && (own || e.Identity == "" && e.Person()) {
		return &Refusal{Code: RefusedOwnReview}
	}
	return p.lacksComment(v, comment)
}
