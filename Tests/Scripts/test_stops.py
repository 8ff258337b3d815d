"""Tools that are stopped in the middle, or that the disk, or a program, fails: the old is there, or the new, and nothing else."""
import os
import resource
import signal
import subprocess
import sys
import unittest

from checkout import Case, state

STOPS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]

# A tool that makes a folder of two files; run with N, it is told to stop, or meets an error, at the Nth thing that it
# does to the file system.
WORK = """
import os, pathlib, signal, sys
sys.path.insert(0, SITE)
import publishing
target, last, what = sys.argv[1], int(sys.argv.pop()), sys.argv.pop()
count = 0
def watch(event, arguments):
    global count
    writes = event in ("os.rename", "os.mkdir", "os.rmdir", "os.remove", "os.chmod", "shutil.rmtree")
    if writes or event == "open" and arguments[1] and "w" in arguments[1]:
        count += 1
        if count == last:
            if what == "error":
                raise OSError(28, "No space left on device")
            if event == "open" and os.path.exists(arguments[0]):
                os.truncate(arguments[0], 0)  # a moment later
            os.kill(os.getpid(), int(what))
def file(path):
    file = publishing.own_file(path)
    made = publishing.scratch() / "made"
    made.write_text(TEXT)
    publishing.publish_file(made, file)
    print(count)
def work(path):
    folder = publishing.own_folder(path)
    staged = publishing.new_folder(folder)
    (publishing.scratch() / "x").write_text("x")
    for name in ["a", "b"]:
        (staged / name).write_text(TEXT)
    publishing.publish_folder(staged, folder)
    print(count)
sys.addaudithook(watch)
publishing.tool(KIND, "usage")
"""


class Counted(Case):
    """Stopped at every step, counted, not timed."""

    def work(self, root, text, what, step, kind="work"):
        code = WORK.replace("SITE", repr(str(root / "Sources/Site"))).replace("TEXT", repr(text)).replace("KIND", kind)
        return subprocess.run([sys.executable, "-BXutf8", "-c", code, self.folder / "place/out", str(what), str(step)],
                              capture_output=True, text=True, env=self.environment)

    def contents(self):
        place = self.folder / "place"
        if not place.exists():
            return None
        self.assertIn(os.listdir(place), [["out"], []], "something is left beside the folder")
        return {file.name: file.read_text() for file in (place / "out").glob("[ab]")}

    def stop_at_every_step(self, root, what, old, judge):
        for step in range(1, 100):
            before = self.contents()
            result = self.work(root, f"new at {step}", what, step)
            if result.returncode == 0:
                self.assertGreater(step, 8, "the steps were not counted")
                self.assertEqual(set(self.contents()), {"a", "b"})
                return
            judge(result)
            self.assertEqual(os.listdir(self.temporary), [], f"left in TMPDIR at step {step}")
            whole = dict.fromkeys("ab", f"new at {step}")
            self.assertIn(self.contents(), [before, whole] if old else [before, whole, {}], f"at step {step}")
        self.fail("it never came to its end")

    def test_stopped_with_an_old_folder_there(self):
        root = self.checkout()
        for number in STOPS:
            with self.subTest(signal=number.name):
                self.assertEqual(self.work(root, "old", 0, 0).returncode, 0)
                self.stop_at_every_step(root, int(number), True, lambda result: self.assertStopped(result, number))

    def test_stopped_with_nothing_there(self):
        root = self.checkout()
        result = self.work(root, "new", int(signal.SIGTERM), 4)
        self.assertStopped(result, signal.SIGTERM)
        self.assertFalse((self.folder / "place").exists())

    def test_killed_at_any_step_the_next_run_puts_all_in_order(self):
        root = self.checkout()
        for old in [True, False]:
            for step in range(1, 100):
                subprocess.run(["rm", "-rf", self.folder / "place"], check=True)
                if old:
                    self.assertEqual(self.work(root, "old", 0, 0).returncode, 0)
                killed = self.work(root, "half", int(signal.SIGKILL), step)
                result = self.work(root, "new", 0, 0)
                self.assertEqual(result.returncode, 0, f"after step {step}: {result.stderr}")
                self.assertEqual(self.contents(), dict.fromkeys("ab", "new"), f"after step {step}")
                if killed.returncode == 0:
                    break
            self.assertGreater(step, 8, "the steps were not counted")

    def test_a_single_file_stopped_or_killed_at_any_step_stays_the_tool_s_own(self):
        root = self.checkout()
        place = self.folder / "place"
        for number in [signal.SIGTERM, signal.SIGKILL]:
            self.assertEqual(self.work(root, "old", 0, 0, "file").returncode, 0)
            for step in range(1, 100):
                stopped = self.work(root, f"half {step}", int(number), step, "file")
                self.assertIn((place / "out").read_text(), ["old", f"half {step}"], f"at step {step}")
                result = self.work(root, "old", 0, 0, "file")
                self.assertEqual(result.returncode, 0, f"after step {step}: {result.stderr}")
                self.assertEqual((place / "out").read_text(), "old")
                self.assertEqual(len(os.listdir(place)), 2, f"after step {step}: {os.listdir(place)}")
                if stopped.returncode == 0:
                    break
            self.assertGreater(step, 5, "the steps were not counted")

    def test_an_error_at_any_step(self):
        root = self.checkout()
        self.assertEqual(self.work(root, "old", 0, 0).returncode, 0)

        def judge(result):
            self.assertEqual(result.returncode, 1, result.stderr)
            self.assertIn("No space left on device", result.stderr)
            self.assertNotIn("Traceback", result.stderr)
        for step in range(1, 100):
            before = self.contents()
            result = self.work(root, f"new at {step}", "error", step)
            if result.returncode == 0:
                return
            judge(result)
            # What can't be removed may stay; what was there may not go.
            kept = {file.name: file.read_text() for file in (self.folder / "place/out").glob("[ab]")}
            self.assertIn(kept, [before, dict.fromkeys("ab", f"new at {step}")], f"at step {step}")
            for left in [*(self.folder / "place").glob(".*"), *self.temporary.iterdir()]:
                subprocess.run(["rm", "-r", left], check=True)


