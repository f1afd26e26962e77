# A thin front: what the targets do stands in .ci/run. `make help` lists them.

.DEFAULT_GOAL := help

.PHONY: help
help: ## list what can be made
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

.PHONY: build
build: ## the binary, one static file: ./bot
	CGO_ENABLED=0 go build -o bot ./cmd/bot

.PHONY: test
test: ## all tests, with the race detector (it needs a C compiler)
	go test -race ./...

.PHONY: lint
lint: ## format, the linters of .golangci.yml, generated code
	.ci/run format lint generated

.PHONY: generate
generate: ## write the generated code anew
	.ci/run generate

.PHONY: shape
shape: ## measure the tree: packages, files, functions; fails beyond the bounds
	go run ./cmd/shape

.PHONY: mutants
mutants: ## put each mistake of a list into the code; fails unless tests find them all
	go run ./cmd/mutants

.PHONY: mutants-gateway
mutants-gateway: ## the same for the gateway's Java sources
	go run ./cmd/mutants --gateway

.PHONY: demo
demo: ## the whole bot on this machine, with a page in the browser
	go run ./cmd/bot demo

.PHONY: ci
ci: ## all that CI does
	.ci/run

.PHONY: clean
clean: ## remove what was built
	rm -f bot
