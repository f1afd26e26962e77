package approvals

import "regexp"

// LongestID is how many characters an id of IIQ has at most. Usually it has 32, all of them hexadecimal.
const LongestID = 64

var idForm = regexp.MustCompile(`^[0-9A-Za-z_-]{1,64}$`)

// ValidID reports whether a text can be an id of an object of IIQ. What reads ids from IIQ and what reads them back from a control in
// Slack both ask here, so that no id is taken by the one and refused by the other: docs/iiq-wire.md#work-items
func ValidID(s string) bool { return idForm.MatchString(s) }
