package campaign

import "slices"

// formerApprovers are people whose card still asks them, and who have left the workgroup: the bot sees it at its next look at
// the workgroup.
func (w *world) formerApprovers(d rows) []Imbalance {
	var wrong []Imbalance
	members := map[string][]string{}
	for _, i := range w.iiq.OpenItems() {
		members[i.ID] = w.membersOf(i.OwnerID)
	}
	for _, c := range d.cards {
		if who, open := members[c.WorkItemID]; open && c.State == "posted" && c.Withdrawn == "" && !slices.Contains(who, c.IdentityID) {
			wrong = append(wrong, Imbalance{c.WorkItemID, w.byID[c.IdentityID].name + " may no longer decide it and has a card"})
		}
	}
	return wrong
}
