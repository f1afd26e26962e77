package blockkit

import "maps"

// messageBlocks adds what works in messages alone: https://docs.slack.dev/changelog/2026/04/16/block-kit-new-blocks.
func messageBlocks() map[string]rule {
	rules := coreBlocks()
	card := card()
	maps.Copy(rules, map[string]rule{
		"markdown":        blockObject(need("text", str(1, 12000))),
		"table":           table(),
		"data_table":      dataTable(),
		"card":            card,
		"carousel":        blockObject(need("elements", list(1, 10, byType(map[string]rule{"card": card})))),
		"context_actions": contextActions(),
	})
	children := coreBlocks()
	children["table"] = table()
	rules["container"] = container(children)
	return rules
}

func modalBlocks() map[string]rule {
	rules := coreBlocks()
	rules["alert"] = blockObject(need("text", anyText(200)), may("level", enum("default", "info", "warning", "error", "success")))
	return rules
}

func contextActions() rule {
	choice := object(need("text", plainText(75)), need("value", str(1, 2000)), may("accessibility_label", str(1, 75)))
	return blockObject(need("elements", list(1, 5, byType(map[string]rule{
		"feedback_buttons": control(need("positive_button", choice), need("negative_button", choice)),
		"icon_button": control(need("icon", str(1, 100)), need("text", plainText(75)), may("value", str(0, 2000)),
			may("confirm", confirmDialog()), may("accessibility_label", str(1, 75)), may("visible_to_user_ids", list(1, 100, str(1, 255)))),
	}))))
}

func card() rule {
	icon := object(need("name", str(1, 100)))
	return all(blockObject(
		may("hero_image", imageElement()), may("icon", imageElement()), may("slack_icon", icon),
		may("title", mrkdwnText(150)), may("subtitle", mrkdwnText(150)), may("body", mrkdwnText(200)), may("subtext", anyText(200)),
		may("actions", list(1, 25, byType(map[string]rule{"button": button(), "workflow_button": workflowButton()})))),
		someOf("hero_image", "title", "actions", "body"))
}

func container(children map[string]rule) rule {
	return all(blockObject(
		may("title", plainText(150)), may("rich_text_title", byType(map[string]rule{"rich_text": richText()})),
		may("subtitle", anyText(150)), may("icon", imageElement()), may("width", enum("narrow", "standard", "wide", "full")),
		may("is_collapsible", boolean), may("default_collapsed", boolean), may("has_header_divider", boolean),
		need("child_blocks", list(1, 10, byType(children)))), exactlyOne("title", "rich_text_title"))
}
