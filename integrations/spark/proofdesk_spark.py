"""Proofdesk on Apache Spark: a verification whose shares are tasks.

Each task runs `proofdesk verify --partial` on its share of the evidence. Spark repeats a task that is lost
with its executor. `proofdesk merge`, on the driver, puts the parts together to the report that one machine
would have written.

    spark-submit proofdesk_spark.py files -o report.json /shared/evidence -- --pin issuer.example=@key.json
    spark-submit proofdesk_spark.py binary -o report.json hdfs:///evidence -- --pin ...
    spark-submit proofdesk_spark.py table -o report.json --column event hdfs:///events.parquet -- --pin ...
    spark-submit proofdesk_spark.py text -o report.json 'hdfs:///logs/*.ndjson.gz' -- --pin ...

See README.md beside this file.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any, Iterator

if TYPE_CHECKING:
    import pandas
    from pyspark.sql import DataFrame, SparkSession

# How much of a part stands in one row, in bytes.
PIECE = 8 << 20
SCHEMA = "share int, piece int, bytes binary"
# Options of keys. A value can name a file, which the tasks need too: FILE, or LABEL=@FILE.
KEY_OPTIONS = ("--pin", "--reviewer", "--keyring")


class Failed(Exception):
    """Why there is no report, for a person."""


class Share:
    """What the tasks run. It is sent to them, so it holds nothing of the session."""

    def __init__(self, program: str | None, options: list[str], shipped: set[str], of: int) -> None:
        self.program = program
        self.options = options
        self.shipped = shipped
        self.of = of

    def command(self, number: int, part: Path, inputs: list[str]) -> list[str]:
        from pyspark import SparkFiles

        program = "proofdesk"
        if self.program is not None:
            program = SparkFiles.get(self.program)
            os.chmod(program, os.stat(program).st_mode | stat.S_IXUSR)
        options = list(self.options)
        for i, option in enumerate(options):
            label, at, name = option.rpartition("=@")
            if name in self.shipped:
                options[i] = f"{label}{at}{SparkFiles.get(name)}"
        share = ["--partial", "--shard", f"{number}/{self.of}", "--quiet", "-o", str(part)]
        return [program, "verify", *share, *options, *inputs]

    def run(
        self,
        inputs: list[str],
        feed: Iterator[bytes] | None = None,
        folder: Path | None = None,
    ) -> Iterator["pandas.DataFrame"]:
        """Runs it as the share that this task is, and gives the part in pieces."""
        import pandas
        from pyspark import TaskContext

        number = TaskContext.get().partitionId() + 1
        with tempfile.TemporaryDirectory(prefix="proofdesk-") as scratch:
            part = Path(scratch, "part")
            with open(Path(scratch, "messages"), "w+b") as messages:
                process = subprocess.Popen(
                    self.command(number, part, inputs),
                    stdin=subprocess.PIPE if feed is not None else subprocess.DEVNULL,
                    stderr=messages,
                    cwd=folder,
                )
                try:
                    if feed is not None and process.stdin is not None:
                        with process.stdin as stdin:
                            for piece in feed:
                                stdin.write(piece)
                except BrokenPipeError:
                    pass  # It says why it stopped reading.
                finally:
                    status = process.wait()
                messages.seek(0)
                said = messages.read().decode("utf-8", "replace").strip()
            if status != 0:
                raise Failed(f"share {number} of {self.of}: proofdesk ended with status {status}: {said}")
            with open(part, "rb") as whole:
                pieces = iter(lambda: whole.read(PIECE), b"")
                for i, piece in enumerate(pieces):
                    yield pandas.DataFrame({"share": [number], "piece": [i], "bytes": [piece]})


def shares_of_files(share: Share, paths: list[str]):
    """Every task can open the files, and takes its share of them."""

    def run(batches):
        for _ in batches:
            pass
        yield from share.run(paths)

    return run


def path_of(name: str) -> str:
    """The path in a name of Hadoop's, `scheme://host/path` or a path. Nothing in it is escaped: a # is a #."""
    scheme, colon, rest = name.partition(":")
    if not colon or "/" in scheme:
        return name
    return "/" + rest[2:].partition("/")[2] if rest.startswith("//") else rest


def name_of(folder: str) -> str:
    """What the report calls a folder: its last part, or that of the bucket."""
    name = os.path.basename(path_of(folder).rstrip("/"))
    return name or os.path.basename(folder.rstrip("/")) or "evidence"


def shares_of_binary(share: Share, root: str, name: str):
    """Each task has the bytes of some files, which it puts into a folder of the evidence's name."""

    def run(batches):
        with tempfile.TemporaryDirectory(prefix="proofdesk-evidence-") as scratch:
            folder = Path(scratch, name)
            folder.mkdir()
            for batch in batches:
                for path, content in zip(batch["path"], batch["content"]):
                    below = os.path.relpath(path_of(path), root)
                    if below.startswith(".."):
                        raise Failed(f"{path} does not lie in {root}")
                    place = folder / below
                    place.parent.mkdir(parents=True, exist_ok=True)
                    with open(place, "xb") as file:  # Never over another.
                        file.write(content)
            yield from share.run(["--divided", name], folder=Path(scratch))

    return run


