"""What the tools do with folders and files that are not theirs."""
import os
import stat
import unittest

from checkout import Case, state

FOLDER_TOOLS = ["build", "notebooks", "without-solutions"]
ODD = ["Mein Kurs", "Mein Kürs' \"x\" {a} $HOME `id` #1", "$(touch gone)"]


def made(out):
    """A file that a tool has made."""
    return min(path for path in out.iterdir() if path.is_file() and not path.name.startswith("."))


class Folders(Case):
    def refuse(self, root, path, *words):
        for tool in FOLDER_TOOLS:
            with self.subTest(tool=tool, path=str(path)):
                before = state(self.folder)
                self.assertRefused(self.run_tool(root, tool, path), *words)
                self.assertEqual(state(self.folder), before)

    def test_a_folder_with_files_of_its_owner_is_left_alone(self):
        root = self.checkout()
        self.write(self.folder / "mine/deep/01-first.ipynb", "{}")
        self.write(self.folder / "repository/.git/config", "")
        (self.folder / "link").symlink_to("mine")
        self.write(self.folder / "file", "mine")
        for name in ["mine", "repository", "link", "file"]:
            self.refuse(root, self.folder / name, "expected", "found", name.replace("link", "mine"))

    def test_the_sources_are_left_alone(self):
        root = self.checkout()
        (self.folder / "link").symlink_to(root)
        for path in [root, root / ".", self.folder, root / "Book", root / "Book/01-first", root / "Sources",
                     root / "Sources/new", root / "Book/new", self.folder / "link/Book"]:
            self.refuse(root, path, "expected", "found")

    def test_an_own_folder_is_replaced_but_not_what_was_added_to_it(self):
        root = self.checkout()
        changes = {
            "a file": lambda out: self.write(out / "notes.txt", "mine"),
            "a file in a subfolder": lambda out: self.write(out / "deep/01-first.ipynb", "mine"),
            "a changed file": lambda out: self.write(made(out), "mine"),
            "a link": lambda out: (out / "link").symlink_to("/nowhere"),
            "a link in place of a file": lambda out: [made(out).rename(self.folder / "kept"),
                                                      made(out).with_suffix(".x").symlink_to(self.folder / "kept")],
            "a pipe": lambda out: os.mkfifo(out / "pipe"),
            "an empty folder": lambda out: (out / "mine").mkdir(),
            "a repository": lambda out: self.write(out / ".git/config", ""),
        }
        for tool in FOLDER_TOOLS:
            for what, change in changes.items():
                with self.subTest(tool=tool, what=what):
                    out = self.folder / f"{tool} {what}"
                    self.assertDone(self.run_tool(root, tool, out))
                    change(out)
                    before = state(self.folder)
                    self.assertRefused(self.run_tool(root, tool, out), out.name)
                    self.assertEqual(state(self.folder), before)

    def test_a_mark_that_lists_nothing_owns_nothing(self):
        root = self.checkout()
        for number, mark in enumerate(["", "\n\n", "garbage", "\x00\xff"]):
            folder = self.folder / f"marked {number}"
            self.write(folder / ".made-by-autoencoders", mark)
            self.write(folder / "thesis.txt", "mine")
            self.refuse(root, folder, "thesis.txt")

    def test_own_and_empty_folders_are_taken_with_their_mode_and_through_links(self):
        root = self.checkout()
        for tool in FOLDER_TOOLS:
            with self.subTest(tool=tool):
                real = self.folder / f"real {tool}"
                real.mkdir()
                real.chmod(0o2750)
                link = self.folder / f"link {tool}"
                link.symlink_to(real)
                self.assertDone(self.run_tool(root, tool, link))
                first = state(real)
                self.assertGreater(len(first), 3)
                (root / "Book/S-speed.md").touch()
                self.assertDone(self.run_tool(root, tool, link))
                self.assertEqual(state(real), first)
                self.assertTrue(link.is_symlink())
                self.assertEqual(stat.S_IMODE(real.stat().st_mode), 0o2750)

    def test_a_new_folder_has_the_usual_mode_and_nothing_stands_beside_it(self):
        root = self.checkout()
        self.assertDone(self.run_tool(root, "notebooks", self.folder / "new/deep/out", umask=0o027))
        self.assertEqual(os.listdir(self.folder / "new/deep"), ["out"])
        self.assertEqual(stat.S_IMODE((self.folder / "new/deep/out").stat().st_mode), 0o750)

    def test_a_relative_path_starts_where_the_user_is(self):
        root = self.checkout()
        before = state(root)
        self.assertDone(self.run_tool(root, "notebooks", "here"))
        self.assertTrue((self.folder / "here/01-first.ipynb").exists())
        self.assertEqual(state(root), before)

    def test_no_argument_and_too_many_are_refused(self):
        root = self.checkout()
        for tool in [*FOLDER_TOOLS, "bind", "handout", "clean"]:
            for arguments in [[], [""], ["a", "b"]]:
                with self.subTest(tool=tool, arguments=arguments):
                    before = state(self.folder)
                    self.assertRefused(self.run_tool(root, tool, *arguments), "expected one argument")
                    self.assertEqual(state(self.folder), before)


