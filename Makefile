# What a contributor types. On a machine with only Go, make and git, all but corpus, looks and
# pictures work; those say what they install.
GO      ?= go
PKGS  = ./...
FUZZTIME ?= 5s

.DEFAULT_GOAL := help
.PHONY: help build demo test race lint fuzz bench torture release samples tidy current ci clean \
  office office-tools corpus pictures

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

build: ## build ./posimport
	CGO_ENABLED=0 $(GO) build -trimpath -o posimport .

demo: ## the whole story against the practice server, in ./demo
	@$(GO) run . demo --dir demo

test: ## every test that a contributor needs
	$(GO) test $(PKGS)

race: ## the tests under the race detector
	$(GO) test -race -short $(PKGS)

lint: ## gofumpt, vet and staticcheck
	@unformatted=$$($(GO) tool gofumpt -l $$(git ls-files -co --exclude-standard '*.go')); \
	if [ -n "$$unformatted" ]; then echo "gofumpt would change:"; echo "$$unformatted"; exit 1; fi
	$(GO) vet $(PKGS)
	$(GO) tool staticcheck $(PKGS)

tidy: ## go.mod and go.sum are as they should be
	$(GO) mod tidy -diff

# Go now and then takes the end of the fuzzing time itself for a failure (golang/go#75804): only that is tried again.
fuzz: ## each fuzz target for FUZZTIME (5s)
	@set -e; for pkg in $$($(GO) list ./...); do \
	  for target in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz' || true); do \
	    run="$(GO) test -run ^$$ -fuzz ^$$target$$ -fuzztime $(FUZZTIME) -fuzzminimizetime 20x $$pkg"; \
	    echo "$$pkg $$target"; \
	    out=$$($$run 2>&1) || { \
	      echo "$$out"; \
	      if echo "$$out" | grep -q 'Failing input' || ! echo "$$out" | grep -q '^ *context deadline exceeded$$'; then exit 1; fi; \
	      out=$$($$run 2>&1) || { echo "$$out"; exit 1; }; \
	    }; \
	    echo "$$out" | tail -n 1; \
	  done; \
	done

bench: ## the benchmarks, five times each; compare runs with benchstat
	$(GO) test -run '^$$' -bench . -benchmem -count 5 $(PKGS)

samples: ## write samples, templates and the README's tables anew
	$(GO) test ./samples ./templates -update
	$(GO) test ./importer/cli -run TestReadme -update

current: samples ## generated files are the committed ones
	git diff --exit-code -- samples templates README.md

torture: ## 3,000 kills, cuts in three ways and many careers, instead of the few of make test
	TORTURE_KILLS=3000 TORTURE_CUTS=1 TORTURE_ADMINS=50 $(GO) test -count 1 -timeout 120m -v -run 'Kill|Cut|Admin' ./importer/torture

release: ## cross-compile for Linux, macOS and Windows, without cgo, into dist/
	@set -e; for os in linux darwin windows; do for arch in amd64 arm64; do \
	  out=dist/posimport-$$os-$$arch; [ $$os = windows ] && out=$$out.exe; \
	  echo $$out; CGO_ENABLED=0 GOOS=$$os GOARCH=$$arch $(GO) build -trimpath -ldflags '-s -w' -o $$out .; \
	done; done

ci: lint tidy test race fuzz current release demo ## what .ci/run runs

# What other programs make of our files, and we of theirs. office-tools installs them on Debian.
NODE_TOOLS ?= $(CURDIR)/bin/node

office-tools:
	@command -v soffice >/dev/null && command -v pdftoppm >/dev/null && /usr/bin/python3 -c 'import openpyxl, xlsxwriter' 2>/dev/null || \
	  { apt-get update -qq && apt-get install -y -qq --no-install-recommends \
	    libreoffice-calc poppler-utils python3-openpyxl python3-xlsxwriter; }
	@[ -d $(NODE_TOOLS)/node_modules/exceljs ] || npm install --silent --no-audit --no-fund --prefix $(NODE_TOOLS) xlsx exceljs

office: office-tools ## LibreOffice, openpyxl and SheetJS open what we write (installs them)
	PATH=/usr/bin:$$PATH NODE_PATH=$(NODE_TOOLS)/node_modules $(GO) test -count 1 -tags office -run Office ./importer/results ./importer/cli

corpus: office-tools ## write importer/sheet/testdata anew with six other programs (installs them)
	PATH=/usr/bin:$$PATH NODE_PATH=$(NODE_TOOLS)/node_modules importer/sheet/testdata/corpus/generate.sh

pictures: office-tools ## the README's pictures
	@command -v convert >/dev/null || apt-get install -y -qq imagemagick
	.pictures/make.sh

clean: ## remove what was built
	rm -rf posimport dist demo bin
