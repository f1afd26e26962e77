package approvals

// Decidable gives the refusal of a decision on what the card shows now; nil when one can be taken.
func (v CardView) Decidable() error {
	switch v.Phase {
	case PhaseOpen, PhaseNotRecorded:
		return nil
	case PhaseLinkOnly:
		return Refuse(v.LinkOnly.refusal())
	case PhaseHidden:
		return Refuse(RefusedRules)
	case PhaseRecording:
		return &Refusal{Code: RefusedBeingRecorded, By: v.decider(), Mine: v.Mine()}
	case PhaseForwarded:
		return &Refusal{Code: RefusedForwarded, By: v.ForwardedTo}
	case PhaseNotYours, PhaseUnlinked:
		return Refuse(RefusedNotYours)
	case PhaseNewer:
		return Refuse(RefusedChanged)
	}
	return v.ended()
}

// DecidableWhole is Decidable for an approval or a denial of all that the card shows.
func (v CardView) DecidableWhole() error {
	if err := v.Decidable(); err != nil || !v.Lines.Only() {
		return err
	}
	return Refuse(RefusedLinesOnly)
}

// DecidableByLine is Decidable for a decision line by line.
func (v CardView) DecidableByLine() error {
	if err := v.Decidable(); err != nil || v.Lines.Open() {
		return err
	}
	return Refuse(RefusedNoLines)
}

// Snoozable gives the refusal of a reminder of what the card shows now; nil when there is something to be reminded of. What can
// only be opened in IIQ is reminded of as well.
func (v CardView) Snoozable() error {
	if v.Phase == PhaseLinkOnly {
		return nil
	}
	return v.Decidable()
}

func (why LinkOnlyReason) refusal() RefusalCode {
	switch why {
	case LinkOnlySignature:
		return RefusedSignature
	case LinkOnlyType:
		return RefusedType
	case LinkOnlyUnknown:
		return RefusedUnknownPeople
	case LinkOnlyNotWhole:
		return RefusedNotWhole
	case LinkOnlyTrial:
		return RefusedTrial
	case LinkOnlyRules, LinkOnlyLines:
		return RefusedRules
	}
	return RefusedSelf
}

func (v CardView) decider() string {
	if v.Decision == nil {
		return ""
	}
	return v.Decision.DeciderName
}

func (v CardView) ended() error {
	switch v.Ended.Outcome {
	case OutcomeExpired:
		return Refuse(RefusedExpired)
	case OutcomeCanceled:
		return Refuse(RefusedCanceled)
	case OutcomeApproved, OutcomeDenied, OutcomeMixed:
		return &Refusal{
			Code: RefusedAlreadyDecided, By: v.Ended.By, Mine: v.Mine(), Outcome: v.Ended.Outcome, At: v.Ended.At,
		}
	}
	return Refuse(RefusedClosed)
}
