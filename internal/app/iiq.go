package app

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq"
	"github.com/iiq-approvals/bot/internal/settings"
)

// NewIIQ makes the client of IdentityIQ that the settings describe. observe may be nil.
func NewIIQ(c settings.IIQ, logger *slog.Logger, observe iiq.Observer) (*iiq.Client, error) {
	return NewIIQThrough(c, nil, logger, observe)
}

// NewIIQThrough is newIIQ with the caller's transport; nil is the client's own.
func NewIIQThrough(c settings.IIQ, through *http.Client, logger *slog.Logger, observe iiq.Observer) (*iiq.Client, error) {
	return iiq.New(iiq.Config{
		RootURL: c.URL, PublicURL: c.PublicURL,
		ClientID: c.ClientID, ClientSecret: c.ClientSecret.Reveal(),
		PluginPath: c.PluginPath, ActionMethod: c.ActionMethod,
		TrialWorkflow: c.TrialWorkflow, TrialDecides: c.TrialDecisions,
		Gateway: c.Gateway, PageSize: c.PageSize, Timeout: c.Timeout, MaxConcurrency: c.MaxConcurrency,
		IdentitySource: c.IdentitySource, SCIMUser: c.SCIMUser, SCIMPassword: c.SCIMPassword.Reveal(),
		ESignAttribute: c.ESignAttribute, ActiveFilter: c.ActiveFilter,
		IdentityColumns: c.IdentityColumns, ReviewColumns: c.ReviewColumns,
		LinkWorkItem: c.LinkWorkItem, LinkRequest: c.LinkRequest, LinkReview: c.LinkReview,
		DecisionKey: c.DecisionKey.Reveal(), Language: c.Language, ReadOnly: c.ReadOnly, Refused: c.Refused,
	}, through, time.Now, logger, observe)
}

// commentDemands gives the decisions for which the gateway wants a comment, as it said last; none where there is no gateway.
func commentDemands(client *iiq.Client) func() approvals.CommentDemands {
	return func() approvals.CommentDemands {
		g, _ := client.Gateway()
		return approvals.CommentDemands{Approve: g.WantsComment(approvals.StateFinished), Deny: g.WantsComment(approvals.StateRejected)}
	}
}