class Files(Case):
    def test_what_is_no_file_that_may_be_written_is_left_alone(self):
        root = self.checkout()
        for tool, end in [("bind", "epub"), ("handout", "tar.gz")]:
            places = self.folder / tool
            self.write(places / f"folder.{end}/file", "mine")
            os.mkfifo(places / f"pipe.{end}")
            self.write(places / f"read-only.{end}", "mine").chmod(0o444)
            (places / f"link.{end}").symlink_to(f"pipe.{end}")
            names = ["folder", "pipe", "read-only", "link"]
            if os.geteuid() == 0:
                os.mknod(places / f"device.{end}", 0o666 | stat.S_IFCHR, os.makedev(1, 3))
                names.append("device")
            for name in names:
                with self.subTest(tool=tool, name=name):
                    before = state(self.folder)
                    self.assertRefused(self.run_tool(root, tool, places / f"{name}.{end}"), "expected", "found")
                    self.assertEqual(state(self.folder), before)

    def test_a_link_is_followed_and_the_permissions_stay(self):
        root = self.checkout()
        for tool, end in [("bind", "epub"), ("handout", "tar.gz")]:
            with self.subTest(tool=tool):
                file = self.folder / f"real/book.{end}"
                link = self.folder / f"link.{end}"
                link.symlink_to(file)
                self.assertDone(self.run_tool(root, tool, link))
                file.chmod(0o640)
                self.assertDone(self.run_tool(root, tool, link))
                self.assertTrue(link.is_symlink())
                self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o640)
                new = self.folder / f"new {tool}/book.{end}"
                self.assertDone(self.run_tool(root, tool, new, umask=0o022))
                self.assertEqual(stat.S_IMODE(new.stat().st_mode), 0o644)
                self.assertEqual(sorted(os.listdir(new.parent)), [f".{new.name}.made-by-autoencoders", new.name])

    def test_what_no_tool_has_made_is_left_alone(self):
        root = self.checkout()
        for tool, name in [("bind", "autoencoders.epub"), ("handout", "autoencoders.tar.gz")]:
            with self.subTest(tool=tool):
                file = self.write(self.folder / "papers" / name, "mine")
                self.assertRefused(self.run_tool(root, tool, file), "expected nothing, or a file as this tool has made it")
                self.assertDone(self.run_tool(root, "clean", file.parent))
                self.assertEqual(file.read_text(), "mine")
                made = self.folder / "made" / name
                self.assertDone(self.run_tool(root, tool, made))
                made.write_text("changed")
                self.assertRefused(self.run_tool(root, tool, made), "found another")
                self.assertEqual(made.read_text(), "changed")

    def test_what_the_handout_must_not_have(self):
        root = self.checkout()
        solution = "S9-new"
        package = root / "Package.swift"
        package.write_text(package.read_text().replace("let solutions: [String] = [", f'let solutions: [String] = ["{solution}", '))
        self.assertRefused(self.run_tool(root, "without-solutions", self.folder / "tree"), solution)

    def test_the_sources_are_no_place(self):
        root = self.checkout()
        before = state(self.folder)
        self.assertRefused(self.run_tool(root, "bind", root / "Book/book.epub"), "sources of the book")
        self.assertRefused(self.run_tool(root, "bind", root / "book.txt"), ".epub or .pdf")
        self.assertEqual(state(self.folder), before)


