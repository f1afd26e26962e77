package blockkit

import "regexp"

func richText() rule { return blockObject(need("elements", richElements())) }

func richElements() rule {
	section := object(need("elements", list(1, 1000, byType(inlineElements()))))
	border := may("border", integer(0, 1))
	pre := map[string]rule{"text": richWord(), "link": richLink()}
	return list(1, 1000, byType(map[string]rule{
		"rich_text_section": section,
		"rich_text_list": object(
			need("elements", list(1, 1000, byType(map[string]rule{"rich_text_section": section}))),
			need("style", enum("bullet", "ordered")), may("indent", integer(0, 8)), may("offset", integer(0, 10000)), border),
		"rich_text_quote":        object(need("elements", list(1, 1000, byType(inlineElements()))), border),
		"rich_text_preformatted": object(need("elements", list(1, 1000, byType(pre))), border, may("language", str(0, 100))),
	}))
}

func richStyle(more ...string) field {
	fields := make([]field, 0, 6)
	for _, name := range append([]string{"bold", "italic", "strike"}, more...) {
		fields = append(fields, may(name, boolean))
	}
	return may("style", object(fields...))
}

func richWord() rule {
	return object(need("text", str(1, 40000)), richStyle("code", "underline"))
}

func richLink() rule {
	return object(need("url", anyLink()), may("text", str(0, 40000)), may("unsafe", boolean), richStyle("code", "underline"))
}

func inlineElements() map[string]rule {
	seen := richStyle("highlight", "client_highlight", "unlink")
	id := func(name, pattern, what string) rule {
		return object(need(name, matching(regexp.MustCompile(pattern), what)), seen)
	}
	return map[string]rule{
		"text": richWord(), "link": richLink(),
		"user":      id("user_id", `^[UW][A-Z0-9]{2,}$`, "user id"),
		"team":      id("team_id", `^[TE][A-Z0-9]{2,}$`, "team id"),
		"channel":   id("channel_id", `^[CGD][A-Z0-9]{2,}$`, "channel id"),
		"usergroup": id("usergroup_id", `^S[A-Z0-9]{2,}$`, "usergroup id"),
		"emoji":     object(need("name", str(1, 100)), may("unicode", str(1, 100)), may("skin_tone", integer(1, 6))),
		"broadcast": object(need("range", enum("here", "channel", "everyone")), richStyle()),
		"color":     object(need("value", matching(regexp.MustCompile(`^#[0-9a-fA-F]{6}$`), "hex color"))),
		"date":      richDate(),
	}
}

func richDate() rule {
	return all(object(
		need("timestamp", integer(0, 9_999_999_999)), need("format", str(1, 200)),
		may("timezone", str(1, 100)), may("url", anyLink()), may("fallback", str(1, 1000)), richStyle()), dateTokensKnown)
}

func dateTokensKnown(c *checker, at string, v any) {
	m, _ := v.(map[string]any)
	format, _ := m["format"].(string)
	tokens := dateToken.FindAllStringSubmatch(format, -1)
	if len(tokens) == 0 {
		c.fail(pointer(at, "format"), "must hold a date token")
	}
	for _, t := range tokens {
		if _, known := dateLayout(t[1]); !known {
			c.fail(pointer(at, "format"), "unknown date token: %s", t[1])
		}
	}
}
