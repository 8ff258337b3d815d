# Two commands: `make book` rebuilds the book, `make test` runs the tests. Both install what is missing.
# `make check` proves that Book/ is what the chapters write now.

# The one list of Debian packages. Elsewhere install their like, then say `make book PACKAGES=`.
PACKAGES := gnuplot-nox libgnuplot-iostream-dev zlib1g-dev fonts-dejavu-core \
  libboost-iostreams-dev libboost-system-dev libboost-filesystem-dev

.PHONY: book test check lint setup clean

book: setup
	swift run book

test: setup
	swift test

check: setup lint
	swift run book check

lint:
	swift format lint --strict --recursive Package.swift Sources Tests Chapters

setup:
	@missing=; for package in $(PACKAGES); do \
	  case $$package in gnuplot-nox) command -v gnuplot >/dev/null && continue;; esac; \
	  dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$package"; \
	done; \
	[ -z "$$missing" ] && exit 0; \
	if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then run=; \
	elif command -v apt-get >/dev/null && command -v sudo >/dev/null; then run=sudo; \
	else \
	  echo "Please install these Debian packages, or their like:$$missing" >&2; \
	  echo "Then try again; where there is no dpkg to see them, with: make PACKAGES=" >&2; \
	  exit 1; \
	fi; \
	echo "Installing$$missing"; \
	$$run apt-get update -q && $$run env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends $$missing

clean:
	rm -rf .build .runs
