import type { Row } from '../row.ts';
import { row as a } from './a-nothing-received.ts';
import { row as b } from './b-after-a-volatile.ts';
import { row as c } from './c-asked.ts';
import { row as c2 } from './c2-asked-while-away.ts';
import { row as d } from './d-retried.ts';
import { row as e } from './e-restarted.ts';
import { row as f } from './f-half-open.ts';
import { row as g } from './g-said-and-cut.ts';
import { row as g2 } from './g2-said-as-it-is-cut.ts';
import { row as h } from './h-said-to-nobody.ts';
import { row as i } from './i-order.ts';
import { row as j } from './j-too-large.ts';
import { row as k } from './k-a-mistake.ts';
import { row as l } from './l-stalled.ts';
import { row as m } from './m-herd.ts';

export const rows: readonly Row[] = [a, b, c, c2, d, e, f, g, g2, h, i, j, k, l, m];
