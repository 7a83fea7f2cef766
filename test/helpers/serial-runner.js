import Runner from 'jest-runner';

/** Runs test files one at a time, while no others run. */
export default class SerialRunner extends Runner {
  isSerial = true;
}
