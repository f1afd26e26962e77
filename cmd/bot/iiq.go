package main

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/iiq-approvals/bot/internal/iiq"
)

// newIIQ makes the client of IdentityIQ that the settings describe. observe may be nil.
func newIIQ(c IIQConfig, logger *slog.Logger, observe iiq.Observer) (*iiq.Client, error) {
	return newIIQThrough(c, nil, logger, observe)
}

// newIIQThrough is newIIQ with a transport of the caller's; nil is the client's own.
func newIIQThrough(c IIQConfig, through *http.Client, logger *slog.Logger, observe iiq.Observer) (*iiq.Client, error) {
	return iiq.New(iiq.Config{
		RootURL: c.URL, PublicURL: c.PublicURL,
		ClientID: c.ClientID, ClientSecret: c.ClientSecret.Reveal(),
		PluginPath: c.PluginPath, ActionMethod: c.ActionMethod,
		PageSize: c.PageSize, Timeout: c.Timeout, MaxConcurrency: c.MaxConcurrency,
		IdentitySource: c.IdentitySource, SCIMUser: c.SCIMUser, SCIMPassword: c.SCIMPassword.Reveal(),
		ESignAttribute: c.ESignAttribute, ActiveFilter: c.ActiveFilter,
		IdentityColumns: c.IdentityColumns, ReviewColumns: c.ReviewColumns,
		LinkWorkItem: c.LinkWorkItem, LinkRequest: c.LinkRequest, LinkReview: c.LinkReview,
		ReadOnly: c.ReadOnly, Refused: c.Refused,
	}, through, time.Now, logger, observe)
}
