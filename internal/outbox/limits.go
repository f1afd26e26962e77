package outbox

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"time"
)

// ErrNoLimitKnown says that the method is not in this package's table, so its limit is unknown.
var ErrNoLimitKnown = errors.New("no limit known")

// PostMessage is the method whose calls are also paced by channel.
const PostMessage = "chat.postMessage"

// portionLife is how long tokens of a portion stay valid.
const portionLife = 500 * time.Millisecond

// onTheWay is by how much the times differ that calls take to reach Slack.
const onTheWay = 2 * time.Second

// limit is a rate: burst at once, perMinute in the long run.
type limit struct {
	perMinute float64
	burst     float64
	// late is how long after its taking a token may still be spent.
	late time.Duration
	// portion is how many tokens bulk work takes at once.
	portion float64
}

// Post is the budget's name for a message to this channel. It takes from the method's budget and from the channel's.
// Name a direct message by its D… id, since the user's id would be another budget for the same channel.
func Post(channel string) string { return PostMessage + "/" + channel }

// split takes a budget's name apart; channel is "" where only the method counts.
func split(name string) (method, channel string) {
	method, channel, _ = strings.Cut(name, "/")
	return method, channel
}

// limitOf returns a method's limit; limited is false for methods that Slack does not count.
func limitOf(method string) (l limit, limited bool, err error) {
	switch method {
	case "auth.test", "chat.getPermalink":
		return limit{}, false, nil
	case PostMessage:
		return minuteLimit(600), true, nil
	case "users.list", "dnd.teamInfo", "usergroups.users.list":
		return minuteLimit(20), true, nil
	case "chat.update", "chat.delete", "chat.scheduleMessage", "conversations.open", "conversations.info",
		"conversations.history", "users.lookupByEmail", "dnd.info", "apps.connections.open":
		return minuteLimit(50), true, nil
	case "chat.postEphemeral", "conversations.members", "users.info",
		"views.open", "views.push", "views.update", "views.publish":
		return minuteLimit(100), true, nil
	}
	return limit{}, false, fmt.Errorf("find the limit of %q: %w", method, ErrNoLimitKnown)
}

// minuteLimit is a limit per minute, with one minute's worth as the burst.
func minuteLimit(perMinute float64) limit {
	return limit{
		perMinute: perMinute,
		burst:     perMinute,
		late:      portionLife + onTheWay,
		portion:   min(5, max(1, math.Floor(perMinute/20))),
	}
}

// channelLimit is one message a second in one channel, three in a burst. Its tokens are spent at once.
func channelLimit() limit {
	return limit{perMinute: 60, burst: 3, late: 500 * time.Millisecond, portion: 1}
}

func (l limit) perSecond() float64 { return l.perMinute / 60 }

// capacity is the size of the budget: the burst, less what returns while a token is on its way.
func (l limit) capacity() float64 { return l.burst - l.perSecond()*l.late.Seconds() }

// reserve is what bulk work leaves for callers whom somebody waits for.
func (l limit) reserve() float64 { return max(1, math.Ceil(l.burst/10)) }
