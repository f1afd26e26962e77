package wire

import "github.com/iiq-approvals/bot/internal/iiq/wiretest"

// The objects that the tests are made of.
const (
	itemID  = wiretest.ItemID
	ownerID = wiretest.OwnerID
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
	aLine   = wiretest.Line
)
