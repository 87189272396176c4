// The same work by TensorFlow.js on its WebAssembly backend. A classic worker, because its files are classic scripts.
importScripts("/tfjs/tf.min.js", "/tfjs/tf-backend-wasm.min.js");

onmessage = async ({ data: { nets, digits, turns } }) => {
  try {
    tf.wasm.setWasmPaths("/tfjs/");
    await tf.setBackend("wasm");
    await tf.ready();
    const results = {};
    for (const [name, sizes] of Object.entries(nets)) {
      const model = build(sizes, "tanh", "meanSquaredError");
      const batches = pieces(tf.randomUniform([250, 2], -1, 1), tf.ones([250, 1]), 10);
      results[`epoch ${name}`] = await time(() => epoch(model, batches), turns);
      const points = tf.randomUniform([10000, 2], -1, 1);
      results[`grid ${name}`] = await time(() => tf.tidy(() => { model.predict(points, { batchSize: 10000 }).dataSync(); }), turns);
    }
    const model = build(digits, "softmax", "categoricalCrossentropy");
    const labels = tf.oneHot(tf.range(0, 1797, 1, "int32").mod(tf.scalar(10, "int32")), 10);
    const batches = pieces(tf.randomUniform([1797, 64]), labels, 32);
    results["epoch digits 64-32-10"] = await time(() => epoch(model, batches), turns);
    postMessage({ results });
  } catch (error) {
    postMessage({ error: String(error) });
  }
};

function build(sizes, output, loss) {
  const model = tf.sequential();
  sizes.slice(1).forEach((units, i) => {
    const activation = i === sizes.length - 2 ? output : "tanh";
    model.add(tf.layers.dense({ units, activation, inputShape: i === 0 ? [sizes[0]] : undefined }));
  });
  model.compile({ optimizer: tf.train.sgd(0.03), loss });
  return model;
}

/** Batches cut once: shuffling costs it extra, so this is kind to it. */
function pieces(X, y, size) {
  const batches = [];
  for (let first = 0; first < X.shape[0]; first += size) {
    const n = Math.min(size, X.shape[0] - first);
    batches.push([X.slice([first, 0], [n, -1]), y.slice([first, 0], [n, -1])]);
  }
  return batches;
}

async function epoch(model, batches) {
  for (const [X, y] of batches) await model.trainOnBatch(X, y);
}

async function time(work, turns) {
  await work();
  await work();
  const seen = [];
  for (let turn = 0; turn < turns; turn++) {
    const started = performance.now();
    await work();
    seen.push(performance.now() - started);
  }
  return seen.sort((a, b) => a - b)[turns >> 1];
}
