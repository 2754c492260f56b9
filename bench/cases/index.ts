import { askingCases } from './asking.ts';
import type { Case } from './case.ts';
import { fanOutCases } from './fan-out.ts';
import { holdingCases } from './holding.ts';
import { pressureCases } from './pressure.ts';
import { returningCases } from './returning.ts';

export const cases: readonly Case[] = [...fanOutCases, ...askingCases, ...holdingCases, ...pressureCases, ...returningCases];
