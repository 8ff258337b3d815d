#!/usr/bin/env python3
"""Make a dataset of MNIST's size from the book's digits, by shifting them.

    python3 make_shifted_60k.py mnist-5k shifted-60k

Each image is taken again and again, each time moved by up to two pixels along either side, until there are
60,000 for training and 10,000 for the test. The output is the same on every run.
"""
import gzip, pathlib, random, struct, sys

source, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
draw = random.Random(1)

def read(name, header):
    return gzip.decompress((source / f"{name}.gz").read_bytes())[header:]

def moved(image, down, right):
    rows = [image[28 * y : 28 * y + 28] for y in range(28)]
    blank = bytes(28)
    rows = [rows[y - down] if 0 <= y - down < 28 else blank for y in range(28)]
    return b"".join(
        (bytes(right) + row[: 28 - right]) if right >= 0 else (row[-right:] + bytes(-right)) for row in rows)

out.mkdir(parents=True, exist_ok=True)
for split, count in (("train", 60000), ("t10k", 10000)):
    pixels, labels = read(f"{split}-images-idx3-ubyte", 16), read(f"{split}-labels-idx1-ubyte", 8)
    chosen = [i % len(labels) for i in range(count)]
    images = b"".join(
        moved(pixels[784 * i : 784 * i + 784], draw.randint(-2, 2), draw.randint(-2, 2)) for i in chosen)
    (out / f"{split}-images-idx3-ubyte").write_bytes(struct.pack(">IIII", 2051, count, 28, 28) + images)
    (out / f"{split}-labels-idx1-ubyte").write_bytes(
        struct.pack(">II", 2049, count) + bytes(labels[i] for i in chosen))
