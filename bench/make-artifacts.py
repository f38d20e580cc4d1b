"""Writes about 1 GB of mixed artifacts for `npm run bench -- --only artifacts`: python make-artifacts.py FOLDER [MEGABYTES]

One made-up token of GitHub's form, with a right checksum, stands in the middle of one file of each kind.
"""

import base64
import gzip
import io
import json
import os
import pickle
import random
import sqlite3
import string
import struct
import sys
import tarfile
import zipfile
import zlib

folder = sys.argv[1]
scale = (int(sys.argv[2]) if len(sys.argv) > 2 else 1000) / 1000
chance = random.Random(7)
os.makedirs(folder, exist_ok=True)
MB = 1_000_000


def token():
    letters = string.digits + string.ascii_uppercase + string.ascii_lowercase
    body = "".join(chance.choice(letters) for _ in range(30))
    number = zlib.crc32(body.encode())
    check = ""
    while number:
        number, rest = divmod(number, 62)
        check = letters[rest] + check
    return "ghp_" + body + check.rjust(6, "0")


words = ["".join(chance.choice(string.ascii_lowercase) for _ in range(chance.randint(2, 11))) for _ in range(20_000)]


def line():
    return f"2026-11-25T12:{chance.randint(10, 59)}:{chance.randint(10, 59)} INFO " + " ".join(chance.choices(words, k=12)) + f" id={chance.getrandbits(64):x}"


block = "\n".join(line() for _ in range(60_000)).encode() + b"\n"


def text(size, planted=False):
    parts = [block] * int(size / len(block) + 1)
    body = b"".join(parts)[: int(size)]
    return body[: len(body) // 2] + (f"\ntoken {token()}\n".encode() if planted else b"") + body[len(body) // 2 :]


def at(name):
    return os.path.join(folder, name)


def numbers(size):
    return chance.randbytes(int(size))


def repeated(count, make):
    for number in range(max(1, round(count * scale))):
        make(number, number == 0)


def log(number, planted):
    with gzip.open(at(f"app.log.{number}.gz"), "wb", compresslevel=6) as file:
        file.write(text(20 * MB, planted))


def archive(number, planted):
    with zipfile.ZipFile(at(f"sources-{number}.zip"), "w", zipfile.ZIP_DEFLATED, compresslevel=6) as file:
        for member in range(100):
            file.writestr(f"src/module{member}.py", text(0.3 * MB, planted and member == 50))


def tarball(number, planted):
    with tarfile.open(at(f"backup-{number}.tar.gz"), "w:gz", compresslevel=6) as file:
        for member in range(100):
            body = text(0.3 * MB, planted and member == 50)
            info = tarfile.TarInfo(f"data/file{member}.txt")
            info.size = len(body)
            file.addfile(info, io.BytesIO(body))


def notebook(number, planted):
    image = base64.b64encode(numbers(0.2 * MB)).decode()
    cells = []
    for cell in range(60):
        printed = text(20_000, planted and cell == 30).decode()
        outputs = [
            {"output_type": "stream", "name": "stdout", "text": printed.splitlines(True)},
            {"output_type": "display_data", "metadata": {}, "data": {"image/png": image, "text/plain": "<Figure>"}},
        ]
        cells.append({"cell_type": "code", "execution_count": cell, "metadata": {}, "source": ["import os\n"], "outputs": outputs})
    with open(at(f"report-{number}.ipynb"), "w") as file:
        json.dump({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, file, indent=1)


def safetensors(number, planted):
    size = int(100 * MB)
    header = {"weight": {"dtype": "F32", "shape": [size // 4], "data_offsets": [0, size]}}
    header["__metadata__"] = {"format": "pt", "note": f"from hub with {token()}" if planted else "clean"}
    body = json.dumps(header).encode()
    with open(at(f"model-{number}.safetensors"), "wb") as file:
        file.write(struct.pack("<Q", len(body)) + body + numbers(size))


def npz(number, planted):
    def npy(descr, shape, data):
        head = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': ({shape},), }}"
        head += " " * (-(len(head) + 11) % 64) + "\n"
        return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head.encode() + data

    with zipfile.ZipFile(at(f"arrays-{number}.npz"), "w", zipfile.ZIP_STORED) as file:
        file.writestr("weights.npy", npy("<f8", int(50 * MB) // 8, numbers(int(50 * MB) // 8 * 8)))
        if planted:
            file.writestr("notes.npy", npy("<U40", 1, token().encode("utf-32-le")))


def pickled(number, planted):
    value = {"weights": bytearray(numbers(10 * MB)), "lines": text(10 * MB).decode().splitlines(), "note": token() if planted else "clean"}
    with open(at(f"state-{number}.pkl"), "wb") as file:
        pickle.dump(value, file, protocol=4)


def database(number, planted):
    connection = sqlite3.connect(at(f"app-{number}.sqlite"))
    connection.execute("create table notes (id integer primary key, body text)")
    rows = text(30 * MB, planted).decode().splitlines()
    connection.executemany("insert into notes (body) values (?)", ((row,) for row in rows))
    connection.commit()
    connection.close()


for count, make in [(20, log), (10, archive), (10, tarball), (5, notebook), (3, safetensors), (3, npz), (6, pickled), (2, database)]:
    repeated(count, make)
