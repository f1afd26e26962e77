package approvals

import (
	"fmt"
	"strings"
	"time"
)

// fixedZone begins the name of a time zone of which only the distance from UTC is known.
const fixedZone = "UTC"

// ZoneName gives the name to keep for somebody's time zone: the name of the zone database that their profile has, or a name such as
// UTC+05:45 where this machine does not know that name and the profile tells the distance. offset is in seconds, positive to the
// east; 0 where it is not told.
func ZoneName(name string, offset int) string {
	if offset == 0 || offset < -maxOffset || offset > maxOffset || !unknownZone(name) {
		return name
	}
	sign, minutes := '+', offset/60
	if minutes < 0 {
		sign, minutes = '-', -minutes
	}
	return fmt.Sprintf("%s%c%02d:%02d", fixedZone, sign, minutes/60, minutes%60)
}

// maxOffset is beyond every time zone there is, in seconds.
const maxOffset = 18 * 3600

func unknownZone(name string) bool {
	if name == "" || name == "Local" {
		return true
	}
	_, err := time.LoadLocation(name)
	return err != nil
}

// FixedZone gives the zone of a name such as UTC+05:45; false for every other name.
func FixedZone(name string) (*time.Location, bool) {
	rest, ok := strings.CutPrefix(name, fixedZone)
	if !ok {
		return nil, false
	}
	at, err := time.Parse("-07:00", rest)
	if err != nil {
		return nil, false
	}
	_, offset := at.Zone()
	return time.FixedZone(name, offset), true
}
