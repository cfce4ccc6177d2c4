# What a contributor types. On a machine with only Go, make and git, all but corpus, looks and
# pictures work; those say what they install.
GO      ?= go
CURDIRS  = ./...
FUZZTIME ?= 5s

.DEFAULT_GOAL := help
.PHONY: help build demo test race lint fuzz bench torture release samples tidy current ci clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

build: ## build ./posimport
	CGO_ENABLED=0 $(GO) build -trimpath -o posimport .

demo: ## the whole story against the practice server, in ./demo
	@$(GO) run . demo --dir demo

test: ## every test that a contributor needs
	$(GO) test $(CURDIRS)

race: ## the tests under the race detector
	$(GO) test -race -short $(CURDIRS)

lint: ## gofumpt, vet and staticcheck
	@unformatted=$$($(GO) tool gofumpt -l $$(git ls-files -co --exclude-standard '*.go')); \
	if [ -n "$$unformatted" ]; then echo "gofumpt would change:"; echo "$$unformatted"; exit 1; fi
	$(GO) vet $(CURDIRS)
	$(GO) tool staticcheck $(CURDIRS)

tidy: ## go.mod and go.sum are as they should be
	$(GO) mod tidy -diff

fuzz: ## each fuzz target for FUZZTIME (5s)
	@set -e; for pkg in $$($(GO) list ./...); do \
	  for target in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz' || true); do \
	    echo "$$pkg $$target"; $(GO) test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) $$pkg; \
	  done; \
	done

bench: ## the benchmarks, five times each; compare runs with benchstat
	$(GO) test -run '^$$' -bench . -benchmem -count 5 $(CURDIRS)

samples: ## write samples, templates and the README's tables anew
	$(GO) test ./samples ./templates -update
	$(GO) test ./importer/cli -run TestReadme -update

current: samples ## generated files are the committed ones
	git diff --exit-code -- samples templates README.md

release: ## cross-compile for Linux, macOS and Windows, without cgo, into dist/
	@set -e; for os in linux darwin windows; do for arch in amd64 arm64; do \
	  out=dist/posimport-$$os-$$arch; [ $$os = windows ] && out=$$out.exe; \
	  echo $$out; CGO_ENABLED=0 GOOS=$$os GOARCH=$$arch $(GO) build -trimpath -ldflags '-s -w' -o $$out .; \
	done; done

ci: lint tidy test race fuzz current release demo ## what .ci/run runs

clean: ## remove what was built
	rm -rf posimport dist demo
