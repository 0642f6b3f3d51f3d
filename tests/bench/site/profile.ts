import fs from 'node:fs';
import { Session } from 'node:inspector/promises';
import path from 'node:path';

/** Starts a CPU profile of this process; stopping writes it to the file, for Chrome or VS Code. */
export const startProfile = async (): Promise<(file: string) => Promise<void>> => {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.start');
  return async (file) => {
    const { profile } = await session.post('Profiler.stop');
    session.disconnect();
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, JSON.stringify(profile));
  };
};
