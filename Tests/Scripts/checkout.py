"""A checkout with a book of a few small pages and the real tools, to attack them in."""
import hashlib
import json
import os
import pathlib
import shutil
import signal
import stat
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]

CHAPTER = """[Contents](README.md) · [S1 · Solutions →](S1-first.md)

# 1 · First

A sentence with $x^2$.

```swift
let x = 1
```

![a dot](01-first/dot.svg)

*Figure 1. A dot. ([data](01-first/dot.csv))*

[Solutions](S1-first.md), for when you have tried.

## References

None.

[Contents](README.md) · [S1 · Solutions →](S1-first.md)

*Made from [Chapters/01-first/main.swift](../Chapters/01-first/main.swift) by running it.*
"""
SOLUTION = "[Contents](README.md)\n\n# S1 · Solutions\n\nThe answer.\n"
SPEED = "[Contents](README.md)\n\n# S · Speed\n\nAn appendix, whatever its letter.\n"

FILES = {
    "Book/README.md": "# Autoencoders\n\n- **[1 · First](01-first.md)**  \n  What?\n\n## Solutions\n\n"
                      "- **[S1 · Solutions](S1-first.md)**  \n  What else?\n\n## How the pages are made\n\nBy hand.\n\n"
                      "For a class there is a [teacher's guide](teaching.md).\n\nThe end.\n",
    "Book/01-first.md": CHAPTER,
    "Book/01-first/dot.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"><rect width="1" height="1"/></svg>\n',
    "Book/01-first/dot.csv": "x\n1\n",
    "Book/01-first/plane.json": "{}\n",
    "Book/S-speed.md": SPEED,
    "Book/S1-first.md": SOLUTION,
    "Book/glossary.md": "# Glossary\n\n## x\n\nA number.\n",
    "Book/teaching.md": "# A guide\n\nSee [the answer](S1-first.md).\n",
    "Book/status.md": "# Status\n\n| Chapter | Time |\n| :--- | ---: |\n| [1](01-first.md) | 1 s |\n| [S1](S1-first.md) | 1 s |\n"
                      "| together | 2 s |\n",
    "Chapters/01-first/main.swift": "/*:\n # 1 · First\n\n [Solutions](S1-first.md), for when you have tried.\n\n ## References\n */\n",
    "Chapters/S-speed/main.swift": "/*:\n # S · Speed\n */\n",
    "Chapters/S1-first/main.swift": "/*:\n # S1 · Solutions\n */\n",
    "Chapters/Exercises/1.1-one.swift": "// Write it below.\nfunc one() throws { throw NotWritten() }\n",
    "Chapters/teaching.md": "# A guide\n\nSee [the answer](S1-first.md).\n",
    "Package.swift": 'let chapters: [String] = ["01-first"]\nlet appendices: [String] = ["S-speed"]\n'
                     'let solutions: [String] = [\n  "S1-first",\n]\n    .testTarget(name: "CheckerTests"),\n',
    "README.md": "# Autoencoders\n\n## For a class\n\nThe [guide](Book/teaching.md).\n\n## Licence\n\nMIT\n",
    "Tests/CheckerTests/T.swift": "// The answer is 1.\n",
    **{name: "Text.\n" for name in [".ci/run", ".swift-format", "CHANGELOG.md", "CONTRIBUTING.md", "Data/README.md", "LICENSE"]},
}
PAGES = [("README", "contents"), ("01-first", "chapter"), ("S-speed", "appendix"), ("S1-first", "solution"),
         ("glossary", "reference"), ("teaching", "guide"), ("status", "reference")]

# The tools are told to stop as in a terminal, also where these tests themselves run behind one, with signals ignored.
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_DFL)



def outline():
    pages = []
    for name, kind in PAGES:
        page = {"name": name, "kind": kind, "title": name}
        if kind in ("chapter", "appendix", "solution"):
            page["program"] = {"source": f"Chapters/{name}/main.swift", "question": "What?", "equations": [],
                               "figures": [], "claims": []}
        pages.append(page)
    return json.dumps({"pages": pages})


def state(folder):
    """All that is below a folder, to see whether anything was touched: kinds, modes and contents."""
    found = {}
    for here, folders, names in os.walk(folder):
        for name in folders + names:
            path = os.path.join(here, name)
            mode = os.lstat(path).st_mode
            content = (os.readlink(path) if stat.S_ISLNK(mode)
                       else hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest() if stat.S_ISREG(mode) else None)
            found[os.path.relpath(path, folder)] = (mode, content)
    return found


class Case(unittest.TestCase):
    """A test in a folder of its own, with a TMPDIR that must be empty at the end."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="scripts-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.temporary = self.folder / "tmp"
        self.temporary.mkdir()
        self.environment = {**os.environ, "TMPDIR": str(self.temporary)}
        for name in ["MAKEFLAGS", "MAKELEVEL", "OUT"]:
            self.environment.pop(name, None)

    def checkout(self, name="checkout"):
        root = self.folder / name
        for path, text in FILES.items():
            self.write(root / path, text)
        (root / "Book/book.json").write_text(outline())
        shutil.copytree(ROOT / "Sources/Site", root / "Sources/Site", ignore=shutil.ignore_patterns("__pycache__"))
        for name in ["Makefile", ".gitignore", ".gitattributes"]:
            if (ROOT / name).exists():
                shutil.copyfile(ROOT / name, root / name)
        return root

    def write(self, path, text):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def program(self, name, script):
        """A program that is found before the system's of that name."""
        path = self.write(self.folder / "bin" / name, f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        self.environment["PATH"] = f"{path.parent}:{os.environ['PATH']}"

    def run_tool(self, root, tool, *arguments, **options):
        return subprocess.run([root / "Sources/Site" / tool, *arguments], capture_output=True, text=True,
                              env=self.environment, **{"cwd": self.folder, **options})

    def make(self, root, *arguments):
        return subprocess.run(["make", *arguments], cwd=root, capture_output=True, text=True, env=self.environment)

    def git(self, root, *arguments):
        identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        return subprocess.run(["git", "-C", root, *identity, *arguments], check=True, capture_output=True, text=True)

    def assertDone(self, result):
        self.assertEqual(result.returncode, 0, f"{result.stdout}\n{result.stderr}")
        self.assertEqual(os.listdir(self.temporary), [], "something is left in TMPDIR")

    def assertRefused(self, result, *words):
        """Refused with one sentence, nothing left behind."""
        self.assertGreater(result.returncode, 0, f"not refused: {result.stdout}")
        self.assertTrue(result.stderr.startswith("error: "), result.stderr)
        self.assertNotIn("Traceback", result.stderr)
        for word in words:
            self.assertIn(word, result.stderr)
        self.assertEqual(os.listdir(self.temporary), [], "something is left in TMPDIR")

    def assertStopped(self, result, number):
        self.assertEqual(result.returncode, -number, f"expected to end by {signal.Signals(number).name}: {result.stderr}")
        self.assertEqual(os.listdir(self.temporary), [], "something is left in TMPDIR")
