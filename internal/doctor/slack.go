package doctor

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/identitymap"
	"github.com/iiq-approvals/bot/internal/slackui/webapi"
)

// workspace is a workspace that answers.
type workspace struct {
	here      approvals.Workspace
	directory *webapi.Directory
}

const slackAppPage = "api.slack.com/apps, the app, "

// slack checks both tokens, or the bot token where there is no app token; nil when the bot token cannot be used.
func (p *patient) slack(ctx context.Context) *workspace {
	api := webapi.New(p.Slack.API, p.Clock)
	ws, scopes, err := api.Workspace(ctx)
	if err != nil {
		p.slackTrouble("slack: bot token", slackAppPage+"OAuth & Permissions: install the app again, and put its bot token into SLACK_BOT_TOKEN", err)
	} else {
		p.ok("slack: bot token", "workspace %s, bot user %s: for cards and answers", ws.TeamID, ws.BotUserID)
		p.scopes(scopes)
	}
	if p.Slack.API.AppToken != "" {
		p.socketMode(ctx, api)
	}
	p.look("slack: Home tab", slackAppPage+"App Home: Home Tab and Messages Tab are on, and people may write to the app")
	p.look("slack: interactivity", slackAppPage+"Interactivity & Shortcuts: it is on (no address is needed in Socket Mode)")
	p.look("slack: command", slackAppPage+"Slash Commands: "+strings.Join(p.Slack.App.Commands, ", ")+" is there; Event Subscriptions has "+
		strings.Join(p.Slack.App.Events, ", "))
	if p.Slack.AdminChannel != "" {
		p.look("slack: admin channel", "the app was invited to the channel "+p.Slack.AdminChannel+" (ADMIN_CHANNEL)")
	}
	if err != nil {
		return nil
	}
	return &workspace{here: ws, directory: webapi.NewDirectory(api, ws.TeamID, identitymap.ErrNoSuchUser)}
}

// socketMode tries the app-level token.
func (p *patient) socketMode(ctx context.Context, api *webapi.Client) {
	if err := api.CheckAppToken(ctx); err != nil {
		p.appToken(err)
		return
	}
	p.ok("slack: app token", "Socket Mode gives a connection, which was not taken: for clicks and events")
}

func (p *patient) appToken(err error) {
	var word *webapi.SlackError
	cure := slackAppPage + "Basic Information, App-Level Tokens: generate one with the scope " + strings.Join(p.Slack.App.AppScopes, ", ") + " for SLACK_APP_TOKEN"
	if errors.As(err, &word) && strings.Contains(word.Word, "socket_mode") || errors.As(err, &word) && word.Word == "link_disabled" {
		cure = slackAppPage + "Socket Mode: switch it on"
	}
	p.slackTrouble("slack: app token", cure, err)
}

func (p *patient) slackTrouble(check, cure string, err error) {
	wrong, tlsCure, is := tlsTrouble(err, "SLACK_API_URL", true)
	switch {
	case is:
		p.fail(check, tlsCure, "%s", wrong)
	case errors.Is(err, webapi.ErrNotSent):
		p.fail(check, "check the network and the proxy (HTTPS_PROXY), and SLACK_API_URL", "Slack cannot be reached: %s", lastWords(err))
	case errors.Is(err, approvals.ErrUnclear), errors.Is(err, webapi.ErrRateLimited):
		p.fail(check, "try again in a minute; status.slack.com tells of troubles", "Slack does not answer as it should: %s", lastWords(err))
	default:
		p.fail(check, cure, "refused: %s", lastWords(err))
	}
}

// scopes compares the bot token's scopes with manifest.yml.
func (p *patient) scopes(has []string) {
	const check = "slack: scopes"
	if len(has) == 0 {
		p.look(check, slackAppPage+"OAuth & Permissions: the scopes are those of manifest.yml; Slack did not tell them")
		return
	}
	missing := without(p.Slack.App.BotScopes, has)
	extra := without(has, p.Slack.App.BotScopes)
	switch {
	case len(missing) > 0:
		p.fail(check, slackAppPage+"App Manifest: paste manifest.yml, then install the app again", "missing: %s", strings.Join(missing, ", "))
	case len(extra) > 0:
		p.warn(check, "take them away: "+slackAppPage+"App Manifest, paste manifest.yml, then install the app again", "more than needed: %s", strings.Join(extra, ", "))
	default:
		p.ok(check, "as in manifest.yml")
	}
}

// without gives the words that are not among the others.
func without(words, others []string) []string {
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool { return slices.Contains(others, w) })
}
