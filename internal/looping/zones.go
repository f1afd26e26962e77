package looping

import (
	"sync"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// Zone gives the time zone with this name, also of one that [approvals.ZoneName] made; UTC for "" and for unknown names.
func Zone(name string) *time.Location {
	// "Local" would be the zone of the machine that the bot happens to run on.
	if name == "" || name == "Local" {
		return time.UTC
	}
	if zone, ok := approvals.FixedZone(name); ok {
		return zone
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return zone
}

// Zones remembers time zones by name, since reading one costs a file. It keeps no more zones than there are in the
// world, and is safe for concurrent use. A nil *Zones reads the file each time.
type Zones struct {
	mu    sync.Mutex
	known map[string]*time.Location
}

// mostZones is above the number of names in the zone database.
const mostZones = 1000

// Zone is the function Zone with a memory.
func (z *Zones) Zone(name string) *time.Location {
	if z == nil {
		return Zone(name)
	}
	z.mu.Lock()
	defer z.mu.Unlock()
	if zone, ok := z.known[name]; ok {
		return zone
	}
	zone := Zone(name)
	if z.known == nil {
		z.known = map[string]*time.Location{}
	}
	if len(z.known) < mostZones {
		z.known[name] = zone
	}
	return zone
}
