package looping

import (
	"sync"
	"time"
)

// Zone gives the time zone of this name; UTC for "" and for names that nobody knows.
func Zone(name string) *time.Location {
	// "Local" would be the zone of the machine that the bot happens to run on.
	if name == "" || name == "Local" {
		return time.UTC
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return zone
}

// Zones remembers time zones by name, since each is a file to be read. It keeps no more than there are zones in the world,
// and is safe for concurrent use. A nil *Zones reads each time.
type Zones struct {
	mu    sync.Mutex
	known map[string]*time.Location
}

// mostZones is above the number of names in the zone database.
const mostZones = 1000

// Zone is as the function of this name.
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
