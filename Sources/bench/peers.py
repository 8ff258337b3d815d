#!/usr/bin/env python3
"""Train one dense autoencoder or VAE with a peer framework and print its speed as one JSON line.

    python3 -m venv v && v/bin/pip install 'jax[cpu]' optax tensorflow-cpu keras torch numpy
    v/bin/python peers.py --peer jax   --sizes 784,64,784   --batch 256
    v/bin/python peers.py --peer keras --sizes 784,256,784  --batch 32
    v/bin/python peers.py --peer torch --vae 784,400,20     --batch 128

The work is the same for every peer: float32, Adam(1e-3), a fresh shuffle each epoch, the images of
Data/mnist-5k (train) repeated up to --images. --sizes: ReLU between, sigmoid last, mean squared
error. --vae IN,HIDDEN,LATENT: ReLU, Bernoulli likelihood from logits plus KL, reparameterised.
The first epoch compiles and warms up; "epoch_s" is the median of the others.
"""
import argparse, gzip, json, os, pathlib, resource, statistics, time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np

p = argparse.ArgumentParser()
p.add_argument("--peer", choices=["jax", "keras", "torch"], required=True)
p.add_argument("--sizes"), p.add_argument("--vae")
p.add_argument("--batch", type=int, default=256)
p.add_argument("--images", type=int, default=60000)
p.add_argument("--epochs", type=int, default=4)
a = p.parse_args()
sizes = [int(s) for s in (a.sizes or a.vae).split(",")]
vae = a.vae is not None
raw = gzip.open(pathlib.Path(__file__).parent / "../../Data/mnist-5k/train-images-idx3-ubyte.gz").read()[16:]
base = np.frombuffer(raw, np.uint8).reshape(-1, 784).astype(np.float32) / 255
X = np.resize(base, (a.images, 784))
if sizes[0] != 784:
    X = np.resize(X, (a.images, sizes[0]))
times, losses = [], []


