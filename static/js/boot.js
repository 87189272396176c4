/**
 * What begins before the page is even put together: the first small files are asked for, and the engine starts in its
 * own thread, because it takes longest.
 */

import { askEarly } from "./basics/early.js";
import { startEngine } from "./engine/engine.js";

askEarly();
startEngine();
