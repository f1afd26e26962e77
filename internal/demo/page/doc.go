// Package page is what `bot demo` shows in the browser: Slack as people meet it, for one person or two side by side;
// IdentityIQ's work items and access reviews; an account in plain words of what happens between them; and switches for
// trouble.
//
//	browser ──POST /do/…──▶ Page ──methods──▶ slacksim, iiqsim, Bot
//	browser ◀──GET /stream── viewer ◀──wake── slacksim, iiqsim, Journal
//
// The page renders everything here, with html/template, from the very Block Kit JSON that the bot sent. The browser
// gets pieces of HTML by server-sent events and puts them in their places. A viewer is one open browser page. It
// remembers what it has shown, and sends only the differences when something changes.
//
// The page serves loopback hosts alone and loads nothing from other hosts.
package page
