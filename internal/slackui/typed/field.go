package typed

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kyokomi/emoji/v2"
)

var (
	// emojiForm is an emoji as a field of a view has it, with or without a skin tone.
	emojiForm = regexp.MustCompile(`:([a-z0-9_+'-]+):(?::skin-tone-([2-6]):)?`)
	digits    = regexp.MustCompile(`^[0-9]+$`)
	plainWord = regexp.MustCompile(`^[a-z0-9]+$`)
)

// Field gives the words of a view's field as they were meant: emoji in the place of their names, `:+1:`, since whoever
// reads the words in IIQ sees no Slack. Names that are not known stay as typed, those of the workspace's own emoji
// among them.
func Field(text string) string {
	var out strings.Builder
	for {
		at := emojiForm.FindStringSubmatchIndex(text)
		if at == nil {
			break
		}
		name, tone := text[at[2]:at[3]], ""
		if at[4] >= 0 {
			tone = text[at[4]:at[5]]
		}
		letters, known := emojiOf(name, tone)
		if !known || strings.HasPrefix(name, "skin-tone-") || within(text, at[0], at[1], name) {
			// The second colon may begin a name.
			out.WriteString(text[:at[3]])
			text = text[at[3]:]
			continue
		}
		out.WriteString(text[:at[0]])
		out.WriteString(letters)
		text = text[at[1]:]
	}
	out.WriteString(text)
	return strings.TrimSpace(out.String())
}

// within reports whether what looks like the name of an emoji is part of something else: of a time or a ratio
// (10:100:5), or of a word that has colons in it (urn:x:y).
func within(text string, from, to int, name string) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:from])
	after, _ := utf8.DecodeRuneInString(text[to:])
	letter := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	switch {
	case digits.MatchString(name):
		return unicode.IsDigit(before) || unicode.IsDigit(after)
	case plainWord.MatchString(name):
		return letter(before) && letter(after)
	}
	return false
}

// emojiOf gives the emoji of a name, in a skin tone from 2 to 6 where one was chosen. known is false where nobody but
// Slack knows the name.
func emojiOf(name, tone string) (letters string, known bool) {
	all := emoji.CodeMap()
	letters = all[":"+name+":"]
	if letters == "" {
		// Slack has flag-de where others have flag_de.
		letters = all[":"+strings.ReplaceAll(name, "-", "_")+":"]
	}
	if letters == "" || tone == "" {
		return letters, letters != ""
	}
	// The tone follows the first person in it and takes the place of the mark for a coloured picture.
	// https://www.unicode.org/reports/tr51/#Emoji_Modifiers
	first, size := utf8.DecodeRuneInString(letters)
	return string(first) + string('\U0001F3FB'+rune(tone[0]-'2')) + strings.TrimPrefix(letters[size:], "\ufe0f"), true
}
