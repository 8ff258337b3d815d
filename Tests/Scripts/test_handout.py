"""What students get: no answers, and nothing that could not be checked."""
import os
import subprocess
import sys
import tarfile
import unittest

from checkout import ROOT, Case

ANSWER = "// Write it below.\nfunc one() throws { answer(); throw NotWritten() }\n"
WHOLE = "func one() throws { answer() }\n"
NOBODY = 65534


class Handout(Case):
    def repository(self):
        root = self.checkout("Mein Kurs/main")
        self.git(root, "init", "-q")
        self.git(root, "add", ".")
        self.git(root, "commit", "-qm", "All")
        return root

    def exercise(self, root):
        return root / "Chapters/Exercises/1.1-one.swift"

    def refused(self, root, *words, **options):
        file = self.folder / "out/a.tar.gz"
        self.assertRefused(self.run_tool(root, "handout", file, **options), *words)
        self.assertFalse(file.exists())

    def test_the_archive_has_the_exercises_and_no_solution(self):
        root = self.repository()
        file = self.folder / "a.tar.gz"
        self.assertDone(self.run_tool(root, "handout", file))
        with tarfile.open(file) as archive:
            entries = archive.getmembers()
            names = {entry.name for entry in entries}
            texts = b"".join(archive.extractfile(entry).read() for entry in entries
                             if entry.isfile() and "/Sources/Site/" not in entry.name)
        self.assertLessEqual({"autoencoders/Chapters/Exercises/1.1-one.swift", "autoencoders/Chapters/S-speed/main.swift",
                              "autoencoders/Book/S-speed.md", "autoencoders/Makefile", "autoencoders/.gitattributes"}, names)
        self.assertEqual([name for name in names if "S1" in name or "teaching" in name or "Checker" in name or "made-by" in name], [])
        for trace in [b"(S1-first.md)", b'"S1-first"', b"(teaching.md)", b"The answer", b'"CheckerTests"),', b"| together"]:
            self.assertNotIn(trace, texts)
        self.assertEqual({(entry.uid, entry.uname) for entry in entries}, {(0, "")})

    def test_the_outline_is_the_one_that_the_book_would_get(self):
        code = "import book; print(book.outline(book.pages()) == (book.BOOK / 'book.json').read_text())"
        result = subprocess.run([sys.executable, "-BXutf8", "-c", code], cwd=ROOT / "Sources/Site", capture_output=True, text=True)
        self.assertEqual(result.stdout, "True\n", result.stderr)

    def test_a_changed_a_new_and_a_whole_answer_are_found(self):
        root = self.repository()
        self.exercise(root).write_text(ANSWER)
        self.refused(root, "1.1-one.swift")
        self.git(root, "checkout", "--", ".")
        self.write(root / "Chapters/Exercises/Helper.swift", WHOLE)
        self.git(root, "config", "status.showUntrackedFiles", "no")
        self.refused(root, "Helper.swift")
        (root / "Chapters/Exercises/Helper.swift").unlink()
        self.exercise(root).write_text(WHOLE)
        self.git(root, "commit", "-qam", "Answered")
        self.refused(root, "1.1-one.swift")

    def test_an_answer_that_git_ignores_is_found(self):
        root = self.repository()
        self.write(root / ".git/info/exclude", "*~\n")
        self.write(root / "Chapters/Exercises/1.1-one.swift~", "an answer")
        self.refused(root, "1.1-one.swift~")

    def test_another_repository_of_the_environment_does_not_count(self):
        root = self.repository()
        other = self.folder / "other"
        subprocess.run(["git", "clone", "-q", root, other], check=True)
        for each in [root, other]:
            self.write(each / "Chapters/Exercises/1.1-one.swift", ANSWER)
        self.git(other, "commit", "-qam", "Answered")
        self.environment["GIT_DIR"] = str(other / ".git")
        self.refused(root, "1.1-one.swift")

    def test_outside_of_a_repository_a_whole_answer_is_found(self):
        root = self.checkout()
        self.assertDone(self.run_tool(root, "handout", self.folder / "b.tar.gz"))
        self.exercise(root).write_text(WHOLE)
        self.refused(root, "1.1-one.swift")

    def test_a_repository_that_git_can_not_read_is_not_taken_for_clean(self):
        root = self.repository()
        self.exercise(root).write_text(ANSWER)
        self.program("git", "echo 'fatal: detected dubious ownership' >&2; exit 128")
        self.refused(root, "git", "dubious ownership")
        self.environment["PATH"] = str(self.folder / "nothing")
        self.refused(root, "git: expected a program")

    @unittest.skipUnless(os.geteuid() == 0, "SKIPPED: only root can become another user")
    def test_nor_is_another_user_s(self):
        root = self.repository()
        self.exercise(root).write_text(ANSWER)
        (self.folder / "out").mkdir()
        for folder in [self.folder, self.temporary, self.folder / "out"]:
            folder.chmod(0o777)
        self.environment["HOME"] = str(self.temporary)
        file = self.folder / "out/a.tar.gz"
        result = self.run_tool(root, "handout", file, user=NOBODY, group=NOBODY, extra_groups=[])
        self.assertFalse(file.exists(), "the answers were packed")
        self.assertRefused(result)
        self.assertRegex(result.stderr, "dubious ownership|1.1-one.swift")

    def test_a_solution_that_something_still_leads_to_is_found(self):
        root = self.checkout()
        self.write(root / "Book/glossary.md", "# Glossary\n\nSee [the answer](S1-first.md).\n")
        self.refused(root, "Book/glossary.md", "S1-first")


class LineEnds(Case):
    def test_a_checkout_with_crlf_works(self):
        root = self.checkout("first")
        self.git(root, "init", "-q")
        self.git(root, "add", ".")
        self.git(root, "commit", "-qm", "All")
        subprocess.run(["git", "clone", "-q", "-c", "core.autocrlf=true", root, self.folder / "second"], check=True)
        second = self.folder / "second"
        self.assertDone(self.make(second, "site", "notebooks", "handout"))
        for made in ["notebooks/01-first.ipynb", "site/index.html"]:
            self.assertDone(self.make(root, made.split("/")[0]))
            self.assertEqual((second / "out" / made).read_bytes(), (root / "out" / made).read_bytes())

    def test_the_tools_read_such_pages(self):
        root = self.checkout()
        self.assertDone(self.run_tool(root, "notebooks", self.folder / "lf"))
        self.assertDone(self.run_tool(root, "without-solutions", self.folder / "lf sources"))
        for file in [*root.glob("Book/*.md"), *root.glob("Chapters/**/*.swift"), root / "Package.swift", root / "README.md"]:
            file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
        self.assertDone(self.run_tool(root, "notebooks", self.folder / "crlf"))
        self.assertDone(self.run_tool(root, "without-solutions", self.folder / "crlf sources"))
        for name in ["01-first.ipynb", "S1-first.ipynb"]:
            self.assertEqual((self.folder / "crlf" / name).read_text(), (self.folder / "lf" / name).read_text())
        package = (self.folder / "crlf sources/Package.swift").read_text()
        self.assertEqual(package, (self.folder / "lf sources/Package.swift").read_text())


if __name__ == "__main__":
    unittest.main()
