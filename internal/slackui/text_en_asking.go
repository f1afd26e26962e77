package slackui

// The catalogue: answers to questions.

const sentenceDoneEmpty = "You have not decided anything here yet."

// sayFound is the title of a list that words have narrowed down.
func sayFound(k ListKind, total int, text string) string {
	one, many := "One item that waits for you matches", "items that wait for you match"
	switch k {
	case ListOverdue:
		one, many = "One overdue item matches", "overdue items match"
	case ListRequests:
		one, many = "One request that waits for you matches", "requests that wait for you match"
	case ListReviews:
		one, many = "One access review that waits for you matches", "access reviews that wait for you match"
	}
	return counted(total, one, many) + " “" + text + "”"
}

func sayNothingFound(typed string) string {
	return "I do not understand “" + typed + "”, and nothing that waits for you matches it."
}

// sayTakenFor stands before the answer to a question with a typing error in it.
func sayTakenFor(typed string) string {
	return "Nothing that waits for you matches “" + typed + "”, so I took it for this:"
}