class Makefile(Case):
    TARGETS = ["site", "epub", "notebooks", "handout", "without-solutions"]
    MADE = ["autoencoders.epub", "autoencoders.tar.gz", "notebooks", "site", "without-solutions"]

    def neighbours(self, root):
        """Folders and files whose names are the words of a path."""
        words = {word for part in root.relative_to(self.folder).parts for word in part.split()}
        return [self.write(folder / word / "thesis.txt", "mine")
                for word in words for folder in [self.folder, root.parent] if not (folder / word).exists()]

    def test_a_checkout_may_have_any_path(self):
        for number, name in enumerate(ODD):
            with self.subTest(name=name):
                root = self.checkout(f"{number}/{name}/main")
                neighbours = self.neighbours(root)
                others = [path for path in self.folder.rglob("*") if root not in [path, *path.parents]]
                for result in [self.make(root, *self.TARGETS), self.make(root, *self.TARGETS)]:
                    self.assertEqual([file for file in neighbours if not file.exists()], [])
                    self.assertEqual([path for path in self.folder.rglob("*") if root not in [path, *path.parents]], others)
                    self.assertDone(result)
                    self.assertEqual(sorted(path.name for path in (root / "out").glob("[!.]*")), self.MADE)

    def test_so_may_out(self):
        root = self.checkout()
        before = sorted(path for path in root.rglob("*"))
        for name in ODD:
            with self.subTest(name=name):
                out = self.folder / "outs" / name
                self.assertDone(self.make(root, "notebooks", "handout", f"OUT={out}"))
                self.assertDone(self.make(root, "site", "SOLUTIONS=no", f"OUT={out}"))
                self.assertEqual(sorted(name for name in os.listdir(out) if not name.startswith(".")), ["autoencoders.tar.gz", "notebooks", "site", "without-solutions"])
                self.assertFalse((out / "site/S1-first.html").exists())
                self.assertTrue((out / "site/S-speed.html").exists())
        self.assertEqual(sorted(os.listdir(self.folder / "outs")), sorted(ODD))
        self.assertEqual(sorted(path for path in root.rglob("*")), before)

    def test_solutions_are_left_out_or_the_word_is_refused(self):
        root = self.checkout()
        for word in ["NO", "0", "false", "no no"]:
            result = self.make(root, "site", f"SOLUTIONS={word}")
            self.assertNotEqual(result.returncode, 0)
            self.assertIn(f"SOLUTIONS: expected no, or nothing, found {word}", result.stderr)
            self.assertFalse((root / "out").exists())

    def test_clean_takes_what_the_tools_made_and_nothing_else(self):
        self.program("swift", "echo swift $*")
        root = self.checkout("Mein Kurs/main")
        self.write(root / ".runs/02/results.json", "{}")
        self.write(self.folder / "Mein/thesis.txt", "mine")
        self.assertDone(self.make(root, "epub", "notebooks"))
        self.assertIn("swift package reset", self.make(root, "clean").stdout)
        self.assertFalse((root / "out").exists())
        self.assertTrue((root / ".runs/02/results.json").exists())

        self.assertDone(self.make(root, "clean"))
        empty = self.folder / "an empty folder"
        empty.mkdir()
        self.assertDone(self.make(root, "clean", f"OUT={empty}"))
        self.assertTrue(empty.exists())
        out = self.folder / "my papers"
        self.write(out / "thesis.txt", "mine")
        self.write(out / "site/index.html", "mine")
        self.assertDone(self.make(root, "notebooks", f"OUT={out}"))
        cleaned = self.make(root, "clean", f"OUT={out}")
        self.assertDone(cleaned)
        self.assertIn("site thesis.txt", cleaned.stdout)
        self.assertEqual(sorted(os.listdir(out)), ["site", "thesis.txt"])

        self.assertDone(self.make(root, "notebooks", f"OUT={out}"))
        self.write(out / "notebooks/deep/mine.ipynb", "mine")
        before = state(out)
        self.assertNotEqual(self.make(root, "clean", f"OUT={out}").returncode, 0)
        self.assertEqual(state(out), before)

    def test_a_package_database_that_does_not_answer_is_not_taken_for_an_empty_one(self):
        root = self.checkout()
        self.program("apt-get", f"touch '{self.folder}/installed'")
        self.program("sudo", f"touch '{self.folder}/installed'")
        self.program("dpkg-query", "echo 'the database is locked' >&2; exit 2")
        result = self.make(root, "setup", "PACKAGES=pandoc")
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("the database is locked", result.stderr)
        self.assertFalse((self.folder / "installed").exists())
        self.program("dpkg-query", "echo 'no packages found' >&2; exit 1")
        self.make(root, "setup", "PACKAGES=pandoc")
        self.assertTrue((self.folder / "installed").exists())


if __name__ == "__main__":
    unittest.main()
