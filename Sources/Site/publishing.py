"""How the tools of this folder write: whole or not at all, and never over what they did not write.

A folder that a tool has made holds a list of its files with their SHA-256, the mark. A folder that holds anything else
is not replaced and not removed: one without a mark, unless it is empty, and one with a file that is not in the list or
that has changed since. What a tool needs until it ends lies in TMPDIR, or beside what it makes; it goes when the tool
ends, also at Ctrl-C.
"""
import hashlib
import os
import pathlib
import secrets
import shutil
import signal
import stat
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
MARK = ".made-by-autoencoders"
SOURCES = [".ci", ".git", "Book", "Chapters", "Data", "Sources", "Tests"]


class Refusal(Exception):
    """What keeps a tool from its work: what was expected, what was found and what to do."""


# How a tool runs and ends ---------------------------------------------------------------------------

temporary = []  # files and folders that go when the tool ends
made = []       # folders that go when the tool ends if they are empty then
moved = []      # pairs of an old folder and its place, to which it returns if nothing has taken it
running = []    # the program that runs; None while it starts
waiting = []    # a stop that came meanwhile


def tool(work, usage):
    """Runs a tool on the command line's one argument, and ends the program."""
    sys.stdout.reconfigure(errors="backslashreplace")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, stop)
    status = 1
    try:
        if len(sys.argv) != 2 or not sys.argv[1]:
            raise Refusal(f"expected one argument, found {len(sys.argv) - 1}; usage: {usage}")
        work(sys.argv[1])
        status = 0
    except Refusal as refusal:
        complain(refusal)
    except OSError as error:
        place = shown(error.filename) if error.filename else "the files of this tool"
        complain(f"{place}: expected to read and write there, found: {error.strerror or error}; the old files are untouched")
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
        os.kill(program.pid, signal.SIGTERM)
        os.waitpid(program.pid, 0)
    clean_up()
    print("stopped", file=sys.stderr)
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)


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
    running[:] = [None]
    try:
        program = subprocess.Popen(
            [str(word) for word in command], cwd=ROOT, env={**os.environ, **env}, text=True,
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
    return new_folder(pathlib.Path(os.environ.get("TMPDIR") or "/tmp") / "autoencoders")


def new_folder(path):
    """A folder with a name like `path`, until the tool ends."""
    folder = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    temporary.append(folder)
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
    listed = (folder / MARK).read_bytes().split(b"\n") if entries else []
    foreign = sorted(name for name in files(folder) if entry(folder, name) not in listed)
    if foreign:
        raise Refusal(f"{shown(folder)}: expected a folder as this tool has made it, found {shown(foreign[0])}"
                      f"{f' and {len(foreign) - 1} more files' if foreign[1:] else ''} added or changed since; "
                      "move away what you want to keep, then remove the folder")


def files(folder):
    """The paths of all that is no folder below `folder`, but for its mark."""
    def refuse(error):
        raise error
    for here, folders, names in os.walk(folder, onerror=refuse):
        for name in names + [name for name in folders if os.path.islink(os.path.join(here, name))]:
            path = os.path.relpath(os.path.join(here, name), folder)
            if path != MARK:
                yield path


def entry(folder, name):
    """The line of a file, or of a symbolic link, in the mark; None for what no tool makes."""
    file = folder / name
    mode = file.lstat().st_mode
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
        old = folder.with_name(f"{staged.name}.old")
        moved.append((old, folder))
        os.rename(folder, old)
        temporary.append(old)
    os.rename(staged, folder)


def own_file(path):
    """Where the file `path` may be written: there is none, or a regular file that may be written to."""
    file = place(path)
    if file.exists() or file.is_symlink():
        mode = file.lstat().st_mode
        if not stat.S_ISREG(mode):
            raise Refusal(f"{shown(file)}: expected a file or nothing, found something else; choose another place")
        if not mode & 0o222 or not os.access(file, os.W_OK):
            raise Refusal(f"{shown(file)}: expected a file that may be replaced, found one that is read-only; "
                          "choose another place")
    return file


def publish_file(made, file):
    """Copies a file to `file`, whole or not at all."""
    own_file(file)
    staged = file.with_name(f".{file.name}-{secrets.token_hex(4)}")
    temporary.append(staged)
    shutil.copyfile(made, staged)
    if file.exists():
        shutil.copymode(file, staged)
    os.replace(staged, file)
