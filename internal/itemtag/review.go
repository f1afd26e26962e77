package itemtag

import (
	"crypto/sha256"
	"encoding/hex"
)

// ReviewLine is what the tag of a line of an access review is made of: docs/gateway-contract.md#the-tag
type ReviewLine struct {
	ID, Entity, Type, Application, Attribute, Value, Status string
}

// Tag is the line's tag.
func (l ReviewLine) Tag() string {
	sum := sha256.Sum256(record(nil, "r1", letters(l.ID), letters(l.Entity), letters(l.Type), letters(l.Application),
		letters(l.Attribute), letters(l.Value), letters(l.Status)))
	return hex.EncodeToString(sum[:])
}
