package cards

import (
	"time"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// HomeRefusal renders the Home tab of a person who may not decide anything: one sentence that says why. now makes its
// block ids new.
func HomeRefusal(language approvals.Language, r *approvals.Refusal, now time.Time) slack.HomeTabViewRequest {
	l := &blockList{version: now.UnixMilli()}
	l.section("refusal", plainText(Sentence(language, r)), nil, nil)
	return slack.HomeTabViewRequest{Type: slack.VTHomeTab, CallbackID: CallbackHome, Blocks: slack.Blocks{BlockSet: l.blocks}}
}
