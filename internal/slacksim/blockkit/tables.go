package blockkit

func cells() rule {
	return byType(map[string]rule{
		"rich_text":  object(need("elements", richElements()), may("block_id", str(1, 255))),
		"raw_text":   object(need("text", str(1, 3000))),
		"raw_number": object(need("value", number), may("text", str(1, 3000))),
	})
}

func table() rule {
	setting := func(c *checker, at string, v any) {
		if v == nil {
			return
		}
		object(may("align", enum("left", "center", "right")), may("is_wrapped", boolean))(c, at, v)
	}
	return blockObject(need("rows", list(1, 100, list(1, 20, cells()))), may("column_settings", list(1, 20, setting)))
}

func dataTable() rule {
	return blockObject(need("caption", str(1, 2000)), need("rows", list(2, 101, list(1, 20, cells()))),
		may("page_size", integer(1, 100)), may("row_header_column_index", integer(0, 19)))
}
