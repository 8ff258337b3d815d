#!/usr/bin/env python3
"""Convert the 1,797 optical digits of the PyPI package scikit-learn to MNIST's own IDX format.

    pip download --no-deps scikit-learn==1.9.1
    python3 make_optical_digits.py scikit_learn-1.9.1-*.whl optical-digits

Each image has 8 x 8 pixels from 0 to 16. A pixel becomes a square of 3 x 3 with grey levels from 0 to
255, and a frame of 2 pixels is put around the image, so that it has MNIST's 28 x 28. The first 1,500
images are for training, the last 297 for the test. The output is byte-for-byte reproducible.
"""
import gzip, io, pathlib, struct, sys, zipfile

wheel, out = sys.argv[1], pathlib.Path(sys.argv[2])
rows = gzip.decompress(zipfile.ZipFile(wheel).read("sklearn/datasets/data/digits.csv.gz")).decode()

def enlarged(pixels):
    image = bytearray(28 * 28)
    for y in range(24):
        for x in range(24):
            image[28 * (y + 2) + x + 2] = (255 * pixels[8 * (y // 3) + x // 3] + 8) // 16
    return bytes(image)

images, labels = [], []
for row in rows.split():
    *pixels, label = (int(float(number)) for number in row.split(","))
    assert len(pixels) == 64 and all(0 <= pixel <= 16 for pixel in pixels) and 0 <= label <= 9
    images.append(enlarged(pixels))
    labels.append(label)
assert len(images) == 1797

def write(name, payload):
    with open(out / name, "wb") as f, gzip.GzipFile("", "wb", 9, f, mtime=0) as z:
        z.write(payload)

out.mkdir(parents=True, exist_ok=True)
for split, part in (("train", slice(0, 1500)), ("t10k", slice(1500, 1797))):
    count = len(labels[part])
    write(f"{split}-images-idx3-ubyte.gz", struct.pack(">IIII", 2051, count, 28, 28) + b"".join(images[part]))
    write(f"{split}-labels-idx1-ubyte.gz", struct.pack(">II", 2049, count) + bytes(labels[part]))
