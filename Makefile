# `make book` rebuilds the book, `make test` runs the tests; `make site`, `make epub`, `make pdf` and `make notebooks`
# set the book for a browser, for an e-reader, for paper and for Jupyter, SOLUTIONS=no without the solutions, and
# `make handout` packs the sources without them. All install what is missing. `make check` proves that Book/ is what
# the chapters write now, `make check-changed` does so in less time, `make sanitize` looks for undefined behaviour and
# data races, `make test-hostile` gives the programs bad input, bad places and bad moments to stop, `make test-arm`
# compares Arm's kernels with x86's.

# The one list of Debian packages. Elsewhere install their like, then say `make book PACKAGES=`.
TYPESETTING := pandoc python3-nbformat fonts-dejavu-extra
READERS := chromium chromium-driver python3-selenium python3-html5lib python3-nbconvert epubcheck default-jre-headless
EMULATION := qemu-user-static libc6-dev-arm64-cross
PACKAGES := gnuplot-nox parallel libgnuplot-iostream-dev zlib1g-dev fonts-dejavu-core \
  libboost-iostreams-dev libboost-system-dev libboost-filesystem-dev

# Where to write, as it was typed: recipes take it from the environment, where no shell reads it as code. A shell that
# stood between make and a tool would not hand on a signal, so `exec`.
OUT := out
override export OUT := $(value OUT)
ifeq ($(strip $(OUT)),)
$(error OUT: expected a folder, found nothing)
endif

# What is to be without solutions is made from a copy of the sources that has none.
TOOLS := Sources/Site
ifeq ($(SOLUTIONS),no)
TOOLS := "$$OUT"/without-solutions/Sources/Site
site epub pdf notebooks: without-solutions
else ifneq ($(SOLUTIONS),)
$(error SOLUTIONS: expected no, or nothing, found $(SOLUTIONS))
endif

.PHONY: book test test-client test-hostile test-arm site epub pdf notebooks documentation handout without-solutions \
  test-site test-scripts check check-changed lint sanitize setup clean

book: setup
	swift run book

test: setup
	swift test --skip HostileTests

test-hostile: setup
	swift test --filter HostileTests
	FUZZ_SECONDS=60 swift test --skip-build --filter CodingTests.FuzzTests

# A package that depends on a release of this one.
test-client:
	Tests/Client/test

# Every function of the kernels, compiled for Arm, in an emulator.
test-arm:
	@$(MAKE) --no-print-directory setup PACKAGES="$(EMULATION)"
	Tests/Digests/compare "$$OUT/digests"

site:
	@$(MAKE) --no-print-directory setup PACKAGES="$(TYPESETTING)"
	exec $(TOOLS)/build "$$OUT/site"

epub:
	@$(MAKE) --no-print-directory setup PACKAGES="$(TYPESETTING)"
	exec $(TOOLS)/bind "$$OUT/autoencoders.epub"

pdf:
	@$(MAKE) --no-print-directory setup PACKAGES="$(TYPESETTING) chromium poppler-utils"
	exec $(TOOLS)/bind "$$OUT/autoencoders.pdf"

notebooks:
	@$(MAKE) --no-print-directory setup PACKAGES="$(TYPESETTING)"
	exec $(TOOLS)/notebooks "$$OUT/notebooks"

documentation: setup
	exec Sources/Site/documentation "$$OUT/documentation"

handout:
	@$(MAKE) --no-print-directory setup PACKAGES=python3
	exec Sources/Site/handout "$$OUT/autoencoders.tar.gz"

without-solutions:
	@$(MAKE) --no-print-directory setup PACKAGES=python3
	exec Sources/Site/without-solutions "$$OUT/without-solutions"

# A browser, the EPUB's validator and Jupyter's converter, on every page; and the links of the sources without solutions.
test-site: site epub notebooks without-solutions
	@$(MAKE) --no-print-directory setup PACKAGES="$(READERS)"
	Sources/Site/test.py "$$OUT/site" "$$OUT/autoencoders.epub" "$$OUT/notebooks"
	"$$OUT"/without-solutions/Sources/Site/build "$$OUT/site-without-solutions"
	"$$OUT"/without-solutions/Sources/Site/test.py "$$OUT/site-without-solutions"
	swift package --package-path "$$OUT/without-solutions" --scratch-path .build/without-solutions describe > /dev/null
	java -jar /usr/share/java/epubcheck.jar --quiet "$$OUT/autoencoders.epub"

# The tools of Sources/Site on folders that are not theirs, in places with odd names, and stopped in the middle.
test-scripts:
	@$(MAKE) --no-print-directory setup PACKAGES="$(TYPESETTING) git"
	/usr/bin/python3 -BXutf8 -m unittest discover --start-directory Tests/Scripts

check: setup lint
	swift run book check

# The same in less time: all pages by their records and by quick runs, and in full what has changed since a commit, and a
# third of the rest. Where SINCE is not given it is the last commit of two days ago: a change may have many commits. Where
# there is none every page is run in full.
SINCE :=
override export SINCE := $(value SINCE)
check-changed: setup lint
	since=$${SINCE:-$$(git rev-list -1 --before='2 days ago' HEAD)}; \
	swift run book check $${since:+--since "$$since"}

lint:
	swift format lint --strict --recursive Package.swift Sources Tests Chapters

# Builds of their own, watched at work. The tests of Kernels go through all levels, those of Engine
# run once a level. Swift has no -sanitize=undefined on Linux, so only the C gets it; vptr, for C++,
# would want another library. XCTest leaks a little when it ends.
SANITIZE := ASAN_OPTIONS=detect_leaks=0 TSAN_OPTIONS=halt_on_error=1 swift
MEMORY := --sanitize=address -Xcc -fsanitize=undefined -Xcc -fno-sanitize=vptr -Xcc -fno-sanitize-recover=all \
  -Xswiftc -use-ld=lld --scratch-path .build/memory
RACES := --sanitize=thread -Xswiftc -use-ld=lld --scratch-path .build/races

sanitize: setup
	$(SANITIZE) build --build-tests $(MEMORY)
	$(SANITIZE) test --skip-build $(MEMORY) --filter KernelsTests
	FUZZ_SECONDS=30 $(SANITIZE) test --skip-build $(MEMORY) --filter CodingTests
	@levels=$$(KERNELS=? $(SANITIZE) test --skip-build $(MEMORY) --filter EngineTests.MatrixTests 2>&1 | \
	  sed -n 's/.*this machine has (\(.*\)).*/\1/p' | tail -1 | tr -d ,); \
	[ -n "$$levels" ] || { echo "no levels found" >&2; exit 1; }; \
	for level in $$levels; do \
	  echo "EngineTests at $$level"; \
	  KERNELS=$$level $(SANITIZE) test --skip-build $(MEMORY) --filter EngineTests || exit; \
	done
	$(SANITIZE) build --build-tests $(RACES)
	$(SANITIZE) test --skip-build $(RACES) --filter EngineTests

setup:
	@missing=; for package in $(PACKAGES); do \
	  case $$package in gnuplot-nox) command -v gnuplot > /dev/null && continue;; esac; \
	  found=$$(dpkg-query -W -f '$${Status}' $$package 2>&1); status=$$?; \
	  case $$status:$$found in \
	    0:*'ok installed') ;; \
	    0:* | 1:* | 127:*) missing="$$missing $$package";; \
	    *) echo "error: dpkg-query: expected to learn whether $$package is installed, found: $$found" >&2; exit 1;; \
	  esac; \
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

# What can be made again without you. Runs of your own, in .runs, stay.
clean:
	swift package reset
	Sources/Site/clean "$$OUT"
