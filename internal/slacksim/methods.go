package slacksim

// result is an answer with ok true.
type result map[string]any

type tokenKind int

const (
	botToken tokenKind = iota
	appToken
)

// method is one row of the Web API: https://docs.slack.dev/reference/methods.
type method struct {
	name string
	// scopes: one of them is enough. Those that depend on the kind of conversation are asked for by the handler.
	scopes []string
	// tier 0 has no limit of its own that is ever met.
	tier  int
	token tokenKind
	run   func(*Sim, *call) (result, error)
}

// methods is the Web API's table.
func methods() map[string]method {
	rows := []method{
		{name: "apps.connections.open", scopes: []string{"connections:write"}, tier: 3, token: appToken, run: (*Sim).appsConnectionsOpen},
		{name: "auth.test", run: (*Sim).authTest},
		{name: "api.test", run: (*Sim).apiTest},
		{name: "team.info", scopes: []string{"team:read"}, tier: 3, run: (*Sim).teamInfo},

		{name: "chat.postMessage", scopes: []string{"chat:write"}, run: (*Sim).chatPostMessage},
		{name: "chat.update", scopes: []string{"chat:write"}, tier: 3, run: (*Sim).chatUpdate},
		{name: "chat.delete", scopes: []string{"chat:write"}, tier: 3, run: (*Sim).chatDelete},
		{name: "chat.postEphemeral", scopes: []string{"chat:write"}, tier: 4, run: (*Sim).chatPostEphemeral},
		{name: "chat.getPermalink", run: (*Sim).chatGetPermalink},

		{name: "conversations.open", tier: 3, run: (*Sim).conversationsOpen},
		{name: "conversations.info", tier: 3, run: (*Sim).conversationsInfo},
		{name: "conversations.history", tier: 3, run: (*Sim).conversationsHistory},
		{name: "conversations.replies", tier: 3, run: (*Sim).conversationsReplies},

		{name: "views.open", tier: 4, run: (*Sim).viewsOpen},
		{name: "views.push", tier: 4, run: (*Sim).viewsPush},
		{name: "views.update", tier: 4, run: (*Sim).viewsUpdate},
		{name: "views.publish", tier: 4, run: (*Sim).viewsPublish},

		{name: "users.lookupByEmail", scopes: []string{"users:read.email"}, tier: 3, run: (*Sim).usersLookupByEmail},
		{name: "users.info", scopes: []string{"users:read"}, tier: 4, run: (*Sim).usersInfo},
		{name: "users.list", scopes: []string{"users:read"}, tier: 2, run: (*Sim).usersList},
		{name: "dnd.info", scopes: []string{"dnd:read"}, tier: 3, run: (*Sim).dndInfo},
		{name: "dnd.teamInfo", scopes: []string{"dnd:read"}, tier: 2, run: (*Sim).dndTeamInfo},
	}
	table := make(map[string]method, len(rows))
	for _, m := range rows {
		table[m.name] = m
	}
	return table
}
