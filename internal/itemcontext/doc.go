// Package itemcontext reads what helps to decide an item, beside the item itself: from the gateway where it tells it, else from the
// item's identity request and from our own tables.
//
//	a card is about to go out ──▶ BeforeCard: one read an item, awaited for two seconds at most
//	somebody opens Details ──────▶ Fresh: read again, and kept
//
// A read that fails costs nothing but the facts.
package itemcontext
