package e2e

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slacksim"
)

// Each alert rule holds of what a running bot tells once its cause has been made, and not before. Where a rule wants time
// to have gone by, the database's own notes of when it began are set back.
func TestEachAlertFiresAtItsCause(t *testing.T) {
	variant(t)
	rules := readAlertRules(t)
	causes := map[string]func(*testing.T, *alertRules){
		"IdentityIQ is away": identityIQIsAway, "IdentityIQ refuses": identityIQRefuses, "Slack's connections": slacksConnections,
		"IdentityIQ lists nothing": identityIQListsNothing,
		"Slack takes no messages":  slackTakesNoMessages, "Postgres refuses": postgresRefuses,
		"the decision log went back": theLogWentBack, "a booking is corrected": aBookingIsCorrected,
		"other rules are in force": otherRulesAreInForce,
	}
	played := 0
	t.Run("causes", func(t *testing.T) {
		for name, cause := range causes {
			t.Run(name, func(t *testing.T) {
				played++
				cause(t, rules)
			})
		}
	})
	for _, name := range rules.names {
		// Whoever plays some of the causes does not ask for all rules.
		if played == len(causes) && !rules.fired[name] {
			t.Errorf("nothing has made the cause of %s", name)
		}
	}
}

func identityIQIsAway(t *testing.T, rules *alertRules) {
	m := watched(t, rules, setting{"IIQ_TIMEOUT": "1s", "DECISION_KEEP": "10m"})
	card := m.gets(sam, m.role(sam))
	m.forget()
	m.raises(func() { m.IIQ.SetDown(true) }, "IIQApprovalsIIQAway")
	m.press(sam, card, "Approve")
	m.eventually("the rounds fail", func() bool {
		return m.one("SELECT count(*) FROM schedules WHERE name IN ('poll', 'reconcile') AND failing_since IS NOT NULL") == 2
	})
	m.raises(func() {
		m.sql("UPDATE schedules SET failing_since = failing_since - interval '901 seconds', last_ok_at = last_ok_at - interval '901 seconds' WHERE failing_since IS NOT NULL")
		m.sql("UPDATE identity_sync SET completed_at = completed_at - interval '12 hours'")
		m.sql("UPDATE decisions SET clicked_at = clicked_at - interval '301 seconds'")
	}, "IIQApprovalsPollFailing", "IIQApprovalsPollLate", "IIQApprovalsRoundFailing", "IIQApprovalsIdentitySyncOld",
		"IIQApprovalsDecisionsWaiting")
	m.raises(func() {
		m.sql("UPDATE decisions SET clicked_at = clicked_at - interval '1 hour', next_try_at = now()")
	}, "IIQApprovalsDecisionsGivenUp")
	m.raises(m.bot().stop, "IIQApprovalsDown")
}

func identityIQRefuses(t *testing.T, rules *alertRules) {
	m := watched(t, rules, nil)
	i := m.role(sam)
	card := m.gets(sam, i)
	m.raises(func() {
		m.fault(iiqsim.Fault{Kind: iiqsim.FaultStatus, Status: http.StatusInternalServerError, Method: "PUT", Path: itemPath})
		m.press(sam, card, "Approve")
	}, "IIQApprovalsDecisionsHeld")
	m.IIQ.ClearFaults()
	m.closed(sam, i, "Approved by Sam Okoye")
	m.raises(func() {
		m.fault(iiqsim.Fault{Kind: iiqsim.FaultStatus, Status: http.StatusForbidden, Path: itemsPath})
	}, "IIQApprovalsIIQForbidden")
	m.raises(func() {
		m.IIQ.ClearFaults()
		m.IIQ.SetClockSkew(24 * time.Hour)
		m.role(sam)
		m.IIQ.SetClockSkew(0)
	}, "IIQApprovalsStampsAhead")
	m.raises(func() {
		m.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: sam, Requester: lee, Target: dana,
			Item: iiqsim.WorkItem{ExpirationAs: "31.12.2026"}})
		m.ask(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: sam, Requester: lee, Target: dana,
			Item: iiqsim.WorkItem{ID: strings.Repeat("a", 65)}})
	}, "IIQApprovalsDatesUnread", "IIQApprovalsItemsUnusable")
	m.raises(func() {
		m.fault(iiqsim.Fault{Kind: iiqsim.FaultStatus, Status: http.StatusUnauthorized, Path: "/oauth2/token"})
		m.IIQ.RevokeTokens()
	}, "IIQApprovalsIIQTokenRefused")
	m.raises(func() {
		m.IIQ.ClearFaults()
		s := m.IIQ.Settings()
		s.UnknownColumns, s.UnknownFilterColumns = []string{"inactive"}, []string{"inactive"}
		m.must(m.IIQ.SetSettings(s))
		m.roundNow("identities")
	}, "IIQApprovalsActivityUnknown")
}