def line_of(value: str | bytes | None) -> bytes:
    """A value as one line. In JSON, line breaks stand only between tokens, where a space means the same; what
    has them elsewhere is no JSON, and must not become any."""
    if value is None:
        return b"\n"
    text = value.encode("utf-8") if isinstance(value, str) else bytes(value)
    if b"\n" in text or b"\r" in text:
        try:
            json.loads(text.decode("utf-8-sig"))
        except (ValueError, RecursionError):
            return b"\0\n"
        text = text.replace(b"\r", b" ").replace(b"\n", b" ")
    return text + b"\n"


def shares_of_rows(share: Share, table: str):
    """Each task has some rows, of which each becomes a line."""

    def lines(batches) -> Iterator[bytes]:
        for batch in batches:
            for value in batch["value"]:
                yield line_of(value)

    def run(batches):
        yield from share.run(["--divided", "--rows-of", table, "-"], feed=lines(batches))

    return run


def evidence(spark: "SparkSession", args: argparse.Namespace) -> tuple["DataFrame", Any]:
    """What each task gets, and what makes its function of a share."""
    if args.kind == "files":
        count = args.shares or spark.sparkContext.defaultParallelism
        return spark.range(0, count, 1, count), lambda share: shares_of_files(share, args.paths)
    if args.kind == "binary":
        [path] = args.paths
        root = path_of(path) or "/"
        root = root if root != path else os.path.abspath(path)
        name = name_of(path)
        frame = spark.read.format("binaryFile").option("recursiveFileLookup", True).load(path)
        frame = frame.select("path", "content")
        return frame, lambda share: shares_of_binary(share, root, name)
    if args.kind == "text":
        frame = spark.read.text(args.paths).select("value")
    elif args.format == "table":
        frame = spark.read.table(args.paths[0])
    else:
        frame = spark.read.format(args.format).load(args.paths)
    if args.kind == "table":
        frame = frame.select(frame[args.column].alias("value"))
    name = args.name or ", ".join(args.paths)
    return frame, lambda share: shares_of_rows(share, name)


def divided(options: list[str]) -> tuple[list[str], list[str]]:
    """The options that name keys, which the merge has too, and the others. Each value stands by itself."""
    keys: list[str] = []
    others: list[str] = []
    rest = iter(options)
    for option in rest:
        name, equals, value = option.partition("=")
        if name in KEY_OPTIONS:
            keys += [name, value if equals else next(rest, "")]
        elif name == "--no-keyring":
            keys.append(name)
        else:
            others.append(option)
    if "--keyring" not in keys and "--no-keyring" not in keys:
        keys.append("--no-keyring")  # Nobody means the rings of the workers.
    return keys, others


def send(spark: "SparkSession", path: str, name: str, scratch: Path) -> str:
    """Sends a file of the driver to the tasks, under a name that no other has."""
    name = f"proofdesk-{uuid.uuid4().hex}-{name}"
    copy = scratch / name
    try:
        shutil.copy(path, copy)
    except OSError as error:
        raise Failed(f"{path}: {error.strerror}; keys and program are sent to the tasks from the driver") from error
    spark.sparkContext.addFile(str(copy))
    return name


def sent(spark: "SparkSession", keys: list[str], scratch: Path) -> tuple[list[str], set[str]]:
    """The keys as the tasks name them, and the names of the files that were sent for that."""
    told = list(keys)
    names: set[str] = set()
    for i, (option, value) in enumerate(zip(keys, keys[1:])):
        label, at, path = value.rpartition("=@")
        if option == "--keyring":
            label, at, path = "", "", value
        if option in KEY_OPTIONS and (at or option == "--keyring"):
            name = send(spark, path, os.path.basename(path), scratch)
            names.add(name)
            told[i + 1] = f"{label}{at}{name}"
    return told, names


def verify(spark: "SparkSession", args: argparse.Namespace, options: list[str], scratch: Path) -> int:
    """Runs the shares, merges them, and gives the exit status of the merge."""
    spark.conf.set("spark.sql.adaptive.enabled", "false")  # A task has the rows of one partition.
    frame, function = evidence(spark, args)
    keys, others = divided(options)
    told, names = sent(spark, keys, scratch)
    local = shutil.which(args.program)
    if local is None:
        raise Failed(f"{args.program}: there is no such program on the driver; name it with --program")
    program = None if args.installed else send(spark, local, "program", scratch)
    count = frame.rdd.getNumPartitions()
    if count == 0:
        raise Failed("there is nothing to verify: Spark found no files or rows")
    share = Share(program, told + others, names, count)
    work = f"{args.work.rstrip('/')}/proofdesk-{uuid.uuid4().hex}"
    try:
        frame.mapInPandas(function(share), SCHEMA).write.parquet(work)
        with tempfile.TemporaryDirectory(prefix="proofdesk-parts-", dir=args.parts) as folder:
            parts = [str(part) for part in collected(spark, work, Path(folder), count)]
            merge = [local, "merge", "-o", args.output, *keys, *parts]
            return subprocess.run(merge, check=False).returncode
    finally:
        remove(spark, work)


