package iiq

import "github.com/iiq-approvals/bot/internal/iiq/wiretest"

// The objects that the tests are made of.
const (
	itemID  = wiretest.ItemID
	ownerID = wiretest.OwnerID
	groupID = "7f00000190001111222233334444ffff"
	xmlHead = wiretest.Head

	entityBomb = wiretest.EntityBomb
	wholeItem  = wiretest.WholeItem
)

var (
	hexOf   = wiretest.ID
	listXML = wiretest.List
	itemXML = wiretest.OpenItem
	item    = wiretest.Item
	inMap   = wiretest.InMap
	set     = wiretest.Set
)