func aBookingIsCorrected(t *testing.T, rules *alertRules) {
	m := watched(t, rules, nil)
	i := m.role(sam)
	m.press(sam, m.gets(sam, i), "Approve")
	m.closed(sam, i, "Approved by Sam Okoye")
	m.raises(func() {
		m.sql("UPDATE decisions SET state = 'refused', refusal = 'unheard', looks = 1, look_at = now()")
		m.roundNow("reconcile")
	}, "IIQApprovalsBookingCorrected")
}

func otherRulesAreInForce(t *testing.T, rules *alertRules) {
	m := watched(t, rules, nil)
	file := m.story.rules(rulesOfTheStory)["SENSITIVITY_RULES"]
	m.raises(func() {
		_, errs, code := runBot(t, map[string]string{"DATABASE_URL": m.DatabaseURL}, "rules", "adopt", file, "--reason", "a trial")
		if code != 0 {
			t.Errorf("bot rules adopt: %d %s, want 0", code, errs)
		}
	}, "IIQApprovalsRulesReplaced")
}

func identityIQListsNothing(t *testing.T, rules *alertRules) {
	m := watched(t, rules, nil)
	m.gets(sam, m.role(sam))
	m.raises(func() {
		m.IIQ.SetListsEmpty(true)
		m.eventually("the item is missing", func() bool { return m.one("SELECT count(*) FROM absences") > 0 })
		m.sql("UPDATE absences SET since = since - interval '61 seconds'")
	}, "IIQApprovalsManyMissing")
	m.IIQ.SetListsEmpty(false)
}

func slacksConnections(t *testing.T, rules *alertRules) {
	m := watched(t, rules, nil)
	refuse := func(why string) { m.Slack.SetSwitches(func(w *slacksim.Switches) { w.RefuseOpens = why }) }
	m.raises(func() { refuse("internal_error"); m.Slack.DropSockets(1) }, "IIQApprovalsOneSocket")
	m.raises(func() { m.Slack.DropSockets(0) }, "IIQApprovalsNoSocket")
	refuse("")
	m.eventually("both connections are back", func() bool { return len(m.Slack.Sockets()) == 2 })
	m.raises(func() {
		for range 4 {
			m.foreignSocket()
		}
		// Our own are the oldest; the hello of the next one tells how many there are.
		m.Slack.DropSockets(1)
	}, "IIQApprovalsForeignConnections")
	m.raises(func() {
		m.Slack.KillToken(m.settings["SLACK_APP_TOKEN"], "invalid_auth")
		m.Slack.DropSockets(0)
	}, "IIQApprovalsSlackTokenRefused")
}

// foreignSocket is a Socket Mode connection of somebody else who has the app's token.
func (m *monitor) foreignSocket() {
	m.Helper()
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, m.SlackAPI+"apps.connections.open", http.NoBody)
	m.must(err)
	req.Header.Set("Authorization", "Bearer "+m.settings["SLACK_APP_TOKEN"])
	resp, err := http.DefaultClient.Do(req)
	m.must(err)
	defer resp.Body.Close()
	var opened struct{ URL string }
	m.must(json.NewDecoder(resp.Body).Decode(&opened))
	conn, answer, err := websocket.DefaultDialer.Dial(opened.URL, nil)
	m.must(err)
	m.must(answer.Body.Close())
	m.whole.Cleanup(func() { _ = conn.Close() })
}

// manyItems are more than a queue may have before it counts as stuck.
const manyItems = 2100

