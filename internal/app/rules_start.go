package app

import "context"

// judgePage is how many items one transaction judges at the start.
const judgePage = 200

// adoptRules puts the rules on sensitive content into force, and judges open items by them before anything is shown.
func (b *bot) adoptRules(ctx context.Context) error {
	if err := b.store.AdoptRules(ctx); err != nil {
		return err
	}
	judged := 0
	for {
		n, err := b.store.JudgeAnew(ctx, judgePage)
		if err != nil {
			return err
		}
		if judged += n; n < judgePage {
			break
		}
		b.starting.is("the open items are judged by the rules of SENSITIVITY_RULES")
	}
	if judged > 0 {
		b.log.Info("open items were judged by the rules on sensitive content", "items", judged, "rules", len(b.cfg.Sensitivity.Rules.All()))
	}
	return nil
}
