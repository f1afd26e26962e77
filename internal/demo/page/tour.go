package page

// step is one of the six of the guided tour. The browser shows it, points at At, and goes on when the account has had
// all Codes since the step began.
type step struct {
	Title, Text string
	// At is a CSS selector of what the step is about; Do the name of what `Do it for me` does.
	At string
	// Enter is what the tour does when the step begins.
	Enter string
	Do    string
	Codes string
	// Needs says in a word what is waited for.
	Needs string
}

func tour() []step {
	return []step{
		{Title: "A request arrives", At: "[data-make=role]", Do: "make-role", Codes: "item.created card.sent",
			Needs: "Waiting for the card",
			Text:  "Lee Quinn asks for a role for Dana Reyes. Press “One role” on IdentityIQ's side: within a second or two Sam Okoye has a card in Slack that says all Sam needs."},
		{Title: "Approve with one click", At: "[data-pane='0'] .messages", Do: "approve", Codes: "write.accepted card.decided",
			Needs: "Waiting until IdentityIQ has it",
			Text:  "You are Sam. Press “Approve” on the newest card. It says “Recording” until IdentityIQ has confirmed, then who approved and when. “What happens” shows each step on the way."},
		{Title: "Deny, with a reason", At: "[data-pane='0'] .messages", Enter: "make-violation", Do: "deny",
			Codes: "field.refused card.decided", Needs: "Waiting for an empty reason, then a full one",
			Text: "There is another card now. Press “Deny”, send the form empty once, and see what it says. Then write a reason: it reaches IdentityIQ and every copy of the card."},
		{Title: "Two people, one decision", At: "[data-pane='1']", Enter: "two make-workgroup", Do: "race", Codes: "card.sent card.decided",
			Needs: "Waiting for one of them to decide",
			Text:  "This one is for a workgroup, so every member has a card. Be two of them side by side: whoever presses first decides, and the other's card follows by itself."},
		{Title: "Ask what is waiting", At: "[data-pane='0'] .composer", Do: "ask", Codes: "answer.private", Needs: "Waiting for the answer",
			Text: "Type “/approvals” below. The answer is for you alone, soonest due first. The Home tab shows the same, and decides in place."},
		{Title: "When IdentityIQ is away", At: "[data-group=IdentityIQ]", Enter: "make-urgent", Do: "trouble",
			Codes: "iiq-down.on card.kept iiq-down.off write.accepted", Needs: "Waiting for: down, a decision, up again, recorded",
			Text: "Switch IdentityIQ to “Down” and approve a card. The decision is kept, and the card says so. Switch it on again: it is written, once."},
	}
}
