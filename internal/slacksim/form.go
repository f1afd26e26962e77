package slacksim

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/url"
)

func (c *call) readForm(body string) error {
	values, err := url.ParseQuery(body)
	if err != nil {
		return fail("invalid_form_data")
	}
	for key, vs := range values {
		c.args[key] = vs[0]
	}
	return nil
}

func (c *call) readMultipart(body []byte, boundary string) error {
	mr := multipart.NewReader(bytes.NewReader(body), boundary)
	for {
		part, err := mr.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fail("invalid_form_data")
		}
		value, err := io.ReadAll(io.LimitReader(part, maxBody))
		if err != nil {
			return fail("invalid_form_data")
		}
		c.args[part.FormName()] = string(value)
	}
}