def collected(spark: "SparkSession", work: str, folder: Path, count: int) -> Iterator[Path]:
    """The parts as files of the driver, one after another: none is held in memory as a whole."""
    frame = spark.read.schema(SCHEMA).parquet(work)
    for number in range(1, count + 1):
        part = folder / f"{number}.part"
        rows = frame.where(frame["share"] == number).orderBy("piece").toLocalIterator()
        with open(part, "wb") as file:
            for row in rows:
                file.write(row["bytes"])
        yield part


def remove(spark: "SparkSession", path: str) -> None:
    """Deletes what the tasks wrote, wherever that is."""
    hadoop = spark.sparkContext._jvm.org.apache.hadoop.fs.Path(path)  # noqa: SLF001
    hadoop.getFileSystem(spark.sparkContext._jsc.hadoopConfiguration()).delete(hadoop, True)  # noqa: SLF001


def parser() -> argparse.ArgumentParser:
    """The command line before `--`."""
    about = "Verify evidence on a Spark cluster. Behind -- stand options of `proofdesk verify`, such as --pin."
    whole = argparse.ArgumentParser(prog="proofdesk-spark", description=about, allow_abbrev=False)
    common = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    common.add_argument("-o", "--output", required=True, help="the report, on the driver")
    common.add_argument("--program", default="proofdesk", help="the program on the driver, sent to the tasks")
    common.add_argument("--installed", action="store_true", help="the tasks find proofdesk on their own PATH")
    common.add_argument("--work", help="a folder for the parts that driver and tasks reach, such as hdfs:///tmp")
    common.add_argument("--parts", help="a folder of the driver with room for all parts")
    common.add_argument("paths", nargs="+", metavar="PATH")
    kinds = whole.add_subparsers(dest="kind", required=True, metavar="KIND")
    add = lambda name, words: kinds.add_parser(name, help=words, parents=[common], allow_abbrev=False)  # noqa: E731
    files = add("files", "files and folders that every task can open by this path: the report has their hashes")
    files.add_argument("--shares", type=int, help="how many tasks; as many as there are cores if not given")
    add("binary", "a folder that Spark reads, of whole files of up to 2 GB: the report has their hashes")
    text = add("text", "lines of text files, compressed or not, as rows")
    table = add("table", "a column of JSON texts")
    table.add_argument("--column", required=True, help="the column")
    table.add_argument("--format", default="parquet", help="parquet, orc, delta, ..., or table for a name in a catalog")
    for rows in (text, table):
        rows.add_argument("--name", help="what the report calls the table; its path if not given")
    return whole


def main(arguments: list[str]) -> int:
    """As the command line says."""
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    at = arguments.index("--") if "--" in arguments else len(arguments)
    args, options = parser().parse_args(arguments[:at]), arguments[at + 1 :]
    if args.kind == "binary" and len(args.paths) != 1:
        print("proofdesk-spark: binary: give one folder", file=sys.stderr)
        return 2
    if args.kind == "table" and args.format == "table" and len(args.paths) != 1:
        print("proofdesk-spark: table: give one table", file=sys.stderr)
        return 2
    spark = SparkSession.builder.appName("proofdesk").getOrCreate()
    if args.work is None:
        args.work = f"file:{tempfile.gettempdir()}" if spark.sparkContext.master.startswith("local") else "/tmp"
    if __name__ != "__main__":
        spark.sparkContext.addPyFile(__file__)
    try:
        with tempfile.TemporaryDirectory(prefix="proofdesk-sent-") as scratch:
            return verify(spark, args, options, Path(scratch))
    except Failed as failed:
        print(f"proofdesk-spark: {failed}", file=sys.stderr)
        return 2
    except PySparkException as error:
        # What a task said stands in the last line of what the workers' Python says.
        said = [line for line in str(error).splitlines() if line.rpartition("Failed: ")[1]]
        print(f"proofdesk-spark: {said[-1].rpartition('Failed: ')[2] if said else error}", file=sys.stderr)
        return 2
    except Exception as error:  # noqa: BLE001
        # A full disk, or an executor that was lost too often. Whatever it is, there is no report.
        print(f"proofdesk-spark: {error}", file=sys.stderr)
        return 2
    finally:
        spark.stop()


def command() -> None:
    """The program."""
    sys.exit(main(sys.argv[1:]))


if __name__ == "__main__":
    command()
