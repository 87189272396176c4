export {}; // a plain script that leaves `katex` on globalThis
