/** The first module of a visit: it asks for the small files that every view needs, while all others are on their way. */

import { askEarly } from "./basics/early.js";

askEarly();
