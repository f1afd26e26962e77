package cards

// Action ids of reminders, of Remind me later and of the personal settings.
const (
	// ActionShowFirst is the Show next of a reminder, which belongs to no item.
	ActionShowFirst = "show_first"
	// ActionSettings opens the form of the settings from a message, ActionHomeSettings from the Home tab.
	ActionSettings     = "settings"
	ActionHomeSettings = "home_settings"

	ActionLater = "later"
	ActionDate  = "date"
	ActionTold  = "told"
	ActionFrom  = "from"
	ActionTo    = "to"
	ActionDays  = "days"
	ActionPause = "pause"
)

// Block ids of the fields. Errors of a submission are shown under them.
const (
	BlockLater = "later"
	BlockDate  = "date"
	BlockTold  = "told"
	BlockFrom  = "from"
	BlockTo    = "to"
	BlockDays  = "days"
	BlockPause = "pause"
)

// Callback ids of the forms.
const (
	CallbackSnooze   = "snooze"
	CallbackSettings = "settings"
)

// MenuSnooze is the choice Remind me later in the More menu.
const MenuSnooze MenuChoice = "later"
