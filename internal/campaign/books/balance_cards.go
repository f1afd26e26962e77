package books

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slacksim"
)

// cardBooks balance the cards against how things are in IdentityIQ.
type cardBooks struct {
	*Accountant
	d rows
	// truth is how each item that ended did so.
	truth map[string]Ending
}

// balance checks that each card's last version is true, that nobody has two cards for the same item, and that
// everybody who may decide has one.
func (a cardBooks) balance(l *Ledger) {
	var untrue, doubled []Imbalance
	states := map[string]int{}
	for _, c := range a.d.cards {
		states[c.State]++
		if c.State != "posted" {
			continue
		}
		m, err := a.Slack.Message(c.ChannelID, c.MessageTs)
		if err != nil {
			untrue = append(untrue, Imbalance{c.WorkItemID, "card " + c.ID + " has no message in Slack"})
			continue
		}
		if why := a.untrue(c, m); why != "" {
			untrue = append(untrue, Imbalance{c.WorkItemID, fmt.Sprintf("card %s of %s: %s", c.ID, a.nameOf(c.IdentityID), why)})
		}
	}
	doubled = append(a.strayMessages(), twins(a.d)...)
	l.Add("cards posted", states["posted"])
	l.Add("cards that were overtaken before they were sent", states["ended"])
	l.Wrong("cards that tell something false", untrue)
	l.Wrong("cards that somebody has twice", doubled)
	l.Wrong("approvers without a card", a.missingCards(a.d))
}

// untrue says what is false on a card, "" when everything is true.
func (a cardBooks) untrue(c cardRow, m slacksim.Message) string {
	text, open := a.Slack.VisibleText(m), Decidable(m)
	item, err := a.IIQ.WorkItem(c.WorkItemID)
	if err != nil {
		return "IdentityIQ has never had its item"
	}
	switch {
	case c.Withdrawn == "forwarded":
		return Ending{Word: "Forwarded"}.untrue(text, open)
	case c.Withdrawn == "newer":
		return Ending{Word: "There is a newer copy of this card below."}.untrue(text, open)
	case c.Withdrawn == "left", c.Withdrawn == "unlinked":
		return Ending{Word: "No longer yours to decide"}.untrue(text, open)
	case a.isOpen(item.ID):
		return a.untrueOpen(c, item, text, open)
	}
	return a.truth[c.WorkItemID].untrue(text, open)
}

// untrue says what is false in the text of a card whose item ended like this.
func (e Ending) untrue(text string, open bool) string {
	switch {
	case open:
		return fmt.Sprintf("has buttons, and should say %q", e.Word)
	case e.Unclear && strings.Contains(text, "Completed in IdentityIQ"):
		return ""
	case e.Word == "" || !strings.Contains(text, e.Word):
		return fmt.Sprintf("does not say %q but %q", e.Word, status(text))
	case !e.Either && !strings.Contains(e.Word, "in IdentityIQ") && strings.Contains(text, e.Word+" in IdentityIQ"):
		return fmt.Sprintf("says %q, and it was decided here", e.Word+" in IdentityIQ")
	}
	return ""
}

// untrueOpen is untrue for cards of open items whose approver has not lost them.
func (a cardBooks) untrueOpen(c cardRow, item iiqsim.WorkItem, text string, open bool) string {
	link := item.NeedsSignature() || item.RequesterID == c.IdentityID || item.TargetID == c.IdentityID
	switch {
	case !slices.Contains(MembersOf(a.IIQ, item.OwnerID), c.IdentityID):
		return "still follows an item that is no longer theirs"
	case link && (open || !strings.Contains(text, "Decide in IdentityIQ")):
		return "can be decided in IdentityIQ only, and does not say so"
	case !link && !open:
		return fmt.Sprintf("has no buttons, and the item is open: %q", status(text))
	}
	for _, word := range []string{"Recording", "Approved by", "Denied by", "Not recorded", "Expired", "Canceled"} {
		if strings.Contains(text, word) {
			return fmt.Sprintf("says %q, and the item is open", word)
		}
	}
	return ""
}

