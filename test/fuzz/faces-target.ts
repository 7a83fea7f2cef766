import { FACES, FaceRoom, mayEndSo } from '../helpers/faces.js';
import { makeScratch } from '../helpers/scratch.js';

const scratch = makeScratch();
const room = new FaceRoom(scratch.path('.'));
process.once('exit', () => scratch.remove());

/** Processes bytes as a capture in every way. Rejects with any unexpected error, and if two ways disagree on the status. */
export async function fuzz(data: Buffer): Promise<void> {
  room.capture = data;
  const { status } = await room.read();
  for (const face of FACES) {
    const passage = await room.pass(face);
    if (!mayEndSo(passage, status))
      throw new Error(`${face.words.join(' ')} ends with ${passage.status}, not ${status}`);
    if (passage.complaints.length > 0) throw new Error(`${face.words.join(' ')} left ${passage.complaints.join()}`);
  }
  const ended = await room.passLibrary();
  if (!mayEndSo(ended, status)) throw new Error(`the library ends with ${ended.status}, not ${status}`);
}
