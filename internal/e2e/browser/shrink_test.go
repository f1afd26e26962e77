package browser

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"slices"
	"testing"
)

// mostColours is what a PNG with a palette can have.
const mostColours = 256

// shrink writes a picture again with a palette of its most frequent colours: a picture of a page has few, and is a third as
// large then.
func shrink(path string) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	src, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		return err
	}
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&out, paletted(src)); err != nil {
		return err
	}
	if out.Len() > len(raw) {
		return nil
	}
	return os.WriteFile(path, out.Bytes(), 0o644)
}

// paletted gives every colour that is not among the most frequent ones the nearest of those.
func paletted(src image.Image) *image.Paletted {
	b := src.Bounds()
	count := map[color.RGBA]int{}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			count[rgba(src.At(x, y))]++
		}
	}
	all := make([]color.RGBA, 0, len(count))
	for c := range count {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, c color.RGBA) int {
		if d := count[c] - count[a]; d != 0 {
			return d
		}
		return slices.Compare([]uint8{a.R, a.G, a.B}, []uint8{c.R, c.G, c.B})
	})
	palette := make(color.Palette, 0, mostColours)
	for _, c := range all[:min(len(all), mostColours)] {
		palette = append(palette, c)
	}
	index := make(map[color.RGBA]uint8, len(all))
	for _, c := range all {
		index[c] = uint8(palette.Index(c))
	}
	dst := image.NewPaletted(image.Rect(0, 0, b.Dx(), b.Dy()), palette)
	for y := range b.Dy() {
		for x := range b.Dx() {
			dst.SetColorIndex(x, y, index[rgba(src.At(b.Min.X+x, b.Min.Y+y))])
		}
	}
	return dst
}

func rgba(c color.Color) color.RGBA {
	r, g, b, _ := c.RGBA()
	return color.RGBA{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8), 255}
}

func TestShrinkKeepsWhatIsSeen(t *testing.T) {
	src := image.NewRGBA(image.Rect(0, 0, 40, 40))
	for y := range 40 {
		for x := range 40 {
			src.Set(x, y, color.RGBA{uint8(x * 6), uint8(y * 6), 0, 255})
			if y > 2 {
				src.Set(x, y, color.RGBA{250, 250, 250, 255})
			}
		}
	}
	small := paletted(src)
	for _, at := range []image.Point{{0, 0}, {39, 2}, {20, 30}} {
		if got, want := rgba(small.At(at.X, at.Y)), rgba(src.At(at.X, at.Y)); got != want {
			t.Errorf("at %v: %v, want %v", at, got, want)
		}
	}
}
