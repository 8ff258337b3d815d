"""How the tools of this folder write: whole or not at all, and never over what they did not write.

A folder that a tool has made holds a list of its files with their SHA-256, the mark; beside a file that a tool has made
stands a hidden one with its SHA-256. What holds anything else is not replaced and not removed: a folder without a mark,
unless it is empty, one with a file that is not in the list or that has changed since, a file without its mark. What a
tool needs until it ends lies in TMPDIR, or in a hidden folder beside what it makes, which it has marked and locked; it
goes when the tool ends, also at Ctrl-C, and what a killed tool has left there is put in order by the next.
"""
import signal

# Until a tool has something to clean up, a stop just ends it.
if signal.getsignal(signal.SIGINT) != signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.SIG_DFL)

import fcntl
import hashlib
import os
import pathlib
import secrets
import shutil
import stat
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
MARK = ".made-by-autoencoders"
SOURCES = [".ci", ".git", "Book", "Chapters", "Data", "Sources", "Tests"]


class Refusal(Exception):
    """What keeps a tool from its work: what was expected, what was found and what to do."""


# How a tool runs and ends ---------------------------------------------------------------------------

temporary = []  # files and folders that go when the tool ends
made = []       # folders that go when the tool ends if they are empty then
moved = []      # pairs of an old folder and its place, to which it returns if nothing has taken it
locks = []      # open files, locked until the tool ends
published = []  # what is in its place
running = []    # the program that runs; None while it starts
waiting = []    # a stop that came meanwhile


def tool(work, usage):
    """Runs a tool on the command line's one argument, and ends the program."""
    if sys.stdout:
        sys.stdout.reconfigure(errors="backslashreplace")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, stop)
    status = 1
    try:
        if len(sys.argv) != 2 or not sys.argv[1]:
            raise Refusal(f"expected one argument, found {len(sys.argv) - 1}; usage: {usage}")
        work(sys.argv[1])
        if sys.stdout:
            sys.stdout.flush()
        status = 0
    except Refusal as refusal:
        complain(refusal)
    except UnicodeError as error:
        complain(f"a file of the book or its name: expected text in UTF-8, found other bytes: {error}")
    except OSError as error:
        if published:
            complain(f"standard output: expected to write there, found: {error.strerror or error}; "
                     f"{shown(published[0])} is made")
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        else:
            place = shown(error.filename) if error.filename else "the files of this tool"
            complain(f"{place}: expected to read and write there, found: {error.strerror or error}; "
                     "the old files are untouched")
    finally:
        clean_up()
    sys.exit(status)


def stop(number, _):
    """Ends this program as the signal would, once it has cleaned up."""
    if None in running:
        waiting.append(number)
        return
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    for program in running:
        program.terminate()
        if not ended(program.pid, 5):
            program.kill()
            ended(program.pid, 5)
    clean_up()
    print("stopped", file=sys.stderr)
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)


def ended(child, seconds):
    """Whether a program ends within a time. Popen's own waiting may be what the signal has interrupted, with its lock."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if os.waitpid(child, os.WNOHANG)[0]:
                return True
        except ChildProcessError:
            return True
        time.sleep(0.01)
    return False


def clean_up():
    for old, place in moved:
        if os.path.lexists(old) and not os.path.lexists(place):
            os.rename(old, place)
    for path in temporary:
        try:
            remove(path)
        except OSError as error:
            complain(f"{shown(path)}: expected to remove what is not needed any more, found: {error.strerror}")
    for folder in made:
        try:
            os.rmdir(folder)
        except OSError:
            pass  # something is in it now


def remove(path):
    if os.path.isdir(path) and not os.path.islink(path):
        # The mark goes last: without it nothing here would be known as ours.
        for name in os.listdir(path):
            if name != MARK:
                remove(os.path.join(path, name))
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.unlink(path)


def complain(text):
    print(f"error: {text}", file=sys.stderr)


def shown(path):
    """A path on one line, whatever its name holds."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in str(path))


