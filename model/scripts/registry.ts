import type { Script } from '../script.js';
import { call, read } from './call.js';
import { empty, huge, maxTokens, none, pingHold, refusal, wait } from './ending.js';
import { cut, err, hang, hangMid, sseErr } from './failing.js';
import { look } from './look.js';
import { loop } from './loop.js';
import { parallel } from './parallel.js';
import { report } from './report.js';
import { sh } from './sh.js';
import { slow, slowTool, toolFirst } from './slow.js';
import { survey } from './survey.js';
import { think } from './think.js';
import { tool } from './tool.js';

/** Every script by the name that its marker gives. */
export const SCRIPTS: ReadonlyMap<string, Script> = new Map(
  Object.entries({
    ...{ call, cut, empty, err, hang, hangmid: hangMid, huge, look, loop, maxtok: maxTokens, none },
    ...{ parallel, pinghold: pingHold, read, refusal, report, sh, slow, slowtool: slowTool },
    ...{ sseerr: sseErr, survey, think, tool, toolfirst: toolFirst, wait },
  }),
);
