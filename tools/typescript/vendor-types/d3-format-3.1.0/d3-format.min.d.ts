export {}; // a plain script that leaves `d3` on globalThis
