package slacksim

import (
	"encoding/json"
	"regexp"
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

func emojiGlyph(name string) (string, bool) {
	glyph, ok := map[string]string{
		"white_check_mark": "✅", "heavy_check_mark": "✔️", "x": "❌", "no_entry": "⛔", "no_entry_sign": "🚫", "warning": "⚠️",
		"hourglass": "⌛", "hourglass_flowing_sand": "⏳", "bell": "🔔", "clock3": "🕒", "lock": "🔒", "key": "🔑", "memo": "📝",
		"heavy_plus_sign": "➕", "heavy_minus_sign": "➖", "arrow_right": "➡️", "information_source": "ℹ️", "eyes": "👀",
		"rotating_light": "🚨", "calendar": "📅", "inbox_tray": "📥", "wave": "👋", "tada": "🎉", "link": "🔗", "outbox_tray": "📤",
	}[name]
	return glyph, ok
}

func mustJSON(v any) []byte {
	raw, err := json.Marshal(v)
	if err != nil {
		return []byte("null")
	}
	return raw
}
