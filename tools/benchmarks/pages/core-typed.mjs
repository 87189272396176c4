// The same work as a careful hand would write it in JavaScript: typed arrays, loops, nothing allocated in a step.

export class TypedNet {
  /** @param {number[]} sizes @param {{classes: boolean}} options tanh everywhere, or softmax at the end */
  constructor(sizes, { classes }) {
    this.sizes = sizes;
    this.classes = classes;
    this.weights = sizes.slice(1).map((n, i) => Float64Array.from({ length: n * sizes[i] }, () => Math.random() - 0.5));
    this.biases = sizes.slice(1).map((n) => new Float64Array(n));
    this.a = sizes.map((n) => new Float64Array(n));
    this.delta = sizes.map((n) => new Float64Array(n));
    this.weightGradients = this.weights.map((w) => new Float64Array(w.length));
    this.biasGradients = this.biases.map((b) => new Float64Array(b.length));
  }

  /** Fills `a` from a[0]; weights lie unit by unit, so the inner loop runs along memory. */
  forward() {
    const last = this.sizes.length - 2;
    for (let layer = 0; layer <= last; layer++) {
      const input = this.a[layer], output = this.a[layer + 1];
      const weights = this.weights[layer], biases = this.biases[layer];
      const nIn = input.length, nOut = output.length;
      const bend = layer < last || !this.classes;
      for (let j = 0, k = 0; j < nOut; j++) {
        let z = biases[j];
        for (let i = 0; i < nIn; i++, k++) z += weights[k] * input[i];
        output[j] = bend ? Math.tanh(z) : z;
      }
      if (!bend) softmax(output);
    }
  }

  /** Adds one sample's gradient; `y` begins at `at` in the targets. */
  backward(y, at) {
    const last = this.sizes.length - 1;
    const output = this.a[last], top = this.delta[last];
    for (let j = 0; j < output.length; j++) {
      const residual = output[j] - y[at + j];
      top[j] = this.classes ? residual : 2 * residual * (1 - output[j] * output[j]);
    }
    for (let layer = last - 1; layer >= 0; layer--) {
      const input = this.a[layer], delta = this.delta[layer + 1], below = this.delta[layer];
      const weights = this.weights[layer], gradients = this.weightGradients[layer], biasGradients = this.biasGradients[layer];
      const nIn = input.length, nOut = delta.length;
      if (layer > 0) below.fill(0);
      for (let j = 0, k = 0; j < nOut; j++) {
        const d = delta[j];
        biasGradients[j] += d;
        if (layer > 0) {
          for (let i = 0; i < nIn; i++, k++) {
            gradients[k] += d * input[i];
            below[i] += d * weights[k];
          }
        } else {
          for (let i = 0; i < nIn; i++, k++) gradients[k] += d * input[i];
        }
      }
      if (layer > 0) for (let i = 0; i < nIn; i++) below[i] *= 1 - input[i] * input[i];
    }
  }

  step(rate) {
    for (const [params, gradients] of [[this.weights, this.weightGradients], [this.biases, this.biasGradients]]) {
      for (let layer = 0; layer < params.length; layer++) {
        const p = params[layer], g = gradients[layer];
        for (let i = 0; i < p.length; i++) { p[i] -= rate * g[i]; g[i] = 0; }
      }
    }
  }

  epoch(X, y, order, batchSize, rate) {
    shuffle(order);
    const nIn = this.sizes[0], nOut = this.sizes.at(-1);
    for (let first = 0; first < order.length; first += batchSize) {
      const end = Math.min(first + batchSize, order.length);
      for (let s = first; s < end; s++) {
        const sample = order[s];
        for (let i = 0; i < nIn; i++) this.a[0][i] = X[sample * nIn + i];
        this.forward();
        this.backward(y, sample * nOut);
      }
      this.step(rate / (end - first));
    }
  }

  grid(n, out) {
    for (let row = 0; row < n; row++) {
      for (let column = 0; column < n; column++) {
        this.a[0][0] = -1 + 2 * column / (n - 1);
        this.a[0][1] = -1 + 2 * row / (n - 1);
        this.forward();
        out[row * n + column] = this.a.at(-1)[0];
      }
    }
  }
}

function softmax(z) {
  let largest = -Infinity, sum = 0;
  for (const value of z) largest = Math.max(largest, value);
  for (let j = 0; j < z.length; j++) sum += z[j] = Math.exp(z[j] - largest);
  for (let j = 0; j < z.length; j++) z[j] /= sum;
}

function shuffle(order) {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
}

/** The median of milliseconds a call, over turns. */
export function time(work, turns, turnMs = 20) {
  for (let i = 0; i < 20; i++) work();
  let started = performance.now();
  for (let i = 0; i < 5; i++) work();
  const repeats = Math.max(1, Math.round(turnMs / Math.max((performance.now() - started) / 5, 1e-3)));
  const seen = [];
  for (let turn = 0; turn < turns; turn++) {
    started = performance.now();
    for (let i = 0; i < repeats; i++) work();
    seen.push((performance.now() - started) / repeats);
  }
  return seen.sort((a, b) => a - b)[turns >> 1];
}

/** Milliseconds by the names of core_work.py. */
export function measure(nets, digits, turns) {
  const results = {};
  const X = Float64Array.from({ length: 500 }, () => 2 * Math.random() - 1);
  const y = Float64Array.from({ length: 250 }, (_, i) => (Math.hypot(X[2 * i], X[2 * i + 1]) < 0.6 ? 1 : -1));
  const order = Int32Array.from({ length: 250 }, (_, i) => i);
  const map = new Float64Array(10000);
  for (const [name, sizes] of Object.entries(nets)) {
    const net = new TypedNet(sizes, { classes: false });
    results[`epoch ${name}`] = time(() => net.epoch(X, y, order, 10, 0.03), turns);
    results[`grid ${name}`] = time(() => net.grid(100, map), turns);
  }
  const pixels = Float64Array.from({ length: 1797 * 64 }, () => Math.random());
  const classes = new Float64Array(1797 * 10);
  for (let i = 0; i < 1797; i++) classes[10 * i + (i % 10)] = 1;
  const all = Int32Array.from({ length: 1797 }, (_, i) => i);
  const net = new TypedNet(digits, { classes: true });
  results["epoch digits 64-32-10"] = time(() => net.epoch(pixels, classes, all, 32, 0.03), turns);
  return results;
}
