package iiqsim

import (
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Defaults of Options. The secret holds characters that a query-escaping client would garble, so that it is found out.
const (
	DefaultClientID     = "iiq-approvals-bot"
	DefaultClientSecret = "sim+secret/with=signs&%41"
	DefaultPluginPath   = "plugin/rest/moveworks-plugin"
	DefaultContextRoot  = "/identityiq"
	// The account for SCIM's Basic authentication; its password has a colon and signs outside ASCII.
	DefaultSCIMUser     = "svc.scim"
	DefaultSCIMPassword = "sim:päss word&%41"
)

// Options is what New takes. The zero value gives a working simulator.
type Options struct {
	// Clock gives the time before any skew; nil is time.Now.
	Clock func() time.Time
	// Logger gets one debug line a call; nil discards.
	Logger *slog.Logger
	// Seed makes ids, tokens and the fault dice repeatable.
	Seed uint64
	// ClientID and ClientSecret are the OAuth client, compared raw.
	ClientID, ClientSecret string
	// SCIMUser and SCIMPassword are the account for SCIM's Basic authentication.
	SCIMUser, SCIMPassword string
	// TokenLifetime is how long an access token is good; 0 is 20 minutes.
	TokenLifetime time.Duration
	// ContextRoot is the first part of each path; empty is "/identityiq".
	ContextRoot string
	// PluginPath is the plugin's base below the context root, without slashes at its ends.
	PluginPath string
	// Gateway serves our own plugin at GatewayPath as well, over the same objects.
	Gateway bool
	// Trial has the gateway's trial workflow, which is launched by SCIM: TrialReads or TrialDecides; empty has none.
	Trial string
	// GatewayBy answers the gateway's calls at GatewayPath in the simulator's place, behind its tokens and its faults; what it
	// decides is told by Book. Gateway has no meaning beside it.
	GatewayBy http.Handler
	// LockWait is how long the gateway waits for a row that is locked; 0 is 5 s.
	LockWait time.Duration
	// LedgerLimit and ClosedLimit bound what is remembered of writes and closed items (the oldest go first); 0 is 1,000,000.
	LedgerLimit, ClosedLimit int

	Settings
}

// Values of the shape settings; the first of each group is what an empty setting means.
const (
	MembersXML     = "xml"
	MembersObjects = "objects"
	MembersArray   = "array"

	GoneAs404   = "404"
	GoneAsEmpty = "empty"
	GoneAs500   = "500"

	NoGroupAs404   = "404"
	NoGroupAs400   = "400"
	NoGroupAsEmpty = "empty"

	DescriptionAttribute = "attribute"
	DescriptionChild     = "child"

	SummariesChild      = "child"
	SummariesAttributes = "attributes"

	CommentsAttribute = "attribute"
	CommentsChild     = "child"

	CompleterDisplayName = "displayName"
	CompleterName        = "name"

	CommentsWhole   = "whole"
	CommentsEscaped = "escaped"
	CommentsPlain   = "plain"
	CommentsCut     = "cut"
	CommentsLost    = "lost"
	// CommentsAppended has something written behind it; CommentsReencoded is UTF-8 that was taken for Latin-1, with other line ends.
	CommentsAppended  = "appended"
	CommentsReencoded = "reencoded"

	ArchiveNone   = "none"
	ArchiveByID   = "byid"
	ArchiveListed = "listed"
)

// Nobody is the value of Completer and AnswerCompleter for no name at all.
const Nobody = "-"

// Settings are the shapes that are not known (docs/iiq-wire.md#what-the-simulator-holds), changeable while the
// simulator runs. Empty means the default.
type Settings struct {
	// ActionMethods are the methods that decide: PUT by default, POST for older guides.
	ActionMethods []string `json:"action_methods,omitempty"`
	// PageDefault is the page size without `limit` (100); PageCap silently cuts a larger one (1000).
	PageDefault int `json:"page_default,omitempty"`
	PageCap     int `json:"page_cap,omitempty"`
	// UnknownColumns are Identity columns that this IdentityIQ does not know in `attributes` and `orderby`;
	// UnknownFilterColumns are those it does not know in `filter`. Either fails the call with UnknownStatus (500).
	UnknownColumns       []string `json:"unknown_columns,omitempty"`
	UnknownFilterColumns []string `json:"unknown_filter_columns,omitempty"`
	UnknownStatus        int      `json:"unknown_status,omitempty"`
	// MembersAs is the shape of a workgroup's members: xml, objects or array. NestedMarked tells which members are groups.
	MembersAs    string `json:"members_as,omitempty"`
	NestedMarked bool   `json:"nested_marked,omitempty"`
	// NoGroupAs is the answer for the members of what is no workgroup: 404, 400 or empty.
	NoGroupAs string `json:"no_group_as,omitempty"`
	// GoneAs is the answer by id for what is not there: 404, empty (200) or 500.
	GoneAs string `json:"gone_as,omitempty"`
	// DescriptionAs places entitlement descriptions (by id only): attribute or child.
	DescriptionAs string `json:"description_as,omitempty"`
	// SummariesAs places approval summaries: child or attributes. CommentsAs places their comment: attribute or child.
	SummariesAs string `json:"summaries_as,omitempty"`
	CommentsAs  string `json:"comments_as,omitempty"`
	// CompleterAs is what names the completer: displayName or name.
	CompleterAs string `json:"completer_as,omitempty"`
	// Completer names this completer of whatever is decided through the plugin, whoever decided it; Nobody names none.
	// AnswerCompleter does so in the answer to the write alone.
	Completer       string `json:"completer,omitempty"`
	AnswerCompleter string `json:"answer_completer,omitempty"`
	// CommentsKept is what becomes of a comment that is written: whole, escaped (& < > as entities), plain (without what
	// lies beyond the first 65,536 characters), cut (its first 20 characters), lost, appended (with something behind it) or reencoded
	// (its bytes taken for Latin-1).
	CommentsKept string `json:"comments_kept,omitempty"`
	// KeepDecidedLines leaves lines alone that had a state before the item was decided.
	KeepDecidedLines bool `json:"keep_decided_lines,omitempty"`
	// SummariesLateMillis is how long after the end of an item its identity request tells of it.
	SummariesLateMillis int64 `json:"summaries_late_ms,omitempty"`
	// DeniedFinished makes a denied item itself read Finished, with its lines Rejected.
	DeniedFinished bool `json:"denied_finished,omitempty"`
	// Archive keeps closed items: none, byid (only by id) or listed (also in lists, with their state).
	Archive string `json:"archive,omitempty"`
	// RefusalStatus replaces the status of every refused write; 0 leaves 400, 404 and 409 as they are.
	RefusalStatus int `json:"refusal_status,omitempty"`
	// HideWorkgroups leaves workgroups out of the Identity table unless the filter names the column `workgroup`.
	HideWorkgroups bool `json:"hide_workgroups,omitempty"`
	// ShuffleUnordered gives lists without `orderby` a different order at every call, as a database may.
	ShuffleUnordered bool `json:"shuffle_unordered,omitempty"`
	// TouchEntities makes a change of a certification (phase, reviewers, signature) set `modified` of its entities.
	TouchEntities bool `json:"touch_entities,omitempty"`
	// SCIM is how the SCIM resources differ from the standard's best case.
	SCIM SCIMSettings `json:"scim,omitzero"`
}

func (o Options) withDefaults() Options {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	o.ClientID = either(o.ClientID, DefaultClientID)
	o.ClientSecret = either(o.ClientSecret, DefaultClientSecret)
	o.SCIMUser = either(o.SCIMUser, DefaultSCIMUser)
	o.SCIMPassword = either(o.SCIMPassword, DefaultSCIMPassword)
	o.ContextRoot = "/" + strings.Trim(either(o.ContextRoot, DefaultContextRoot), "/")
	o.PluginPath = strings.Trim(either(o.PluginPath, DefaultPluginPath), "/")
	o.TokenLifetime = either(o.TokenLifetime, 20*time.Minute)
	o.LockWait = either(o.LockWait, 5*time.Second)
	o.LedgerLimit = either(o.LedgerLimit, 1_000_000)
	o.ClosedLimit = either(o.ClosedLimit, 1_000_000)
	return o
}

func (c Settings) withDefaults() Settings {
	if len(c.ActionMethods) == 0 {
		c.ActionMethods = []string{http.MethodPut}
	}
	c.PageDefault = either(c.PageDefault, 100)
	c.PageCap = either(c.PageCap, 1000)
	c.SCIM.PageCap = either(c.SCIM.PageCap, scimPageCap)
	c.UnknownStatus = either(c.UnknownStatus, http.StatusInternalServerError)
	c.MembersAs = either(c.MembersAs, MembersXML)
	c.NoGroupAs = either(c.NoGroupAs, NoGroupAs404)
	c.GoneAs = either(c.GoneAs, GoneAs404)
	c.DescriptionAs = either(c.DescriptionAs, DescriptionAttribute)
	c.SummariesAs = either(c.SummariesAs, SummariesChild)
	c.CommentsAs = either(c.CommentsAs, CommentsAttribute)
	c.CompleterAs = either(c.CompleterAs, CompleterDisplayName)
	c.CommentsKept = either(c.CommentsKept, CommentsWhole)
	c.Archive = either(c.Archive, ArchiveNone)
	return c
}

// check reports the first setting that has a value outside of its list.
func (c Settings) check() error {
	for _, one := range []struct {
		name, value string
		allowed     []string
	}{
		{"members_as", c.MembersAs, []string{MembersXML, MembersObjects, MembersArray}},
		{"no_group_as", c.NoGroupAs, []string{NoGroupAs404, NoGroupAs400, NoGroupAsEmpty}},
		{"gone_as", c.GoneAs, []string{GoneAs404, GoneAsEmpty, GoneAs500}},
		{"description_as", c.DescriptionAs, []string{DescriptionAttribute, DescriptionChild}},
		{"summaries_as", c.SummariesAs, []string{SummariesChild, SummariesAttributes}},
		{"comments_as", c.CommentsAs, []string{CommentsAttribute, CommentsChild}},
		{"completer_as", c.CompleterAs, []string{CompleterDisplayName, CompleterName}},
		{"comments_kept", c.CommentsKept, []string{CommentsWhole, CommentsEscaped, CommentsPlain, CommentsCut, CommentsLost,
			CommentsAppended, CommentsReencoded}},
		{"archive", c.Archive, []string{ArchiveNone, ArchiveByID, ArchiveListed}},
	} {
		if !slices.Contains(one.allowed, one.value) {
			return fmt.Errorf("set %s: %q is not one of %s", one.name, one.value, strings.Join(one.allowed, ", "))
		}
	}
	for _, m := range c.ActionMethods {
		if m != http.MethodPut && m != http.MethodPost {
			return fmt.Errorf("set action_methods: %q is not PUT or POST", m)
		}
	}
	if c.PageDefault < 1 || c.PageCap < 1 {
		return fmt.Errorf("set page_default, page_cap: %d, %d: both take 1 and more", c.PageDefault, c.PageCap)
	}
	return c.SCIM.check()
}

// either gives value, or fallback where value is zero.
func either[T comparable](value, fallback T) T {
	var zero T
	if value == zero {
		return fallback
	}
	return value
}
