# A thin front: what the targets do stands in .ci/run.

.PHONY: build test lint generate demo ci clean

build:
	CGO_ENABLED=0 go build -o bot ./cmd/bot

test:
	go test -race ./...

lint:
	.ci/run lint

generate:
	.ci/run generate

demo:
	go run ./cmd/bot demo

ci:
	.ci/run

clean:
	rm -f bot
