package slacksim

import (
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"
)

// Sim is one workspace with one app installed in it. Make it with New, end it with Close.
type Sim struct {
	opts    Options
	log     *slog.Logger
	methods map[string]method
	// recorded has a lock of its own.
	recorded recording

	mu       sync.Mutex
	rnd      *rand.Rand
	offset   time.Duration
	skew     time.Duration
	timers   timers
	closed   bool
	stopping chan struct{}
	lastTS   int64
	baseURL  string

	users     map[string]*User
	userOrder []string
	zones     map[string]*time.Location
	channels  map[string]*channel
	dms       map[string]string
	seen      map[string][]*message
	modals    map[string][]*view
	homes     map[string]*view
	views     map[string]*view

	triggers map[string]*trigger
	hooks    map[string]*hook
	tokens   map[string]*token
	tickets  map[string]time.Time
	sockets  []*socket
	nextSock int
	env      envelopes
	buckets  map[string]*bucket
	faults   []*Fault

	nextFault int
	calls     callLog
	switches  Switches
	stats     Stats

	notices notices
}

// Switches are settings of the workspace and the app that an administrator could change while the app runs.
type Switches struct {
	// HomeTab off makes views.publish answer not_enabled.
	HomeTab bool `json:"home_tab"`
	// MessagesTab off makes messages to the app's DMs fail with messages_tab_disabled.
	MessagesTab bool `json:"messages_tab"`
	// SocketMode off sends link_disabled to every socket.
	SocketMode bool `json:"socket_mode"`
	// Limits are Slack's rate limits.
	Limits bool `json:"limits"`
	// RefuseOpens, when not empty, is the error that apps.connections.open answers.
	RefuseOpens string `json:"refuse_opens"`
}

// New makes a workspace with the bot user in it and nobody else.
func New(opts Options) *Sim {
	opts = opts.withDefaults()
	s := &Sim{
		opts: opts, log: opts.Logger, methods: methods(), stopping: make(chan struct{}),
		rnd:   rand.New(rand.NewPCG(opts.Seed, 0x51ac)),
		users: map[string]*User{}, zones: map[string]*time.Location{}, channels: map[string]*channel{}, dms: map[string]string{},
		seen:   map[string][]*message{},
		modals: map[string][]*view{}, homes: map[string]*view{}, views: map[string]*view{},
		triggers: map[string]*trigger{}, hooks: map[string]*hook{}, tickets: map[string]time.Time{}, buckets: map[string]*bucket{},
		tokens: map[string]*token{
			opts.AppToken: {kind: appToken, scopes: []string{"connections:write"}},
			opts.BotToken: {kind: botToken, scopes: opts.Scopes},
		},
		env:      envelopes{byID: map[string]*envelope{}},
		switches: Switches{HomeTab: true, MessagesTab: true, SocketMode: true, Limits: opts.Limits},
		notices:  notices{changed: make(chan struct{}), subscribers: map[int]chan Notice{}},
	}
	s.stats.init()
	bot := User{ID: opts.BotUserID, Name: opts.BotName, RealName: opts.BotName, IsBot: true, TeamID: opts.TeamID}
	s.users[bot.ID] = &bot
	s.userOrder = append(s.userOrder, bot.ID)
	return s
}

// Close ends every socket and every timer. The workspace can still be read.
func (s *Sim) Close() {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return
	}
	s.closed = true
	close(s.stopping)
	s.timers.stop()
	open := append([]*socket(nil), s.sockets...)
	s.mu.Unlock()
	for _, so := range open {
		so.cut()
	}
}

// Switches gives the settings as they are now.
func (s *Sim) Switches() Switches {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.switches
}

// SetSwitches changes the settings. Switching Socket Mode off disconnects every socket with link_disabled.
func (s *Sim) SetSwitches(change func(*Switches)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := s.switches
	change(&s.switches)
	if before.SocketMode && !s.switches.SocketMode {
		s.disconnectAll("link_disabled")
	}
	s.note(Notice{Kind: "switches"})
}