def run(*command, input=None, env={}, quiet=False):
    """What a program prints. Its complaints pass through, or, when `quiet`, are told only if it fails."""
    # Git is asked about this checkout and no other.
    outside = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    running[:] = [None]
    try:
        program = subprocess.Popen(
            [str(word) for word in command], cwd=ROOT, env={**outside, **env}, text=True, errors="surrogateescape",
            stdin=subprocess.DEVNULL if input is None else subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE if quiet else None)
    except OSError as error:
        running.clear()
        raise Refusal(f"{command[0]}: expected a program, found: {error.strerror}; install it") from None
    running[:] = [program]
    if waiting:
        stop(waiting[0], None)
    printed, complaints = program.communicate(input)
    running.clear()
    if program.returncode:
        said = f"it says:\n{complaints.strip()}" if quiet else "its messages are above"
        raise Refusal(f"{command[0]}: expected status 0, found {program.returncode}; {said}")
    return printed


def scratch():
    """A folder for what is needed until the tool ends."""
    folder = pathlib.Path(os.environ.get("TMPDIR") or "/tmp").resolve() / f".autoencoders-{secrets.token_hex(4)}"
    temporary.append(folder)
    folder.mkdir()
    return folder


def workplace(target):
    """A hidden folder beside `target` for this tool alone, until it ends; what a killed one has begun is ended first."""
    folder = target.with_name(f".{target.name}.work")
    mark = folder / MARK
    if os.path.lexists(folder) and (folder.is_symlink() or not folder.is_dir() or os.listdir(folder) and not is_file(mark)):
        raise Refusal(f"{shown(folder)}: expected nothing or the workplace of a tool, found something else; move it away")
    folder.mkdir(exist_ok=True)
    locks.append(open(mark, "ab"))
    try:
        fcntl.flock(locks[-1], fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Refusal(f"{shown(target)}: expected to be alone there, found another run; wait for its end") from None
    temporary.append(folder)
    old = folder / "old"
    if old.is_dir():
        moved.append((old, target))
        if not os.path.lexists(target):
            os.rename(old, target)
    for left in ["new", "old", "mark"]:
        remove(folder / left)
    return folder


def new_folder(target):
    """An empty folder, to become the one at `target`."""
    folder = workplace(target) / "new"
    folder.mkdir()
    return folder


# Where a tool may write -----------------------------------------------------------------------------

def place(path):
    """Where `path` leads, which must not be among the sources; the folder around it is made."""
    target = pathlib.Path(os.path.realpath(path))
    inside = target.relative_to(ROOT).parts[:1] if target.is_relative_to(ROOT) else None
    if inside == () or ROOT.is_relative_to(target) or inside and inside[0] in SOURCES:
        raise Refusal(f"{shown(target)}: expected a place for what can be made again, found the sources of the book; "
                      "choose another")
    for folder in reversed(target.parents):
        if not folder.exists():
            made.insert(0, folder)
            folder.mkdir()
    return target


def own_folder(path):
    """Where the folder `path` may be made: there is none, an empty one, or one that a tool has made."""
    folder = place(path)
    refuse_foreign(folder)
    return folder


def refuse_foreign(folder):
    """Refuses a folder with anything in it that no tool has made, or that has changed since."""
    if not os.path.lexists(folder):
        return
    if not folder.is_dir():
        raise Refusal(f"{shown(folder)}: expected a folder or nothing, found a file; choose another place")
    entries = os.listdir(folder)
    if entries and MARK not in entries:
        raise Refusal(f"{shown(folder)}: expected an empty folder, or one that this tool has made, found one with "
                      f"{shown(min(entries))} in it and no {MARK}; choose another place, or move it away")
    if entries and not is_file(folder / MARK):
        raise Refusal(f"{shown(folder / MARK)}: expected the list of what a tool has made, found no regular file; move it away")
    listed = (folder / MARK).read_bytes().split(b"\n") if entries else []
    foreign = sorted(name for name in files(folder) if entry(folder, name) not in listed)
    if foreign:
        raise Refusal(f"{shown(folder)}: expected a folder as this tool has made it, found {shown(foreign[0])}"
                      f"{f' and {len(foreign) - 1} more files' if foreign[1:] else ''} added or changed since; "
                      "move away what you want to keep, then remove the folder")


def is_file(path):
    return os.path.lexists(path) and stat.S_ISREG(os.lstat(path).st_mode)


def files(folder):
    """The paths of all that is no folder below `folder`, but for its mark, and those of empty folders."""
    def refuse(error):
        raise error
    for here, folders, names in os.walk(folder, onerror=refuse):
        links = [name for name in folders if os.path.islink(os.path.join(here, name))]
        for name in names + links + [name for name in folders if is_empty(os.path.join(here, name))]:
            path = os.path.relpath(os.path.join(here, name), folder)
            if path != MARK:
                yield path


def is_empty(folder):
    return not os.path.islink(folder) and not os.listdir(folder)


def entry(folder, name):
    """The line of a file, a symbolic link or an empty folder in the mark; None for what no tool makes."""
    file = folder / name
    mode = file.lstat().st_mode
    if stat.S_ISDIR(mode):
        return b"an empty folder  " + os.fsencode(name)
    if not stat.S_ISREG(mode) and not stat.S_ISLNK(mode):
        return None
    data = b"link to " + os.readlink(os.fsencode(file)) if stat.S_ISLNK(mode) else file.read_bytes()
    return f"{hashlib.sha256(data).hexdigest()}  ".encode() + os.fsencode(name)


def publish_folder(staged, folder):
    """Makes a folder from new_folder the one at `folder`, whole or not at all."""
    (staged / MARK).write_bytes(b"\n".join(entry(staged, name) for name in sorted(files(staged))) + b"\n")
    refuse_foreign(folder)
    if folder.exists():
        staged.chmod(stat.S_IMODE(folder.stat().st_mode))
        old = staged.with_name("old")
        moved.append((old, folder))
        os.rename(folder, old)
    os.rename(staged, folder)
    published.append(folder)


def mark_of(file):
    """Where the SHA-256 of a file that a tool has made stands."""
    return file.with_name(f".{file.name}{MARK}")


def own_file(path):
    """Where the file `path` may be written: there is none, or one that a tool has made and that may be written to."""
    file = place(path)
    if not os.path.lexists(file):
        return file
    if not is_file(file):
        raise Refusal(f"{shown(file)}: expected a file or nothing, found something else; choose another place")
    if not file.stat().st_mode & 0o222 or not os.access(file, os.W_OK):
        raise Refusal(f"{shown(file)}: expected a file that may be replaced, found one that is read-only; "
                      "choose another place")
    mark = mark_of(file)
    known = mark.read_bytes().split(b"\n") if is_file(mark) else []
    if hashlib.sha256(file.read_bytes()).hexdigest().encode() not in known:
        raise Refusal(f"{shown(file)}: expected nothing, or a file as this tool has made it, found another; "
                      "choose another place, or move it away")
    return file


def publish_file(made, file):
    """Copies a file to `file`, whole or not at all."""
    work = workplace(file)
    staged = work / "new"
    own_file(file)
    shutil.copyfile(made, staged)
    digests = [hashlib.sha256(each.read_bytes()).hexdigest() for each in [staged, file] if each.exists()]
    if file.exists():
        shutil.copymode(file, staged)
    mark = mark_of(file)
    if os.path.lexists(mark) and not is_file(mark):
        raise Refusal(f"{shown(mark)}: expected the mark of a file that a tool has made, found something else; move it away")
    # Until the new file is in its place either may be there.
    write_mark(mark, digests, work)
    os.replace(staged, file)
    write_mark(mark, digests[:1], work)
    published.append(file)


def write_mark(mark, digests, work):
    """Writes the mark of a file, whole or not at all."""
    prepared = work / "mark"
    prepared.write_text("\n".join(digests) + "\n")
    os.replace(prepared, mark)
