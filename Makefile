# Two commands matter: `make up` runs Madang on this machine, `make test` tests it. Both install what they need.
PYTHON ?= python3
BIN := .venv/bin
export PYTHONPATH := $(CURDIR):$(CURDIR)/layers/shared/python:$(CURDIR)/sdk/python
export PATH := $(CURDIR)/$(BIN):$(CURDIR)/infra/node_modules/.bin:$(PATH)
export JSII_NODE := $(CURDIR)/$(BIN)/node
STAGE ?= dev
DATA ?= $(error say where the data is: DATA=path)

.PHONY: up down reset logs status broadcast test check fix synth deploy quotas destroy capability docs e2e e2e-all e2e-restart e2e-bad-input e2e-chaos e2e-chat e2e-chat-channels e2e-fraud e2e-guardians e2e-money e2e-sdk e2e-tastes e2e-audience e2e-training load-movielens sdk close-month check-stripe stripe-contract bench \
	bench-latency bench-vod bench-handlers bench-start bench-chat bench-ledger bench-moderation train-moderation bench-recommender \
	train-recommender test-recommender install

install: .venv/installed

.venv/installed: requirements/laptop.lock
	@$(PYTHON) tools/install.py
	@touch $@

up: install ## start everything, deploy, seed, print the addresses
	@$(BIN)/python -m local up

down: install ## stop; what was stored stays
	@$(BIN)/python -m local down

reset: install ## stop and forget everything that was stored
	@$(BIN)/python -m local reset

logs: install ## follow the laptop cloud's log
	@$(BIN)/python -m local logs

status: install
	@$(BIN)/python -m local status

broadcast: install ## publish a test picture to the seeded channel until Ctrl-C
	@$(BIN)/python -m local broadcast

test: install ## unit tests, then the product end to end in a real browser
	@$(BIN)/python tools/test.py

check: install ## format, lint, types, imports, synth with the AWS rules, the web app's checks
	@$(BIN)/python tools/check.py

fix: install
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

synth: install ## the CloudFormation templates of a stage: make synth STAGE=prod
	@$(BIN)/python -m local build-web
	@cdk synth --quiet --context stage=$(STAGE)

deploy: install ## into your own AWS account: make deploy STAGE=dev
	@$(BIN)/python -m local build-web
	@cdk deploy --all --context stage=$(STAGE)

quotas: synth ## how much of the account's AWS quotas is used, the tightest first
	@$(BIN)/python -m tools.quotas

destroy: install ## everything but what is retained: tables, buckets, users, secrets
	@cdk destroy --all --context stage=$(STAGE)

capability: install ## a new capability: make capability name=coupons
	@$(BIN)/python tools/new_capability.py $(name)

docs: install ## docs/map.md, docs/openapi.json from the code
	@$(BIN)/python tools/generate_docs.py

sdk: install ## the chat SDKs' types from docs/asyncapi.json, the TypeScript package built
	@$(BIN)/python -c "from local import node; from local.settings import Settings; node.install(Settings.read(), 'sdk')"
	@cd sdk && npm run --silent generate && npm run --silent build

e2e: install ## the main job on real input, against a cloud of its own
	@$(BIN)/python -m tests.e2e.main_job

e2e-all: install ## main job, bad input, chaos and restart against one cloud
	@$(BIN)/python -m tests.e2e

e2e-chaos: install ## the main job while events come twice and late
	@$(BIN)/python -m tests.e2e.chaos

e2e-restart: install ## kill -9 during a broadcast
	@$(BIN)/python -m tests.e2e.restart

e2e-bad-input: install ## corrupt files, silence, wrong bodies, expired tokens
	@$(BIN)/python -m tests.e2e.bad_input

e2e-fraud: install ## cards that are tried, a case in the office, a payout that waits, money that goes back
	@$(BIN)/python -m tests.e2e.fraud

e2e-money: install ## a donation, its webhook, its refund, the books and the month's export
	@$(BIN)/python -m tests.e2e.money

