import Runner from 'jest-runner';

/** Runs test files one after another, while no others run. */
export default class SerialRunner extends Runner {
  isSerial = true;
}
