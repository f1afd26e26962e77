package cards

// Action ids of the controls that the renderers make. The Home tab has its own, since a click there has no message and
// no response URL.
const (
	ActionApprove      = "approve"
	ActionDeny         = "deny"
	ActionView         = "view"
	ActionMore         = "more"
	ActionShowNext     = "show_next"
	ActionOpen         = "open"
	ActionNextPage     = "next_page"
	ActionPreviousPage = "previous_page"
	ActionHomeApprove  = "home_approve"
	// The Noted actions open the modal for the comment that is demanded.
	ActionApproveNoted     = "approve_noted"
	ActionHomeApproveNoted = "home_approve_noted"
	ActionHomeDeny         = "home_deny"
	ActionHomeView         = "home_view"
	ActionHomeMore         = "home_more"
	ActionHomeNextPage     = "home_next_page"
	ActionHomePreviousPage = "home_previous_page"
	ActionDetailsNext      = "details_next"
	ActionDetailsPrevious  = "details_previous"
	// ActionLines opens the form of a decision line by line where there is no other way; the form's own are ActionChoice, in a block for
	// each line, and those that turn its pages.
	ActionLines         = "lines"
	ActionHomeLines     = "home_lines"
	ActionChoice        = "choice"
	ActionLinesNext     = "lines_next"
	ActionLinesPrevious = "lines_previous"
	// ActionSeveral opens the form of several approvals from a message, ActionHomeSeveral from the Home tab. ActionBoxes are its boxes.
	ActionSeveral     = "several"
	ActionHomeSeveral = "home_several"
	ActionBoxes       = "boxes"
	// ActionComment is the text input of the decide modal, in the block BlockComment.
	ActionComment = "comment"
)

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
	BlockComment = "comment"
	BlockLater   = "later"
	BlockDate    = "date"
	BlockTold    = "told"
	BlockFrom    = "from"
	BlockTo      = "to"
	BlockDays    = "days"
	BlockPause   = "pause"
)

// Callback ids of the views.
const (
	CallbackDecide   = "decide"
	CallbackSeveral  = "several"
	CallbackDetails  = "details"
	CallbackSentence = "sentence"
	CallbackHome     = "home"
	CallbackSnooze   = "snooze"
	CallbackSettings = "settings"
)

// MenuChoice is an entry of a card's More menu.
type MenuChoice string

// The choices of the More menu.
const (
	MenuDetails            MenuChoice = "details"
	MenuApproveWithComment MenuChoice = "comment"
	MenuLines              MenuChoice = "lines"
	MenuSnooze             MenuChoice = "later"
)
