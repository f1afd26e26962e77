package slackui

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/slackui/socket"
	"github.com/iiq-approvals/bot/internal/slackui/webapi"
)

func quoted(s string) string {
	raw, _ := json.Marshal(s)
	return string(raw)
}

func TestAskingInWords(t *testing.T) {
	t.Parallel()
	const (
		empty = "Nothing is waiting for your approval."
		help  = "What you can ask: /approvals: what waits"
	)
	broken := errors.New("away")
	person := "person U1 1m0s"
	for name, tc := range map[string]struct {
		kind    socket.EnvelopeKind
		payload string
		set     func(*env)
		want    []string
	}{
		"command": {
			socket.KindCommand, slash(""), nil,
			[]string{"take e1", "ack", person, "pending i1 0+5", "respond replace=false " + empty},
		},
		"command for help": {socket.KindCommand, slash("help"), nil, []string{"take e1", "ack", person, "respond replace=false " + help}},
		"command by its number": {
			socket.KindCommand, slash("0042"), nil,
			[]string{
				"take e1", "ack", person, "number 42 for i1", "send 7f00 to U1 run=true",
				"respond replace=false I sent it to you in a direct message.",
			},
		},
		"command by a number of nobody": {
			socket.KindCommand, slash("42"), func(s *env) { s.readErr = approvals.Refuse(approvals.RefusedNoSuchItem) },
			[]string{
				"take e1", "ack", person, "number 42 for i1", "find [42] overdue=false types=[] for i1 0+5",
				"respond replace=false I know of no such item that waits for yo",
			},
		},
		"command delivered again": {
			socket.KindCommand, slash(""), func(s *env) { s.taken["e1"] = true }, []string{"take e1", "ack"},
		},
		"command without a database": {
			socket.KindCommand, slash(""), func(s *env) { s.takeErr = broken },
			[]string{"take e1", "ack", "respond replace=false I can't look that up right now. Please t"},
		},
		"command whose list fails": {
			socket.KindCommand, slash(""), func(s *env) { s.readErr = broken },
			[]string{"take e1", "ack", person, "pending i1 0+5", "respond replace=false I can't look that up right now. Please t"},
		},
		"command by somebody unmatched": {
			socket.KindCommand, slash(""), func(s *env) { s.personErr = approvals.Refuse(approvals.RefusedNoIdentity) },
			[]string{"take e1", "ack", person, "respond replace=false I can't match you to an IdentityIQ accou"},
		},
		"help for somebody unmatched": {
			socket.KindCommand, slash("help"), func(s *env) { s.personErr = approvals.Refuse(approvals.RefusedNoIdentity) },
			[]string{"take e1", "ack", person, "respond replace=false " + help},
		},
		"help for a guest": {
			socket.KindCommand, slash("help"), func(s *env) { s.personErr = approvals.Refuse(approvals.RefusedGuest) },
			[]string{"take e1", "ack", person, "respond replace=false Guests cannot use approvals. Ask your ad"},
		},
		"help when nobody can say who asks": {
			socket.KindCommand, slash("help"), func(s *env) { s.personErr = broken },
			[]string{"take e1", "ack", person, "respond replace=false I could not check your accounts just now"},
		},
		"command from another team": {
			socket.KindCommand, strings.Replace(slash(""), `"T1"`, `"T9"`, 1), nil,
			[]string{"take e1", "ack", "respond replace=false Only members of this workspace can use a"},
		},
		"direct message": {
			socket.KindEvent, eventOf("Ev1", said("my approvals")), nil,
			[]string{"take Ev1", "ack", person, "pending i1 0+5", "say D1 " + empty},
		},
		"direct message with a number needs no answer beside the card": {
			socket.KindEvent, eventOf("Ev1", said("7")), nil,
			[]string{"take Ev1", "ack", person, "number 7 for i1", "send 7f00 to U1 run=true"},
		},
		"direct message of ours": {
			socket.KindEvent, eventOf("Ev1", `{"type":"message","channel_type":"im","channel":"D1","user":"UBOT","bot_id":"B1","text":"list"}`), nil,
			[]string{"ack"},
		},
		"direct message of ours without a bot id": {
			socket.KindEvent, eventOf("Ev1", `{"type":"message","channel_type":"im","channel":"D1","user":"UBOT","text":"list"}`), nil, []string{"ack"},
		},
		"changed message": {
			socket.KindEvent, eventOf("Ev1", `{"type":"message","subtype":"message_changed","channel_type":"im","channel":"D1","message":{"text":"list"}}`),
			nil, []string{"ack"},
		},
		"direct message delivered again": {
			socket.KindEvent, eventOf("Ev1", said("list")), func(s *env) { s.taken["Ev1"] = true }, []string{"take Ev1", "ack"},
		},
		"direct message without a database is left for another delivery": {
			socket.KindEvent, eventOf("Ev1", said("list")), func(s *env) { s.takeErr = broken }, []string{"take Ev1"},
		},
		"direct message from another organisation": {
			socket.KindEvent, eventOf("Ev1", strings.Replace(said("list"), `"team":"T1"`, `"team":"T9"`, 1)), nil,
			[]string{"take Ev1", "ack", "say D1 Only members of this workspace can use a"},
		},
		"mention": {
			socket.KindEvent, eventOf("Ev1", `{"type":"app_mention","channel":"C1","user":"U1","text":"<@UBOT> my approvals"}`), nil,
			[]string{"take Ev1", "ack", person, "pending i1 0+5", "ephemeral C1 U1 " + empty},
		},
		"mention where the app is no member": {
			socket.KindEvent, eventOf("Ev1", `{"type":"app_mention","channel":"C1","user":"U1","text":"<@UBOT> my approvals"}`),
			func(s *env) { s.ephemeralErr = approvals.ErrCannotWrite },
			[]string{"take Ev1", "ack", person, "pending i1 0+5", "ephemeral C1 U1 " + empty, "say U1 " + empty},
		},
		"mention by an app": {
			socket.KindEvent, eventOf("Ev1", `{"type":"app_mention","channel":"C1","user":"U2","bot_id":"B2","text":"<@UBOT> list"}`), nil, []string{"ack"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv()
			if tc.set != nil {
				tc.set(s)
			}
			s.deliver(t, tc.kind, "e1", tc.payload)
			if diff := cmp.Diff(tc.want, s.done); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestButtonsThatSendOrTurn(t *testing.T) {
	t.Parallel()
	person := "person U1 1m0s"
	broken := errors.New("away")
	for name, tc := range map[string]struct {
		payload string
		set     func(*env)
		want    []string
	}{
		"show next": {onCard(cards.ActionShowNext, testRef), nil, []string{person, "take e1", "next after 7f00 to U1", "ack"}},
		"show next with nothing left": {
			onCard(cards.ActionShowNext, testRef), func(s *env) { s.nothingNext = true },
			[]string{person, "take e1", "next after 7f00 to U1", "ack", "respond replace=false Nothing more is waiting for you."},
		},
		"show next twice": {
			onCard(cards.ActionShowNext, testRef), func(s *env) { s.taken["e1"] = true }, []string{person, "take e1", "ack"},
		},
		"show next without a database": {
			onCard(cards.ActionShowNext, testRef), func(s *env) { s.takeErr = broken },
			[]string{person, "take e1", "ack", "respond replace=false I can't look that up right now. Please t"},
		},
		"open": {onCard(cards.ActionOpen, testItem), nil, []string{person, "take e1", "send 7f00 to U1 run=true", "ack"}},
		"open what is somebody else's by now": {
			onCard(cards.ActionOpen, testItem), func(s *env) { s.sendErr = approvals.Refuse(approvals.RefusedNotYours) },
			[]string{person, "take e1", "send 7f00 to U1 run=true", "ack", "respond replace=false This request is not yours to decide. Not"},
		},
		"open by somebody unmatched": {
			onCard(cards.ActionOpen, testItem), func(s *env) { s.personErr = approvals.Refuse(approvals.RefusedInactive) },
			[]string{person, "ack", "respond replace=false Your IdentityIQ account is not active. A"},
		},
		"next page": {
			onCard(cards.ActionNextPage, "pending.5"), nil,
			[]string{"ack", person, "pending i1 5+5", "respond replace=true Nothing is waiting for your approval."},
		},
		"previous page of the Home tab": {
			onHomeTab(cards.ActionHomePreviousPage, "pending.20"), nil, []string{"ack", person, "home page of i1 from 20", "home of U1 h1"},
		},
		"page of the Home tab that has changed": {
			onHomeTab(cards.ActionHomeNextPage, "pending.20"), func(s *env) { s.modalErr = webapi.ErrViewGone },
			[]string{"ack", person, "home page of i1 from 20", "home of U1 h1"},
		},
		"page that is not ours": {onCard(cards.ActionNextPage, "everything.5"), nil, []string{"ack"}},
		"page of details": {
			strings.Replace(onHomeTab(cards.ActionDetailsNext, "1."+testRef), `"type":"home"`, `"type":"modal"`, 1), nil,
			[]string{"ack", "known U1", "read 7f00 for i1", "update details V1 h1"},
		},
		"page of details outside of a view": {onCard(cards.ActionDetailsNext, "1."+testRef), nil, []string{"ack"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newEnv()
			if tc.set != nil {
				tc.set(s)
			}
			s.deliver(t, socket.KindInteraction, "e1", tc.payload)
			if diff := cmp.Diff(tc.want, s.done); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