class Programs(Case):
    TOOLS = {"build": "out", "bind": "book.epub", "notebooks": "out", "handout": "sources.tar.gz", "without-solutions": "out"}

    def test_a_stop_reaches_the_program_that_runs(self):
        root = self.checkout()
        for number in STOPS:
            for tool in ["build", "bind"]:
                with self.subTest(tool=tool, signal=number.name):
                    place = self.folder / "place" / self.TOOLS[tool]
                    self.environment["PATH"] = os.environ["PATH"]
                    self.assertDone(self.run_tool(root, tool, place))
                    before = state(place.parent)
                    self.program("pandoc", f"echo $$ > '{self.folder}/pid'; kill -{int(number)} $PPID; exec sleep 60")
                    result = self.run_tool(root, tool, place, timeout=30)
                    self.assertStopped(result, number)
                    self.assertEqual(state(place.parent), before)
                    with self.assertRaises(ProcessLookupError):
                        os.kill(int((self.folder / "pid").read_text()), 0)
                    subprocess.run(["rm", "-r", place.parent], check=True)

    def test_a_stop_reaches_a_program_that_has_closed_its_output(self):
        root = self.checkout()
        self.program("pandoc", f"echo $$ > '{self.folder}/pid'; exec >&- 2>&-; (sleep 1; kill -TERM $PPID) & exec sleep 60")
        result = self.run_tool(root, "build", self.folder / "place/out", timeout=30)
        self.assertStopped(result, signal.SIGTERM)
        self.assertFalse((self.folder / "place").exists())
        with self.assertRaises(ProcessLookupError):
            os.kill(int((self.folder / "pid").read_text()), 0)

    def test_a_stop_that_is_ignored_stays_ignored(self):
        root = self.checkout()
        self.program("pandoc", 'kill -HUP $PPID; exec /usr/bin/pandoc "$@"')
        result = subprocess.run(["nohup", root / "Sources/Site/build", self.folder / "out"], capture_output=True,
                                env=self.environment)
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_a_program_that_fails_or_is_missing_changes_nothing(self):
        root = self.checkout()
        for tool in ["build", "bind"]:
            place = self.folder / tool / self.TOOLS[tool]
            self.environment["PATH"] = os.environ["PATH"]
            self.assertDone(self.run_tool(root, tool, place))
            before = state(place.parent)
            self.program("pandoc", f"echo x >> '{self.folder}/{tool} calls'; [ $(wc -l < '{self.folder}/{tool} calls') -lt 3 ] && "
                                   'exec /usr/bin/pandoc "$@"; exit 83')
            self.assertRefused(self.run_tool(root, tool, place), "pandoc", "83")
            self.assertEqual(state(place.parent), before)
            self.environment["PATH"] = str(self.folder / "nothing")
            self.assertRefused(self.run_tool(root, tool, place), "pandoc: expected a program")
            self.assertEqual(state(place.parent), before)

    def test_page_numbers_that_can_not_be_told_are_not_left_out(self):
        root = self.checkout()
        self.program("chromium", 'for word; do case $word in --print-to-pdf=*) echo PDF > "${word#*=}";; esac; done')
        self.program("pdfinfo", "echo 'not a PDF' >&2; exit 1")
        self.assertRefused(self.run_tool(root, "bind", self.folder / "book.pdf"), "pdfinfo")
        self.assertFalse((self.folder / "book.pdf").exists())

    def test_a_full_disk(self):
        root = self.checkout()

        def small():
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        for tool, name in self.TOOLS.items():
            place = self.folder / tool / name
            self.assertDone(self.run_tool(root, tool, place))
            before = state(place.parent)
            for limit in [1, 300]:
                with self.subTest(tool=tool, limit=limit):
                    result = self.run_tool(root, tool, place, preexec_fn=small)
                    self.assertGreater(result.returncode, 0)
                    self.assertNotIn("Traceback", result.stderr)
                    self.assertEqual(os.listdir(self.temporary), [])
                    self.assertEqual(state(place.parent), before)

    def test_temporary_files_go_where_the_user_wants_them(self):
        root = self.checkout()
        self.environment["TMPDIR"] = str(self.folder / "none")
        before = state(self.folder)
        for tool in ["build", "bind", "handout"]:
            self.assertRefused(self.run_tool(root, tool, self.folder / "new" / self.TOOLS[tool]), "none")
            self.assertEqual(state(self.folder), before)


if __name__ == "__main__":
    unittest.main()
