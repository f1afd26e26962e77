// Package browser holds tests alone: the page of `bot demo` in a real headless Chromium, with the whole bot behind it.
//
// Chromium is driven by its DevTools protocol (https://chromedevtools.github.io/devtools-protocol/). Where there is none,
// the tests are skipped and say so. PICTURES=DIR keeps a picture of each scene there; README_PICTURES=1 writes those of the
// README to docs/pictures.
package browser