e2e-guardians: install ## birth dates, a minor's guardian, the month's limit, taking back; in the API and in a browser
	@$(BIN)/python -m tests.e2e.guardians

e2e-sdk: install ## both SDKs in one room, their sockets cut: who has the log whole and in order?
	@$(BIN)/python -m tests.e2e.chat_sdk

e2e-tastes: install ## survey, a model from the office, live signals timed, who may see what, an experiment
	@$(BIN)/python -m tests.e2e.tastes

e2e-audience: install ## who fits a channel, of those who consent; segments of now and of before
	@$(BIN)/python -m tests.e2e.audience

e2e-training: install ## a model trained, tried on some people and promoted; worse ones refused; back to the one before
	@$(BIN)/python -m tests.e2e.training

close-month: install ## export a month twice and let beancount and hledger judge it: make close-month PERIOD=2026-10 CLOSE=1
	@$(BIN)/python tools/close_month.py $(if $(PERIOD),--period $(PERIOD)) $(if $(CLOSE),--close)

check-stripe: install ## the stand-in's objects beside Stripe's published examples: make check-stripe DATA=fixtures3.json
	@$(BIN)/python tools/check_stripe.py $(DATA)

stripe-contract: install ## the contract suite of Billing against Stripe's own test mode: make stripe-contract STRIPE_KEY=sk_test_…
	@STRIPE_KEY="$(STRIPE_KEY)" $(BIN)/python -m pytest tests/cloud/test_stripe_cycle.py tests/cloud/test_stripe_proration.py \
		-m "not stand_in" --stripe-url "$(or $(STRIPE_URL),https://api.stripe.com)"

e2e-chat: install ## p95 to 100 clients; then 100 clients, 2,000 messages, 100 cut sockets, one restart: who has every message once, in order?
	@$(BIN)/python -m tests.e2e.chat_delivery

e2e-chat-channels: install ## a room over AppSync Events: who may listen, and what is heard
	@$(BIN)/python -m tests.e2e.chat_channels

bench: bench-handlers bench-vod bench-latency bench-start bench-chat bench-ledger

bench-latency: install
	@$(BIN)/python -m benchmarks.latency

bench-vod: install
	@$(BIN)/python -m benchmarks.vod

bench-handlers: install
	@$(BIN)/python -m benchmarks.handlers

bench-start: install
	@$(BIN)/python -m benchmarks.start

bench-chat: install ## fan-out beside Django Channels and python-socketio, posts beside boto3, cost and growth
	@$(BIN)/python -m benchmarks.chat

bench-ledger: install ## entries a second beside beancount; the export of a million journal lines
	@$(BIN)/python -m benchmarks.ledger

bench-moderation: install ## AUC, evasion, throughput against scikit-learn; writes ml/moderation/MODEL_CARD.md
	@$(BIN)/python -m ml.moderation.evaluate $(DATA)

train-moderation: install ## functions/chat/moderation/model.bin from the labelled sets: make train-moderation DATA=folder
	@$(BIN)/python -m ml.moderation.train $(DATA)

.venv-ml/installed: requirements/ml.lock tools/install_ml.py
	@$(PYTHON) tools/install_ml.py
	@touch $@

bench-recommender: .venv-ml/installed ## every model on the same splits, training cost, serving speed: make bench-recommender DATA=ml-100k
	@OMP_NUM_THREADS=1 .venv-ml/bin/python -m benchmarks.recommender $(DATA) --write

load-movielens: install ## MovieLens in the running product: make load-movielens DATA=ml-100k
	@$(BIN)/python tools/load_movielens.py $(DATA)

train-recommender: .venv-ml/installed ## one file from a MovieLens folder: make train-recommender DATA=ml-100k MODEL=model.npz
	@.venv-ml/bin/python -m ml.recommendations.train $(DATA) --model $(or $(MODEL),model.npz)

test-recommender: .venv-ml/installed ## the models and the index that need torch and faiss
	@.venv-ml/bin/python -m pytest --confcutdir=tests/recommendations tests/recommendations/deep_models.py
