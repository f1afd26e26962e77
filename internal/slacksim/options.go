package slacksim

import (
	"log/slog"
	"slices"
	"time"
)

// Options describes the workspace and the app. The zero value of each field stands for the default named there.
type Options struct {
	// Clock is the workspace's clock; the machine's by default. Sim.Advance moves on from it.
	Clock func() time.Time
	// Logger takes what goes wrong inside the simulator; nothing is logged by default.
	Logger *slog.Logger
	// Seed decides every random choice: the socket for an envelope, faults by probability, ids.
	Seed uint64

	AppToken string // default xapp-1-A0SIMAPP-1-sim
	BotToken string // default xoxb-sim
	// Scopes are those of the bot token; by default chat:write commands im:write im:history app_mentions:read users:read
	// users:read.email dnd:read.
	Scopes []string
	// Events are the event types that the app is subscribed to; by default those of the app's manifest.
	Events []string
	// Commands are the slash commands of the app; /approvals by default.
	Commands []string

	AppID        string // default A0SIMAPP
	TeamID       string // default T0SIMTEAM
	TeamDomain   string // default simulated
	TeamName     string // default Simulated
	EnterpriseID string // default none: a workspace of its own
	BotUserID    string // default U0SIMBOT
	BotID        string // default B0SIMBOT
	BotName      string // default approvals

	// Limits switches Slack's rate limits on.
	Limits bool
	// TriggerLife is how long a trigger_id may be used; 3 s by default.
	TriggerLife time.Duration
	// AckDeadline is how long an envelope waits for its ack; 3 s by default.
	AckDeadline time.Duration
	// Redelivery are the distances before an event that was not acked comes again; 0, 1 min, 5 min by default.
	Redelivery []time.Duration
	// PingInterval is the distance of WebSocket pings, by the machine's clock; 5 s by default, 10 s at most.
	PingInterval time.Duration
	// GhostLife is how long a socket that no longer answers pings stays registered, by the machine's clock; 60 s by default.
	GhostLife time.Duration
	// ConnectionLife is how long a socket lives before it is refreshed; for ever by default.
	ConnectionLife time.Duration
	// RefreshWarning is the time between `warning` and `refresh_requested`; 10 s by default.
	RefreshWarning time.Duration
	// ListLimit is the number of members above which users.list wants a limit; 1000 by default.
	ListLimit int
	// StrictAck counts an ack only on the socket that carried the envelope. Slack's own rule is not known.
	StrictAck bool
	// NoEcho leaves out the events about the app's own messages.
	NoEcho bool

	ownClock bool
}

func (o Options) withDefaults() Options {
	if o.Clock == nil {
		o.Clock, o.ownClock = time.Now, true
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	texts := map[*string]string{
		&o.AppToken: "xapp-1-A0SIMAPP-1-sim", &o.BotToken: "xoxb-sim", &o.AppID: "A0SIMAPP", &o.TeamID: "T0SIMTEAM",
		&o.TeamDomain: "simulated", &o.TeamName: "Simulated", &o.BotUserID: "U0SIMBOT", &o.BotID: "B0SIMBOT", &o.BotName: "approvals",
	}
	for at, value := range texts {
		if *at == "" {
			*at = value
		}
	}
	times := map[*time.Duration]time.Duration{
		&o.TriggerLife: 3 * time.Second, &o.AckDeadline: 3 * time.Second, &o.PingInterval: 5 * time.Second,
		&o.GhostLife: time.Minute, &o.RefreshWarning: 10 * time.Second,
	}
	for at, value := range times {
		if *at <= 0 {
			*at = value
		}
	}
	o.PingInterval = min(o.PingInterval, 10*time.Second)
	return o.withLists()
}

func (o Options) withLists() Options {
	if o.Scopes == nil {
		o.Scopes = []string{"chat:write", "commands", "im:write", "im:history", "app_mentions:read", "users:read", "users:read.email",
			"dnd:read"}
	}
	if o.Events == nil {
		o.Events = []string{"app_home_opened", "app_mention", "message.im", "user_change", "team_join", "app_uninstalled", "tokens_revoked"}
	}
	if o.Commands == nil {
		o.Commands = []string{"/approvals"}
	}
	if o.Redelivery == nil {
		o.Redelivery = []time.Duration{0, time.Minute, 5 * time.Minute}
	}
	if o.ListLimit == 0 {
		o.ListLimit = 1000
	}
	o.Scopes, o.Events, o.Commands = slices.Clone(o.Scopes), slices.Clone(o.Events), slices.Clone(o.Commands)
	return o
}
