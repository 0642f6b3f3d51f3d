/** What a person at the terminal sees. Standard error only: standard output is for `--json`. */
const isTerminal = Boolean(process.stderr.isTTY);

const write = (text: string) => process.stderr.write(text);

/** A heading of the story. */
export const chapter = (text: string) => write(`\n${text}\n`);

export const line = (text: string) => write(`  ${text}\n`);

/** Shows one line that changes: rewritten in a terminal, printed when it changed elsewhere. */
export const createProgress = () => {
  let shown = '';
  return {
    show(text: string) {
      if (text === shown) return;
      write(isTerminal ? `\r\u001b[K  ${text}` : `  ${text}\n`);
      shown = text;
    },
    end() {
      if (isTerminal && shown) write('\n');
    },
  };
};

/** Two columns, the first padded. */
export const table = (rows: [label: string, value: string | number][]) => {
  const width = Math.max(...rows.map(([label]) => label.length));
  for (const [label, value] of rows) line(`${label.padEnd(width + 2)}${value}`);
};

/**
 * Sends everything that any library prints to standard error and returns the way to the real
 * standard output.
 */
export const reserveStandardOutput = (): ((text: string) => void) => {
  const real = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr) as typeof process.stdout.write;
  return (text) => {
    real(text);
  };
};