// isOpen asks the list, which may contain closed items as well.
func (a cardBooks) isOpen(id string) bool {
	i, err := a.IIQ.WorkItem(id)
	if err != nil || !i.Open() {
		return false
	}
	return slices.ContainsFunc(a.IIQ.OpenItems(), func(o iiqsim.WorkItem) bool { return o.ID == id })
}

// status picks the words about the state out of a card's text.
func status(text string) string {
	for _, word := range []string{"Recording", "Approved", "Denied", "Decided", "Completed", "Expired", "Canceled", "Returned", "Forwarded",
		"No longer", "Not recorded", "Decide in"} {
		if i := strings.Index(text, word); i >= 0 {
			line, _, _ := strings.Cut(text[i:], "\n")
			return line[:min(len(line), 120)]
		}
	}
	return "no words about a state"
}

// strayMessages are messages of a card that the tables do not have: a second copy.
func (a cardBooks) strayMessages() []Imbalance {
	known := map[string]cardRow{}
	for _, c := range a.d.cards {
		known[c.ID] = c
	}
	var wrong []Imbalance
	for _, p := range a.People {
		for _, m := range a.Slack.Inbox(p.SlackID) {
			id := CardOf(m.Metadata)
			if id == "" {
				continue
			}
			c := known[id]
			if c.MessageTs == m.TS && c.ChannelID == m.Channel {
				continue
			}
			if orphan, why := a.orphan(m); !orphan {
				wrong = append(wrong, Imbalance{c.WorkItemID,
					fmt.Sprintf("message %s of %s shows card %s, which is %s at %q", m.TS, p.Name, id, c.State, c.MessageTs)})
			} else if why != "" {
				wrong = append(wrong, Imbalance{c.WorkItemID, fmt.Sprintf("message %s of %s: %s", m.TS, p.Name, why)})
			}
		}
	}
	return wrong
}

// CardOf is the id of the card that a message shows, as its metadata tells; "" for a message that is no card.
func CardOf(metadata []byte) string {
	var meta struct {
		Payload struct {
			CardID string `json:"card_id"`
		} `json:"event_payload"`
	}
	if json.Unmarshal(metadata, &meta) != nil {
		return ""
	}
	return meta.Payload.CardID
}

// twins are two cards for one person and item that the person neither asked for nor has lost.
func twins(d rows) []Imbalance {
	var wrong []Imbalance
	had := map[[2]string]string{}
	for _, c := range d.cards {
		if c.Asked || c.Withdrawn != "" || c.State == "ended" {
			continue
		}
		key := [2]string{c.WorkItemID, c.IdentityID}
		if other := had[key]; other != "" {
			wrong = append(wrong, Imbalance{c.WorkItemID, fmt.Sprintf("cards %s and %s are for the same person", other, c.ID)})
		}
		had[key] = c.ID
	}
	return wrong
}

// missingCards are people who may decide an open item and have no card for it.
func (a *Accountant) missingCards(d rows) []Imbalance {
	has, written := map[[2]string]bool{}, map[string]bool{}
	for _, c := range d.cards {
		written[c.IdentityID] = written[c.IdentityID] || c.State == "posted"
	}
	for _, c := range d.cards {
		// One that is held was counted in a message that shows another.
		if c.Withdrawn == "" && (c.State == "posted" || c.State == "held" && written[c.IdentityID]) {
			has[[2]string{c.WorkItemID, c.IdentityID}] = true
		}
	}
	var wrong []Imbalance
	for _, i := range a.IIQ.OpenItems() {
		for _, p := range MembersOf(a.IIQ, i.OwnerID) {
			if !has[[2]string{i.ID, p}] {
				wrong = append(wrong, Imbalance{i.ID, a.nameOf(p) + " may decide it and has no card"})
			}
		}
	}
	return wrong
}
