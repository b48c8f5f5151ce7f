# The same words by hand and in CI. `make run` and `make test` install what is missing.
.POSIX:
.PHONY: run test check bench samples picture setup clean

CARGO = cargo
PIN = harbourline.example=@samples/harbourline.key.json

# Verify the sample evidence. Some of it is wrong on purpose, so the exit status is 1.
run: setup
	@$(CARGO) build --release --locked -p proofdesk-cli
	@status=0; scripts/proofdesk verify --no-keyring --pin $(PIN) samples || status=$$?; \
	echo "Exit status $$status. samples/README.md says what each file shows and why."; \
	test $$status -eq 1

# Every test: unit, conformance, command line, documentation.
test: setup
	$(CARGO) test --workspace --locked

# Format, lints and documentation, as CI checks them.
check: setup
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --locked -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps --locked

# Speed and memory beside named peers; results in docs/benchmarks.md.
bench: setup
	bench/run --write

# The sample evidence and what is expected of it, made anew.
samples: setup
	$(CARGO) run --locked -p test-issuer

# The picture in the README, from the program's own output.
picture: setup
	@$(CARGO) build --release --locked -p proofdesk-cli
	scripts/picture > docs/verify.svg

setup:
	@scripts/setup

clean:
	$(CARGO) clean
