package blockkit

func plainText(most int) rule {
	return byType(map[string]rule{"plain_text": object(need("text", str(1, most)), may("emoji", boolean))})
}

func mrkdwnText(most int) rule {
	return byType(map[string]rule{"mrkdwn": object(need("text", str(1, most)), may("verbatim", boolean))})
}

// anyText is plain_text or mrkdwn. `emoji` belongs to plain_text alone and `verbatim` to mrkdwn alone.
func anyText(most int) rule {
	r := byType(map[string]rule{
		"plain_text": object(need("text", str(1, most)), may("emoji", boolean)),
		"mrkdwn":     object(need("text", str(1, most)), may("verbatim", boolean)),
	})
	return schemas(r)
}

// schemas adds the sentence that Slack puts before the reason where a value may have several forms.
func schemas(r rule) rule {
	return func(c *checker, at string, v any) {
		inner := &checker{}
		r(inner, at, v)
		if !inner.failed() {
			return
		}
		c.fail(at, "failed to match all allowed schemas")
		for _, p := range inner.problems {
			c.fail(p.Pointer, "%s", p.Text)
		}
	}
}

func confirmDialog() rule {
	return object(
		need("title", plainText(100)), need("text", anyText(300)),
		need("confirm", plainText(30)), need("deny", plainText(30)),
		may("style", enum("primary", "danger")))
}

func option(text rule, withURL bool) rule {
	fields := []field{need("text", text), need("value", str(1, 150)), may("description", anyText(75))}
	if withURL {
		fields = append(fields, may("url", anyLink()))
	}
	return object(fields...)
}

func slackFile() rule { return object(may("id", str(1, 255)), may("url", webLink())) }

func imageSource(rest ...field) rule {
	fields := append([]field{may("image_url", webLink()), may("slack_file", slackFile())}, rest...)
	return all(object(fields...), exactlyOne("image_url", "slack_file"))
}

// exactlyOne wants one of the fields and no second one.
func exactlyOne(names ...string) rule {
	return func(c *checker, at string, v any) {
		m, ok := v.(map[string]any)
		if !ok {
			return
		}
		n := 0
		for _, name := range names {
			if _, present := m[name]; present {
				n++
			}
		}
		if n == 0 {
			c.fail(at, "missing required field: %s", names[0])
		}
		if n > 1 {
			c.fail(at, "only one of these fields allowed: %s", names)
		}
	}
}

// someOf wants at least one of the fields.
func someOf(names ...string) rule {
	return func(c *checker, at string, v any) {
		m, _ := v.(map[string]any)
		for _, name := range names {
			if _, present := m[name]; present {
				return
			}
		}
		if m != nil {
			c.fail(at, "missing required field: %s", names[0])
		}
	}
}