func slackTakesNoMessages(t *testing.T, rules *alertRules) {
	m := watched(t, rules, setting{"IIQ_PAGE_SIZE": "500"})
	card := m.role(sam)
	m.gets(sam, card)
	m.raises(func() {
		_, err := m.Slack.UpdateUser(m.SlackID(nora), func(u *slacksim.User) { u.Email = "else@example.com" })
		m.must(err)
		m.role(nora)
	}, "IIQApprovalsApproversUnreachable")
	m.raises(func() {
		m.slackFault(slacksim.Fault{Method: "chat.update", Kind: slacksim.FaultStatus, Status: 500})
		m.must(m.IIQ.Cancel(card.ID))
		m.eventually("three tries have failed", func() bool {
			m.sql("UPDATE cards SET next_try_at = now() WHERE shown < want AND failures > 0")
			return m.one("SELECT count(*) FROM cards WHERE failures >= 3") > 0
		})
		m.slackFault(slacksim.Fault{Method: "chat.postMessage", Kind: slacksim.FaultHang})
		for range manyItems {
			m.role(sam)
		}
	}, "IIQApprovalsCardsFailing", "IIQApprovalsCardsBehind", "IIQApprovalsQueueStuck")
	m.bot().kill()
}

func postgresRefuses(t *testing.T, rules *alertRules) {
	m := watched(t, rules, nil)
	i := m.role(sam)
	card := m.gets(sam, i)
	m.raises(func() {
		m.sql(`CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$`)
		m.sql("CREATE TRIGGER full_disk BEFORE INSERT ON decisions FOR EACH ROW EXECUTE FUNCTION full_disk()")
		m.press(sam, card, "Approve")
	}, "IIQApprovalsClicksFailing")
	m.raises(func() {
		m.Slack.KillToken(m.settings["SLACK_BOT_TOKEN"], "token_revoked")
		m.role(nora)
	}, "IIQApprovalsSlackTokenRefused")
	defer m.connections(true)
	m.raises(func() { m.connections(false) }, "IIQApprovalsDatabaseDown")
}

// theLogWentBack has a replica start on a log whose end was seen to be further on.
func theLogWentBack(t *testing.T, rules *alertRules) {
	m := watched(t, rules, nil)
	m.raises(func() {
		m.sql("INSERT INTO audit_head_notes (seq, hash) VALUES (1000000, decode(repeat('ab', 32), 'hex'))")
		m.start()
	}, "IIQApprovalsDecisionLogWentBack")
	m.raises(func() {
		m.press(sam, m.gets(sam, m.role(sam)), "Approve")
		m.eventually("the log has a row", func() bool { return m.one("SELECT seq FROM audit_head") > 0 })
		m.sql(`ALTER TABLE audit_log DISABLE TRIGGER ALL; ALTER TABLE audit_head DISABLE TRIGGER ALL; DELETE FROM audit_log;
			UPDATE audit_head SET seq = 0, hash = decode(repeat('00', 32), 'hex');
			ALTER TABLE audit_log ENABLE TRIGGER ALL; ALTER TABLE audit_head ENABLE TRIGGER ALL`)
	}, "IIQApprovalsDatabaseLost")
	m.raises(func() { m.sql("UPDATE schedules SET next_at = now() + interval '3 days' WHERE name = 'tidy'") }, "IIQApprovalsClockWentBack")
	if m.bot().logged("the decision log went back") == 0 {
		t.Error("the log of the process does not tell")
	}
}

// connections lets nobody, or everybody again, connect to the bot's database, and ends the connections that are open.
func (m *monitor) connections(allowed bool) {
	m.Helper()
	cfg, err := pgx.ParseConfig(m.DatabaseURL)
	m.must(err)
	name := cfg.Database
	cfg.Database = "postgres"
	ctx := context.Background()
	conn, err := pgx.ConnectConfig(ctx, cfg)
	m.must(err)
	defer conn.Close(ctx)
	word := map[bool]string{true: "true", false: "false"}[allowed]
	_, err = conn.Exec(ctx, "ALTER DATABASE "+pgx.Identifier{name}.Sanitize()+" ALLOW_CONNECTIONS "+word)
	m.must(err)
	if !allowed {
		_, err = conn.Exec(ctx, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
		m.must(err)
	}
}
