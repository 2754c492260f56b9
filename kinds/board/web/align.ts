/** Lines with times of their own as columns over one time, in seconds: uPlot's form. What a line does not have at a time is null. */
export function alignLines(lines: readonly (readonly (readonly [at: number, value: number])[])[]): [number[], ...(number | null)[][]] {
  const times = [...new Set(lines.flatMap((line) => line.map(([at]) => at)))].sort((a, b) => a - b);
  const columns = lines.map((line) => {
    const values = new Map(line);
    return times.map((time) => values.get(time) ?? null);
  });
  return [times.map((time) => time / 1000), ...columns];
}
