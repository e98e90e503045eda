# Loggist. `make` alone lists what there is to do.
.DEFAULT_GOAL := help
.PHONY: help run build test test-all lint generate fuzz soak bench browser mattermost mattermost-stop test-mattermost install-tools

GO ?= go
# The linter's version is pinned here and nowhere else.
GOLANGCI := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
FUZZRUNS ?= 10000x
# Builds, starts and stops the Mattermost server of the end-to-end tests.
MATTERMOST := $(GO) run ./bot/mattermost/mattermosttest/server

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## start the local room: a fictional force to play with, nothing but Go needed
	@echo "Building Loggist; the first time takes about a minute."
	@$(GO) run ./cmd/loggist demo

build: ## build bin/loggist
	CGO_ENABLED=0 $(GO) build -trimpath -buildvcs=auto -o bin/loggist ./cmd/loggist

test: ## run the tests that need nothing but Go
	$(GO) test ./...

test-all: install-tools ## install what is needed (Debian) and run everything: Redis, browser, Mattermost, race detector, fuzzing, lint
	$(MAKE) lint
	LOGGIST_REQUIRE_REDIS=1 LOGGIST_REQUIRE_BROWSER=1 LOGGIST_REQUIRE_EMULATE=1 LOGGIST_REQUIRE_PYTHON=1 $(GO) test -timeout 30m ./...
	$(MAKE) test-mattermost
	LOGGIST_REQUIRE_REDIS=1 $(GO) test -race -short -timeout 30m ./...
	$(MAKE) fuzz
	$(MAKE) bench BENCHTIME=1x
	$(MAKE) generate
	git diff --exit-code

install-tools: ## install redis-server, postgresql, chromium, node and python with apt where they are missing
	.ci/install

lint: ## gofmt, vet and the linter
	@test -z "$$(gofmt -l .)" || { echo "not formatted:"; gofmt -l .; exit 1; }
	$(GO) vet ./...
	$(GO) run $(GOLANGCI) run --allow-parallel-runners

generate: ## write the generated part of README, docs/guidance.md, docs/metrics.md and Slack's manifest again
	$(GO) test ./commands -run TestReadmeHasTheTable -update
	$(GO) test ./internal/archtest -run TestGuidance -update
	$(GO) test ./internal/app -run TestMetricsDocument -update
	$(GO) run ./cmd/loggist setup slack > deploy/slack/manifest.json

fuzz: ## fuzz every fuzz test with FUZZRUNS inputs (10000x)
	.ci/fuzz $(FUZZRUNS)

soak: ## the long random runs: kill -9, faults, the model of the record
	LOGGIST_REQUIRE_REDIS=1 LOGGIST_SOAK=1 $(GO) test -timeout 60m -count=1 ./internal/record/... ./internal/engine/... ./cmd/...

BENCHTIME ?= 1s
bench: ## run the benchmarks
	$(GO) test -run '^$$' -bench . -benchtime $(BENCHTIME) -benchmem ./...

browser: ## drive the local room in headless Chromium
	LOGGIST_REQUIRE_BROWSER=1 $(GO) test -count=1 -v ./bot/local/browsertest

mattermost: ## build and start a real Mattermost with the fictional force in it, and leave it running
	@.ci/install mattermost
	@$(MATTERMOST) start

mattermost-stop: ## stop what make mattermost left running, and throw away what it held
	@$(MATTERMOST) stop

# One package after the other: each test has a server and a database of its own, and the machine is to serve them.
test-mattermost: ## run the end-to-end tests on a real Mattermost, and stop it
	.ci/install mattermost
	$(MATTERMOST) build
	LOGGIST_REQUIRE_MATTERMOST=1 LOGGIST_REQUIRE_REDIS=1 $(GO) test -p 1 -count=1 -timeout 30m ./bot/mattermost/...
	LOGGIST_REQUIRE_MATTERMOST=1 LOGGIST_REQUIRE_REDIS=1 $(GO) test -count=1 -timeout 30m -run OnMattermost ./cmd/loggist
