# The same words by hand and in CI. `make run` and `make test` install what is missing.
.POSIX:
.PHONY: run test check ui fetch-test window-test spark-test bindings bench samples kit fuzz fuzz-ci picture screenshots \
	icons licences programs install bundle dist deny reproducible package-lint package-test release-check \
	setup setup-desktop setup-test setup-fuzz setup-release clean

CARGO = cargo
NPM = npm --prefix ui --no-audit --no-fund
PIN = harbourline.example=@samples/harbourline.key.json

# Open the window with the sample evidence. Without a display, verify the same on the command line;
# some of it is wrong on purpose, so the exit status is then 1.
run: setup
	@if scripts/has-display; then $(MAKE) run-window; else $(MAKE) run-cli; fi

run-window: setup-desktop ui
	$(CARGO) build --release --locked -p proofdesk-desktop
	@scripts/proofdesk-desktop samples

run-cli:
	@$(CARGO) build --release --locked -p proofdesk-cli
	@status=0; scripts/proofdesk verify --no-keyring --pin $(PIN) samples || status=$$?; \
	echo "Exit status $$status. samples/README.md says what each file shows and why."; \
	test $$status -eq 1

# Every test: unit, conformance, command line, documentation, page, look-ups, window.
test: setup-test ui
	$(CARGO) test --workspace --locked --no-fail-fast
	$(NPM) test
	$(MAKE) fetch-test
	$(MAKE) window-test

# Look-ups, against servers on this machine; and that the verifier is offline.
fetch-test: setup-test ui
	$(CARGO) test --workspace --locked --no-run
	node --test tests/fetch/*.test.mjs

# The real window, driven as a person would. Linux only: elsewhere there is no driver for it.
window-test: setup-test ui
	$(CARGO) test --workspace --locked --no-run
	@if [ "$$(uname)" = Linux ]; then node --test tests/window/*.test.mjs; else echo "window tests: Linux only"; fi

# The Spark integration with several workers on this machine, one of which is lost. It fetches PySpark into the
# user's cache and needs Java, so it is no part of `make test`.
spark-test: setup
	scripts/spark-test

# Format, lints, documentation and imports, as CI checks them.
check: setup-desktop ui
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --locked -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps --locked
	$(NPM) run check
	scripts/licences --check
	node --test tests/*.test.mjs
	scripts/imports

# The page, which the window's program holds within.
ui:
	@scripts/page

# The page's copy of the Rust types.
bindings: ui
	BINDINGS=write $(CARGO) test --workspace --locked --lib bindings

# Speed and memory beside named peers; results in docs/benchmarks.md and docs/benchmarks-window.md.
bench: setup-test ui
	$(CARGO) build --release --locked -p proofdesk-desktop
	$(CARGO) build --release --locked -p proofdesk-cli
	bench/run --write
	bench/window > docs/benchmarks-window.md

# The sample evidence and what is expected of it, made anew.
samples: setup
	$(CARGO) run --locked -p test-issuer

# The conformance kit, made anew.
kit: setup
	$(CARGO) run --locked -p test-issuer --bin make-kit

# Every fuzz target for TIME seconds.
TIME = 600
fuzz: setup-fuzz
	scripts/fuzz $(TIME)

# All of them together in two minutes.
fuzz-ci: setup-fuzz
	scripts/fuzz 7

# The pictures in the README, from the program's own output.
picture: setup
	@$(CARGO) build --release --locked -p proofdesk-cli
	scripts/picture > docs/verify.svg

screenshots: setup-test ui
	$(CARGO) test --workspace --locked --no-run
	scripts/screenshots

icons:
	scripts/icons

# The libraries in the window's program and the texts of their licences, for its About box.
licences: setup ui
	scripts/licences

# The three programs as they are shipped.
programs:
	scripts/programs $(PROGRAMS)

# Puts them where they belong: PREFIX, DESTDIR, and PROGRAMS if not all three are wanted.
PROGRAMS =
install:
	scripts/install $(PROGRAMS)

# The packages of this system, in the target folder.
bundle:
	@scripts/setup bundle
	scripts/bundle

# The source archive, in the target folder.
dist:
	scripts/dist

# All that a release needs beside `make check` and `make test`. Linux only.
release-check: setup-release
	scripts/release-check

# Known faults, licences and sources of the libraries.
deny: setup-release
	scripts/deny

# Two builds of the source archive in two folders: the packages are the same, byte for byte.
reproducible: setup-release
	scripts/reproducible

# The packages against what Debian, rpm, AppStream and CycloneDX ask of them.
package-lint: setup-release
	scripts/package-lint

# The packages in a system that has nothing else: installed, used, removed without trace.
package-test: setup-release
	scripts/package-test

setup:
	@scripts/setup

setup-desktop:
	@scripts/setup desktop

setup-test:
	@scripts/setup desktop test

setup-fuzz:
	@scripts/setup fuzz

setup-release:
	@scripts/setup release

clean:
	$(CARGO) clean
	rm -rf ui/dist ui/node_modules
