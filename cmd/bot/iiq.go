package main

import (
	"log/slog"
	"time"

	"github.com/iiq-approvals/bot/internal/iiq"
)

// newIIQ makes the client of IdentityIQ that the settings describe. observe may be nil.
func newIIQ(c IIQConfig, logger *slog.Logger, observe iiq.Observer) (*iiq.Client, error) {
	if c.IdentitySource != "table" {
		return nil, &settingsError{problems: []problem{{
			Name: "IDENTITY_SOURCE", Value: quoted(c.IdentitySource), Expected: "table: this version cannot read identities by SCIM",
		}}}
	}
	return iiq.New(iiq.Config{
		RootURL: c.URL, PublicURL: c.PublicURL,
		ClientID: c.ClientID, ClientSecret: c.ClientSecret.Reveal(),
		PluginPath: c.PluginPath, ActionMethod: c.ActionMethod,
		PageSize: c.PageSize, Timeout: c.Timeout, MaxConcurrency: c.MaxConcurrency,
		ESignAttribute: c.ESignAttribute, ActiveFilter: c.ActiveFilter,
		IdentityColumns: c.IdentityColumns, ReviewColumns: c.ReviewColumns,
		LinkWorkItem: c.LinkWorkItem, LinkRequest: c.LinkRequest, LinkReview: c.LinkReview,
	}, nil, time.Now, logger, observe)
}
