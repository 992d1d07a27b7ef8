// The member's own code opens without a network once it was opened with one.
import { keepPage } from "./site-keep.js";

addEventListener("load", keepPage);