def run_jax():
    import jax, jax.numpy as jnp, optax
    from functools import partial

    def dense(key, i, o):
        limit = (6 / (i + o)) ** 0.5
        return jax.random.uniform(key, (i, o), minval=-limit, maxval=limit), jnp.zeros(o)

    apply = lambda layer, x: x @ layer[0] + layer[1]
    keys = jax.random.split(jax.random.PRNGKey(0), 16)
    if vae:
        n, h, d = sizes
        params = dict(e=dense(keys[0], n, h), m=dense(keys[1], h, d), s=dense(keys[2], h, d),
                      d=dense(keys[3], d, h), o=dense(keys[4], h, n))

        def loss(q, x, key):
            t = jax.nn.relu(apply(q["e"], x))
            m, s = apply(q["m"], t), apply(q["s"], t)
            z = m + jnp.exp(0.5 * s) * jax.random.normal(key, m.shape)
            o = apply(q["o"], jax.nn.relu(apply(q["d"], z)))
            bce = jnp.sum(jnp.maximum(o, 0) - o * x + jnp.log1p(jnp.exp(-jnp.abs(o))))
            return (bce - 0.5 * jnp.sum(1 + s - m * m - jnp.exp(s))) / x.shape[0]
    else:
        params = [dense(k, i, o) for k, i, o in zip(keys, sizes, sizes[1:])]

        def loss(q, x, key):
            t = x
            for layer in q[:-1]:
                t = jax.nn.relu(apply(layer, t))
            return jnp.mean((jax.nn.sigmoid(apply(q[-1], t)) - x) ** 2)

    opt = optax.adam(1e-3)
    state, data = opt.init(params), jnp.asarray(X)

    @partial(jax.jit, donate_argnums=(0, 1))
    def epoch(params, state, key):
        kp, ks = jax.random.split(key)
        order = jax.random.permutation(kp, a.images)[: a.images // a.batch * a.batch].reshape(-1, a.batch)

        def step(carry, rows):
            q, s, k = carry
            k, kk = jax.random.split(k)
            value, grad = jax.value_and_grad(loss)(q, data[rows], kk)
            update, s = opt.update(grad, s)
            return (optax.apply_updates(q, update), s, k), value

        (params, state, _), values = jax.lax.scan(step, (params, state, ks), order)
        return params, state, values.mean()

    for e in range(a.epochs):
        t = time.perf_counter()
        params, state, value = epoch(params, state, jax.random.PRNGKey(e))
        losses.append(float(value.block_until_ready()))
        times.append(time.perf_counter() - t)


def run_keras():
    import keras
    from keras import layers, ops

    class Clock(keras.callbacks.Callback):
        def on_epoch_begin(self, e, logs=None):
            self.t = time.perf_counter()

        def on_epoch_end(self, e, logs=None):
            times.append(time.perf_counter() - self.t)
            losses.append(float(logs["loss"]))

    if vae:
        n, h, d = sizes

        class Sample(layers.Layer):
            def call(self, inputs):
                m, s = inputs
                self.add_loss(-0.5 * ops.mean(ops.sum(1 + s - m * m - ops.exp(s), -1)))
                return m + ops.exp(0.5 * s) * keras.random.normal(ops.shape(m))

        x = keras.Input((n,))
        t = layers.Dense(h, activation="relu")(x)
        z = Sample()([layers.Dense(d)(t), layers.Dense(d)(t)])
        model = keras.Model(x, layers.Dense(n)(layers.Dense(h, activation="relu")(z)))
        bce = lambda y, o: ops.sum(ops.maximum(o, 0) - o * y + ops.log1p(ops.exp(-ops.abs(o))), -1)
        model.compile(optimizer="adam", loss=bce)
    else:
        model = keras.Sequential([keras.Input((sizes[0],))]
                                 + [layers.Dense(s, activation="relu") for s in sizes[1:-1]]
                                 + [layers.Dense(sizes[-1], activation="sigmoid")])
        model.compile(optimizer="adam", loss="mse")
    model.fit(X, X, epochs=a.epochs, batch_size=a.batch, shuffle=True, verbose=0, callbacks=[Clock()])


def run_torch():
    import torch
    from torch import nn
    from torch.nn.functional import binary_cross_entropy_with_logits as bce

    if vae:
        n, h, d = sizes

        class VAE(nn.Module):
            def __init__(self):
                super().__init__()
                self.e, self.m, self.s = nn.Linear(n, h), nn.Linear(h, d), nn.Linear(h, d)
                self.d, self.o = nn.Linear(d, h), nn.Linear(h, n)

            def loss(self, x):
                t = torch.relu(self.e(x))
                m, s = self.m(t), self.s(t)
                z = m + torch.exp(0.5 * s) * torch.randn_like(m)
                o = self.o(torch.relu(self.d(z)))
                return (bce(o, x, reduction="sum") - 0.5 * torch.sum(1 + s - m * m - s.exp())) / len(x)

        model = VAE()
        loss = model.loss
    else:
        chain = []
        for i, o in zip(sizes, sizes[1:]):
            chain += [nn.Linear(i, o), nn.ReLU()]
        chain[-1] = nn.Sigmoid()
        model = nn.Sequential(*chain)
        loss = lambda x: ((model(x) - x) ** 2).mean()
    opt, data = torch.optim.Adam(model.parameters(), 1e-3, fused=True), torch.from_numpy(X)
    for e in range(a.epochs):
        t, order, total = time.perf_counter(), torch.randperm(a.images), 0.0
        for i in range(0, a.images - a.batch + 1, a.batch):
            opt.zero_grad(set_to_none=True)
            value = loss(data[order[i : i + a.batch]])
            value.backward()
            opt.step()
        losses.append(value.item())
        times.append(time.perf_counter() - t)


{"jax": run_jax, "keras": run_keras, "torch": run_torch}[a.peer]()
epoch = statistics.median(times[1:] or times)
print(json.dumps(dict(peer=a.peer, model=("vae:" if vae else "ae:") + ",".join(map(str, sizes)), batch=a.batch,
                      images=a.images, epoch_s=round(epoch, 4), first_epoch_s=round(times[0], 3),
                      images_per_s=round(a.images / epoch), loss=round(losses[-1], 5),
                      peak_rss_mb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))))
