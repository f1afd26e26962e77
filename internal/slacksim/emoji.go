package slacksim

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

var emojiCode = regexp.MustCompile(`:[a-z0-9_+-]+:`)

// emojis shows the few emoji that approval cards use; others stay as their code.
func emojis(text string) string {
	return emojiCode.ReplaceAllStringFunc(text, func(code string) string {
		if glyph, ok := emojiGlyph(code[1 : len(code)-1]); ok {
			return glyph
		}
		return code
	})
}

// emojiNames is what a field of a view holds of typed emoji: their names, and the skin tone as one more.
func emojiNames(text string) string {
	var pairs []string
	for name, glyph := range glyphs() {
		pairs = append(pairs, glyph, ":"+name+":")
	}
	for tone := range 5 {
		pairs = append(pairs, string('\U0001F3FB'+rune(tone)), fmt.Sprintf(":skin-tone-%d:", tone+2))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

func emojiGlyph(name string) (string, bool) {
	glyph, ok := glyphs()[name]
	return glyph, ok
}

func glyphs() map[string]string {
	return map[string]string{
		"+1":               "👍",
		"white_check_mark": "✅", "heavy_check_mark": "✔️", "x": "❌", "no_entry": "⛔", "no_entry_sign": "🚫", "warning": "⚠️",
		"hourglass": "⌛", "hourglass_flowing_sand": "⏳", "bell": "🔔", "clock3": "🕒", "lock": "🔒", "key": "🔑", "memo": "📝",
		"heavy_plus_sign": "➕", "heavy_minus_sign": "➖", "arrow_right": "➡️", "information_source": "ℹ️", "eyes": "👀",
		"rotating_light": "🚨", "calendar": "📅", "inbox_tray": "📥", "wave": "👋", "tada": "🎉", "link": "🔗", "outbox_tray": "📤",
	}
}

func mustJSON(v any) []byte {
	raw, err := json.Marshal(v)
	if err != nil {
		return []byte("null")
	}
	return raw
}
