// Package page is what `bot demo` shows in the browser: Slack as people meet it, one person or two side by side;
// IdentityIQ's work items and access reviews; a running account in plain words of what happens between them; and switches
// for trouble.
//
//	browser ──POST /do/…──▶ Page ──methods──▶ slacksim, iiqsim, Bot
//	browser ◀──GET /stream── viewer ◀──wake── slacksim, iiqsim, Journal
//
// Everything that is seen is rendered here, by html/template from the very Block Kit JSON that the bot sent; the browser
// gets pieces of HTML by server-sent events and puts them in their places. A viewer is one open browser page: it remembers
// what it has shown, and when something has changed sends only what differs.
//
// The page serves loopback hosts alone and loads nothing from elsewhere.
package page
