package books

import "slices"

// formerApprovers are people whose card still asks them, and who have left the workgroup: the bot sees it at its next look at
// the workgroup.
func (a *Accountant) formerApprovers(d rows) []Imbalance {
	var wrong []Imbalance
	members := map[string][]string{}
	for _, i := range a.IIQ.OpenItems() {
		members[i.ID] = MembersOf(a.IIQ, i.OwnerID)
	}
	for _, c := range d.cards {
		if who, open := members[c.WorkItemID]; open && c.State == "posted" && c.Withdrawn == "" && !slices.Contains(who, c.IdentityID) {
			wrong = append(wrong, Imbalance{c.WorkItemID, a.nameOf(c.IdentityID) + " may no longer decide it and has a card"})
		}
	}
	return wrong
}
