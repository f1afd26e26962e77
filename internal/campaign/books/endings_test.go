package books

import "testing"

// Every ending that only the request tells of can be unclear, whatever its word; nothing else excuses a card.
func TestWhatACardMaySayOfAnEnding(t *testing.T) {
	words := []string{
		"Approved by Sam Okoye in IdentityIQ", "Denied by Sam Okoye in IdentityIQ", "Expired", "Canceled", "Returned in IdentityIQ",
		"Completed in IdentityIQ", "Approved by Sam Okoye", "Forwarded", "No longer yours to decide",
	}
	for _, word := range words {
		for _, said := range words {
			for _, unclear := range []bool{false, true} {
				e := Ending{Word: word, Unclear: unclear}
				fine := word == said || unclear && said == "Completed in IdentityIQ"
				if why := e.untrue(said+", Today 08:45", false); (why == "") != fine {
					t.Errorf("%q for %+v: %q", said, e, why)
				}
				if e.untrue(said, true) == "" {
					t.Errorf("%q with buttons is taken for %+v", said, e)
				}
			}
		}
	}
	if (Ending{}).untrue("Expired", false) == "" {
		t.Error("an ending that nobody knows of is taken")
	}
}
