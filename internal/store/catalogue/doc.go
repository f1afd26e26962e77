// Package catalogue keeps what IIQ's catalogue says of entitlements, roles and applications, so that it is asked once a day for each
// and not once for each line.
//
//	lines of an item ─► Known: what is fresh here ─► what is missing: SCIM ─► Keep, also that nothing is known
package catalogue
