"""Spark with several workers against one machine: the same report, also when a worker is lost.

Run by `make spark-test`, with the program in PROOFDESK.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

from proofdesk_spark import line_of, name_of, path_of

HERE = Path(__file__).parent
SAMPLES = HERE.parent.parent / "samples"
PROGRAM = os.environ.get("PROOFDESK", "proofdesk")
KEYS = ["--pin", f"harbourline.example=@{SAMPLES / 'harbourline.key.json'}"]
MASTER = "local-cluster[3,1,1024]"


def timeless(report: Path) -> str:
    """A report without what it says of its run."""
    return re.sub(r'"run":\{.*?\},"report_digest"', '"report_digest"', report.read_text("utf-8"), count=1)


def workers() -> list[int]:
    """The processes of the executors that this test began."""
    own, found = {os.getpid()}, []
    processes = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                status = (folder / "stat").read_text().rsplit(")", 1)[1].split()
                processes[int(folder.name)] = (int(status[1]), (folder / "cmdline").read_bytes())
            except OSError:
                continue
    grew = True
    while grew:
        more = {pid for pid, (parent, _) in processes.items() if parent in own} - own
        own |= more
        grew = bool(more)
    for pid in own & processes.keys():
        if b"CoarseGrainedExecutorBackend" in processes[pid][1]:
            found.append(pid)
    return found


class Names(unittest.TestCase):
    def test_nothing_in_a_name_is_an_escape(self) -> None:
        for name, path in {
            "file:/e/doc#1.json": "/e/doc#1.json",
            "hdfs://host:8020/e/what?.json": "/e/what?.json",
            "s3a://bucket/": "/",
            "s3a://bucket": "/",
            "/e/a:b": "/e/a:b",
        }.items():
            self.assertEqual(path_of(name), path)
        for folder, name in {"s3a://bucket/": "bucket", "hdfs:///e/": "e", "/e": "e", "/": "evidence"}.items():
            self.assertEqual(name_of(folder), name)

    def test_a_row_is_one_line_and_what_is_no_json_becomes_none(self) -> None:
        self.assertEqual(line_of('{"a":\r\n1}'), b'{"a":  1}\n')
        self.assertEqual(line_of(None), b"\n")
        for value in ('{"a": "b\nc"}', b'{"a":\n', "[" * 100_000 + "\n", '{"a":\n1}'.encode("utf-16")):
            self.assertEqual(line_of(value), b"\0\n")


class OnSpark(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="proofdesk-spark-test-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def one(self, *arguments: str, stdin: bytes | None = None, folder: Path | None = None) -> Path:
        """The report of one machine."""
        report = self.folder / "one.json"
        command = [PROGRAM, "verify", "--quiet", "--no-keyring", *KEYS, "-o", str(report), *arguments]
        done = subprocess.run(command, input=stdin, cwd=folder, check=False)
        self.assertIn(done.returncode, (0, 1, 3))
        self.status = done.returncode
        return report

    def on_spark(self, *arguments: str, options: tuple[str, ...] = (), lose_a_worker: bool = False) -> Path:
        """The report of the cluster."""
        report = self.folder / "spark.json"
        submit = [
            str(Path(sys.executable).parent / "spark-submit"), "--master", MASTER,
            "--conf", "spark.ui.enabled=false", "--conf", "spark.executor.memory=1g",
            "--conf", "spark.driver.bindAddress=127.0.0.1", "--conf", "spark.driver.host=127.0.0.1",
        ]  # fmt: skip
        command = [*submit, str(HERE / "proofdesk_spark.py"), *arguments[:1], "-o", str(report), "--program", PROGRAM]
        places = {"SPARK_WORKER_DIR": str(self.folder / "workers"), "SPARK_LOCAL_DIRS": str(self.folder / "local")}
        environment = os.environ | {"PYSPARK_PYTHON": sys.executable} | places
        with open(self.folder / "log", "w+b") as log:
            command += [*arguments[1:], "--", *KEYS, *options]
            process = subprocess.Popen(command, stdout=log, stderr=log, env=environment, cwd=self.folder)
            self.lost = 0
            if lose_a_worker:
                threading.Thread(target=self.lose_a_worker, args=(process,), daemon=True).start()
            status = process.wait()
            log.seek(0)
            said = log.read().decode("utf-8", "replace")
        self.assertEqual(status, self.status, said[-6000:])
        self.said = said
        return report

    def lose_a_worker(self, process: subprocess.Popen) -> None:
        """Kills the first executor on which a share runs."""
        while process.poll() is None:
            if list(self.folder.glob("begun-*")):
                for worker in workers()[:1]:
                    os.kill(worker, 9)
                    self.lost = worker
                return
            time.sleep(0.05)

    def require_same(self, one: Path, spark: Path) -> dict:
        self.assertEqual(timeless(one), timeless(spark))
        return json.loads(spark.read_text("utf-8"))

    def log(self, lines: int) -> list[bytes]:
        """Lines of the log of the samples, again and again."""
        log = (SAMPLES / "wrong" / "6-audit-log-gap.ndjson").read_bytes().splitlines(keepends=True)
        return [log[i % len(log)] for i in range(lines)]

    def test_files_that_every_worker_can_open_when_a_worker_is_lost(self) -> None:
        evidence = self.folder / "evidence"
        shutil.copytree(SAMPLES, evidence)
        (evidence / "large.ndjson").write_bytes(b"".join(self.log(9000)))
        # The program, once it says that it runs, waits for the worker to be lost.
        slow = self.folder / "proofdesk"
        slow.write_text(f'#!/bin/sh\n[ "$1" = verify ] && : > "{self.folder}/begun-$$" && sleep 4\nexec {PROGRAM} "$@"\n')
        slow.chmod(0o755)
        one = self.one(str(evidence))
        report = self.on_spark("files", "--program", str(slow), "--shares", "5", str(evidence), lose_a_worker=True)
        self.assertGreater(self.lost, 0)
        self.assertRegex(self.said, r"Lost executor|Lost task")
        files = self.require_same(one, report)["files"]
        self.assertTrue(any(file["path"].endswith("large.ndjson") for file in files))

    def test_a_folder_that_spark_reads(self) -> None:
        evidence = self.folder / "evidence"
        shutil.copytree(SAMPLES, evidence)
        (evidence / "a b").mkdir()
        (evidence / "a b" / "ümläut%20 1.txt").write_text("x")
        one = self.one("evidence", folder=self.folder)
        self.require_same(one, self.on_spark("binary", str(evidence)))

    def test_a_column_of_a_table_and_lines_of_compressed_files(self) -> None:
        import gzip

        import pyarrow
        from pyarrow import parquet

        rows = [line.decode().rstrip("\n") for line in self.log(120)]
        rows[3] = json.dumps(json.loads(rows[3]), indent=2)  # On several lines.
        rows[5] = None
        texts = [("" if row is None else row.replace("\n", " ")) + "\n" for row in rows]
        parquet.write_table(pyarrow.table({"n": range(120), "event": rows}), self.folder / "events.parquet")
        one = self.one("--rows-of", "events", "-", stdin="".join(texts).encode())
        table = ["table", "--column", "event", "--name", "events", str(self.folder / "events.parquet")]
        report = self.require_same(one, self.on_spark(*table))
        self.assertEqual(report["files"], [])
        with gzip.open(self.folder / "rows.ndjson.gz", "wt", encoding="utf-8") as packed:
            packed.writelines(texts)
        self.require_same(one, self.on_spark("text", "--name", "events", str(self.folder / "rows.ndjson.gz")))

    def test_what_a_task_says_reaches_the_user(self) -> None:
        self.status = 2
        self.on_spark("files", str(SAMPLES), options=("--max-depth", "99"))
        self.assertIn("proofdesk ended with status 2", self.said)
        self.assertIn("--max-depth", self.said)


if __name__ == "__main__":
    unittest.main(verbosity=2)
