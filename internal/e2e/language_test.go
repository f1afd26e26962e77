package e2e

import (
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/slacksim"
)

// speaks gives somebody's Slack profile a locale, before the bot has met them.
func (s *story) speaks(who, locale string) {
	s.Helper()
	_, err := s.Slack.UpdateUser(s.SlackID(who), func(u *slacksim.User) { u.Locale = locale })
	s.must(err)
}

// Everybody is written to in the language of their Slack profile, also about the same item.
func TestEverybodyInTheirOwnLanguage(t *testing.T) {
	variant(t)
	t.Parallel()
	s := newStory(t, setting{"TELL_REQUESTER": "on", "LANGUAGE": "fr"})
	s.speaks(sam, "de-DE")
	s.speaks(nora, "ja-JP")
	s.speaks(lee, "es-ES")
	s.group("Finance", sam, nora, dana)
	s.start()
	i := s.role("Finance")
	s.chapter("each copy of the card in its reader's own", func(s *story) {
		german := s.sees(sam, i, "Lee Quinn beantragt eine Rolle für Dana Reyes", "Sie gehören zur Arbeitsgruppe Finance")
		if !has(german, "Genehmigen") || !has(german, "Ablehnen") {
			s.Errorf("Sam's buttons are %s", labels(german))
		}
		s.sees(nora, i, "Lee Quinn demande un rôle pour Dana Reyes", "vous êtes membre du groupe de travail Finance")
	})
	s.chapter("answers too", func(s *story) {
		s.say(sam, "was muss ich noch genehmigen?", "Ein Vorgang wartet auf Sie")
		s.say(sam, "kaffee", "Ich verstehe „kaffee“ nicht", "Was Sie fragen können")
		s.command(nora, "aide")
		s.told(nora, "Ce que vous pouvez demander")
		s.must(s.Slack.OpenHome(s.SlackID(sam)))
		s.eventually("the Home tab is German", func() bool {
			v, there := s.Slack.Home(s.SlackID(sam))
			return there && holdsAll(s.Slack.VisibleView(v), []string{"Ein Vorgang wartet auf Sie", "Meine Einstellungen"})
		})
	})
	s.chapter("the outcome too", func(s *story) {
		p := s.clicking(sam, s.sees(sam, i, "Lee Quinn beantragt"), "Genehmigen")
		s.click(p)
		s.taken(i, sam, "Finished", "(Sam Okoye, in Slack)")
		s.sees(sam, i, "Genehmigt von Sam Okoye")
		s.sees(nora, i, "Approuvé par Sam Okoye")
		s.eventually("Lee is told in Spanish", func() bool {
			return strings.Contains(s.Slack.VisibleText(s.newest(lee)), "Su solicitud para Dana Reyes fue aprobada por Sam Okoye")
		})
	})
	s.chapter("and the refusal", func(s *story) {
		p := s.clicking(nora, s.sees(nora, i, "Approuvé"), "Approuver")
		p.Stale = true
		s.click(p)
		s.told(nora, "Cette demande est déjà approuvée par Sam Okoye")
	})
}

// Administrators have a channel, not a profile: they are told in the language of the settings.
func TestAdministratorsInTheLanguageOfTheSettings(t *testing.T) {
	variant(t)
	t.Parallel()
	s := newStory(t, setting{"LANGUAGE": "de"})
	channel, err := s.Slack.AddChannel("admins", s.SlackID(lee), s.Slack.BotUserID())
	s.must(err)
	s.settings["ADMIN_CHANNEL"] = channel
	_, err = s.Slack.UpdateUser(s.SlackID(sam), func(u *slacksim.User) { u.Deleted = true })
	s.must(err)
	s.role(sam)
	s.start()
	s.eventually("somebody is unreachable", func() bool { return s.one("SELECT count(*) FROM cards WHERE state = 'unreachable'") == 1 })
	s.roundNow("alerts")
	s.eventually("they are told in German", func() bool {
		for _, m := range s.Slack.Messages(channel) {
			if strings.Contains(s.Slack.VisibleText(m), "Eine Person mit offenen Vorgängen ist in Slack nicht erreichbar: Sam Okoye.") {
				return true
			}
		}
		return false
	})
}
