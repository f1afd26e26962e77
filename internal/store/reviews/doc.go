// Package reviews stores what is seen of access reviews, and makes their cards follow. A review is counted by its entities, one
// short row each, and shown by a row of work items of its own, which Items keeps and closes.
//
//	pages of entities ──▶ SeenEntities ──▶ counted, at the end of a round ──▶ SettleReviews ──▶ a card for each reviewer
package reviews
