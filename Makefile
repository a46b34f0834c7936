# Segue. `make run` and `make test` do all the set-up on a fresh Debian 12 that has Swift 6.3.
#
#   make run          install what is missing, build for release, simulate (or HISTORY=path), analyse, serve on 127.0.0.1:8000
#   make test         install what is missing, build, run every test (AGAIN=1: also where nothing changed since they passed)
#   make test-hostile  attacks in their long form: kills, tampered files, requests, full disks; about half an hour
#   make test-spark   the contract suite on Apache Spark with two workers; installs it into .deps
#   make bench        measure speed and memory; see Benchmarks/README.md
#   make lint format  check or apply the code style
#   make dictionary   write docs/features.md anew
#   make validate-statistics  simulate what the experiment statistics promise; write docs/validation-study.md anew
#   make golden       write the golden files of tests anew
#   make deps         only install; PREFIX=/usr/local by default

PREFIX ?= /usr/local
PLAYS ?= 100000
HISTORY ?=
DATA ?= $(if $(HISTORY),./segue-history,./segue-data)
LISTENER ?= me
ZONE ?=

export PKG_CONFIG_PATH := $(PREFIX)/lib/pkgconfig:$(PKG_CONFIG_PATH)
export SEGUE_WEB_ASSETS ?= $(PREFIX)/share/segue/web
ifneq ($(PREFIX),/usr/local)
export LD_LIBRARY_PATH := $(PREFIX)/lib:$(LD_LIBRARY_PATH)
export LIBRARY_PATH := $(PREFIX)/lib:$(LIBRARY_PATH)
endif

# SPARK=1 builds Apache Spark in. Tests always have it.
SWIFT_BUILD = swift build -c release --product segue $(if $(SPARK),--traits Spark)
SEGUE = .build/release/segue

.PHONY: run build test test-swift test-browser test-hostile test-hostile-short test-spark lint format golden dictionary validate-statistics certificate check-docs bench deps deps-test clean

run: build
	$(SEGUE) run --data "$(DATA)" $(if $(HISTORY),--history "$(HISTORY)" --listener "$(LISTENER)" $(if $(ZONE),--zone "$(ZONE)"),--plays $(PLAYS))

build: deps
	$(SWIFT_BUILD)

test: deps-test
	@Scripts/unless-passed.sh $(MAKE) --no-print-directory test-swift test-browser test-hostile-short

# The attacks that stay in the repository, in full: see Scripts/hostile/README.md.
test-hostile: build deps-test
	swift build --build-tests --traits Spark
	SEGUE_HOSTILE_FILES=20000 swift test --skip-build --traits Spark --filter 'IngestionTests\.ConservationTests'
	Scripts/hostile/kills.py $(SEGUE) --kills 50
	Scripts/hostile/tampered.py $(SEGUE) --count 400
	python3 Scripts/hostile/requests.py $(SEGUE) --requests 10000
	python3 Scripts/hostile/arguments.py $(SEGUE)
	Scripts/hostile/disk-full.py $(SEGUE) || [ $$? = 77 ]

# A first look at each, which `make test` takes.
test-hostile-short: deps-test
	Scripts/hostile/kills.py .build/debug/segue --kills 4 --only exposures
	python3 Scripts/hostile/requests.py .build/debug/segue --requests 400

test-swift: deps-test
	swift build --build-tests --traits Spark
	swift test --skip-build --traits Spark

test-browser: deps-test
	Scripts/test-browser.sh

# The contract on Apache Spark: a master, two workers and a Connect server on loopback.
test-spark: deps-test
	@Scripts/install-spark.sh .deps/spark
	swift build --build-tests --traits Spark
	Scripts/spark-cluster.sh .deps/spark sh -c "swift test --skip-build --traits Spark --filter 'ContractTests\.(ContractTests|SparkTests)' && swift test --skip-build --traits Spark --filter 'ContractTests\.WorkerTests'"

# All Swift but what is generated.
SWIFT_FILES = Package.swift $(shell find Sources Tests Plugins Benchmarks/Experimentation -name '*.swift' -not -path '*/Protocol/*' -not -path '*/.build/*')

# Writes the golden files of tests anew: look at the difference before it is committed.
golden: deps-test
	swift build --build-tests --traits Spark
	SEGUE_GOLDEN=write swift test --skip-build --traits Spark --filter Golden

lint:
	@swift format lint --strict --parallel $(SWIFT_FILES)

format:
	@swift format --in-place --parallel $(SWIFT_FILES)

dictionary: build
	$(SEGUE) features list --markdown > docs/features.md

# Fails, and says where, if a promise of the experiment statistics is not kept.
validate-statistics: deps
	swift run -c release ExperimentValidation --out docs/validation-study.md

# The old name, for one version.
certificate: validate-statistics

# Runs what README.md and docs/ show, and lists what is not printed any more. PROGRAM=path runs another build than the release one.
check-docs: $(if $(PROGRAM),,build)
	python3 Scripts/check-docs.py $(or $(PROGRAM),$(SEGUE))

bench: build
	Benchmarks/run.sh

deps:
	@PREFIX=$(PREFIX) Scripts/deps.sh build

deps-test:
	@PREFIX=$(PREFIX) Scripts/deps.sh test

clean:
	rm -rf .build
