// Package contexts keeps what helps to decide an item, beside the item itself. It is read once for each turn of an item, when the first
// of its cards goes out: a row's claim says who reads it, so that ten copies on three replicas make one read.
//
//	first card ──claim──▶ asked ──answer──▶ kept ◀──somebody opens Details, and it is asked again
//	                        └── none ──▶ nothing is known
//
// Nothing here raises a card: what comes late is in Details, and rides with the next change of the card.
package contexts
