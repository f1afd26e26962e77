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
	}, through, time.Now, logger, observe)
}
