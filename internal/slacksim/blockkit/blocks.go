package blockkit

// blockObject is an object with the block_id that every block may have.
func blockObject(fields ...field) rule {
	return object(append([]field{may("block_id", str(1, 255))}, fields...)...)
}

// coreBlocks work in messages, modals and on the Home tab.
func coreBlocks() map[string]rule {
	image := imageElement()
	context := byType(map[string]rule{
		"image":      image,
		"plain_text": object(need("text", str(1, 3000)), may("emoji", boolean)),
		"mrkdwn":     object(need("text", str(1, 3000)), may("verbatim", boolean)),
	})
	return map[string]rule{
		"section": all(blockObject(
			may("text", anyText(3000)), may("fields", list(1, 10, anyText(2000))),
			may("accessory", byType(accessories())), may("expand", boolean)), someOf("text", "fields")),
		"actions": blockObject(need("elements", list(1, 25, byType(actionElements())))),
		"context": blockObject(need("elements", list(1, 10, context))),
		"divider": blockObject(),
		"header":  blockObject(need("text", plainText(150)), may("level", integer(1, 4))),
		"image":   imageBlock(),
		"input": blockObject(
			need("label", plainText(2000)), need("element", byType(inputElements())), may("hint", plainText(2000)),
			may("optional", boolean), may("dispatch_action", boolean)),
		"rich_text": richText(),
		"video":     video(),
	}
}

func imageBlock() rule {
	return imageSource(may("block_id", str(1, 255)), need("alt_text", str(1, 2000)), may("title", plainText(2000)))
}

func video() rule {
	return blockObject(
		need("alt_text", str(1, 2000)), need("title", plainText(199)), need("thumbnail_url", webLink()), need("video_url", link("https")),
		may("title_url", link("https")), may("author_name", str(1, 49)), may("description", plainText(200)),
		may("provider_name", str(1, 200)), may("provider_icon_url", webLink()))
}
