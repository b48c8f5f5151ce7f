"""The evidence of other rows, as it arrives: in archives. Each is made once, beside what it is made of."""

import gzip
import shutil
import zipfile
from pathlib import Path

MIB = 1 << 20


def made(path, make):
    """The archive at this place, written by `make` to a name of its own first."""
    path = Path(path)
    if not path.exists():
        print(f"making {path}", flush=True)
        part = path.with_suffix(".part")
        make(part)
        part.rename(path)
    return path


def compressed(export):
    def make(part):
        with open(export, "rb") as source, gzip.open(part, "wb", compresslevel=6) as out:
            shutil.copyfileobj(source, out, MIB)
    return made(f"{export}.gz", make)


def zipped(folder, files, method):
    def make(part):
        with zipfile.ZipFile(part, "w", method) as archive:
            for file in files:
                archive.write(file, Path(file).name)
    return made(f"{folder}-{method}.zip", make)


def many_members(count):
    """A zip archive of so many small files."""
    def make(part):
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            for i in range(count):
                archive.writestr(f"folder-{i % 100:02}/note-{i:06}.txt", f"note {i}\n" * 8)
    return made(f"{count}-members.zip", make)


def large_member(mib):
    """A zip archive of one member of so many MiB, stored."""
    def make(part):
        with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive:
            with archive.open("large.bin", "w", force_zip64=True) as out:
                for i in range(mib):
                    out.write(i.to_bytes(8, "little") * (MIB // 8))
    return made(f"{mib}-mib-member.zip", make)
